//! Dates and instants as numbers: the proleptic Gregorian calendar, without time zones.
//!
//! A calendar library costs a function a tenth of what it may weigh, for parsers of formats that no request uses. The
//! arithmetic is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
//! (<https://howardhinnant.github.io/date_algorithms.html>); a test compares it with chrono.

use std::fmt;

const DAY_MS: i64 = 86_400_000;
/// The first and the last instant whose year has four digits.
const YEARS_MS: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

/// A calendar date of the years 0 to 9999, in no time zone: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDate(i32);

impl CalendarDate {
    /// The date with these numbers, if the calendar has it.
    pub fn new(year: i32, month: i32, day: i32) -> Option<Self> {
        checked_day(year, month, day).map(CalendarDate)
    }

    /// Reads `YYYY-MM-DD`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let separated = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
        if !separated || bytes.len() != 10 {
            return None;
        }
        let number = |from, length| digits(bytes, from, length).map(u32::cast_signed);
        CalendarDate::new(number(0, 4)?, number(5, 2)?, number(8, 2)?)
    }

    /// The date that is so many days after 1970-01-01.
    pub fn of_days(days: i32) -> Self {
        CalendarDate(days)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// Year, month from 1, and day from 1.
    pub fn year_month_day(self) -> Date {
        date(self.0)
    }
}

impl fmt::Display for CalendarDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.year_month_day();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

/// RFC 3339 to milliseconds since 1970, for the years 1 to 9999. What is finer than a millisecond is cut off.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let date = CalendarDate::parse(text.get(..10)?)?;
    let separated =
        matches!(bytes.get(10)?, b'T' | b't' | b' ') && bytes.get(13) == Some(&b':') && bytes.get(16) == Some(&b':');
    let (hour, minute, second) = (digits(bytes, 11, 2)?, digits(bytes, 14, 2)?, digits(bytes, 17, 2)?);
    // A leap second is the first moment of the next minute.
    if !separated || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut rest = bytes.get(19..)?;
    let mut milliseconds = 0;
    if let Some((b'.', fraction)) = rest.split_first() {
        let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if length == 0 {
            return None;
        }
        milliseconds = digits(fraction, 0, length.min(3))? * 10_u32.pow(3 - u32::try_from(length.min(3)).ok()?);
        rest = fraction.get(length..)?;
    }
    let offset_minutes = match rest {
        b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let (hours, minutes) = (digits(rest, 1, 2)?, digits(rest, 4, 2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let minutes = i64::from(hours * 60 + minutes);
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    let of_day = i64::from(hour * 3600 + minute * 60 + second) * 1000 + i64::from(milliseconds);
    let instant = i64::from(date.0) * DAY_MS + of_day - offset_minutes * 60_000;
    YEARS_MS.contains(&instant).then_some(instant)
}

/// Milliseconds since 1970 to RFC 3339 in UTC. Nothing outside the years 1 to 9999.
pub fn format_timestamp(milliseconds: i64) -> Option<String> {
    if !YEARS_MS.contains(&milliseconds) {
        return None;
    }
    let (year, month, day) = date(i32::try_from(milliseconds.div_euclid(DAY_MS)).ok()?);
    let of_day = u32::try_from(milliseconds.rem_euclid(DAY_MS)).ok()?;
    let (seconds, milliseconds) = (of_day / 1000, of_day % 1000);
    // Lists have two or more of these in every row, and `format!` is made for any format.
    let mut text = String::with_capacity(24);
    push_digits(year.cast_unsigned(), 1000, &mut text);
    for (mark, number) in [
        ('-', month.cast_unsigned()),
        ('-', day.cast_unsigned()),
        ('T', seconds / 3600),
        (':', seconds / 60 % 60),
        (':', seconds % 60),
    ] {
        text.push(mark);
        push_digits(number, 10, &mut text);
    }
    text.push('.');
    push_digits(milliseconds, 100, &mut text);
    text.push('Z');
    Some(text)
}

/// Appends decimal digits, from that of `place` on.
fn push_digits(number: u32, mut place: u32, out: &mut String) {
    while place > 0 {
        out.push(char::from_digit(number / place % 10, 10).unwrap_or('0'));
        place /= 10;
    }
}

/// The number that `length` digits stand for; nothing when one of them is none.
fn digits(bytes: &[u8], from: usize, length: usize) -> Option<u32> {
    let mut number = 0;
    for byte in bytes.get(from..from + length)? {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u32::from(byte - b'0');
    }
    Some(number)
}

/// The year, the month from 1 and the day of the month from 1.
pub type Date = (i32, i32, i32);

/// The first and the last day of the years 0000 to 9999, which four digits can name.
pub const FIRST_DAY: i32 = -719_528;
/// See [`FIRST_DAY`].
pub const LAST_DAY: i32 = 2_932_896;

/// The day of a date. A day of the month outside the month counts on from its first; a month must be 1 to 12, and a year
/// within two million.
pub const fn day(year: i32, month: i32, day_of_month: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day_of_month - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a day.
pub const fn date(day: i32) -> Date {
    let shifted = day.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}

/// The day of the week: 0 is Monday, 6 is Sunday.
pub const fn weekday(day: i32) -> i32 {
    (day.rem_euclid(7) + 3) % 7
}

/// How many days a month has; the month must be 1 to 12.
pub const fn days_in_month(year: i32, month: i32) -> i32 {
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    day(next_year, next_month, 1) - day(year, month, 1)
}

/// The day of a date that exists, in the years 0000 to 9999.
pub const fn checked_day(year: i32, month: i32, day_of_month: i32) -> Option<i32> {
    if year < 0 || year > 9999 || month < 1 || month > 12 || day_of_month < 1 {
        return None;
    }
    if day_of_month > days_in_month(year, month) { None } else { Some(day(year, month, day_of_month)) }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat};

    use super::*;

    #[test]
    fn every_day_of_ten_millennia_is_that_of_chrono() {
        let epoch = NaiveDate::default();
        let mut date = NaiveDate::from_ymd_opt(0, 1, 1);
        while let Some(day) = date.filter(|day| day.year() <= 9999) {
            let (month, of_month) = (day.month().cast_signed(), day.day().cast_signed());
            let ours = CalendarDate::new(day.year(), month, of_month);
            assert_eq!(ours.map(|ours| i64::from(ours.days())), Some(day.signed_duration_since(epoch).num_days()));
            assert_eq!(ours.map(CalendarDate::year_month_day), Some((day.year(), month, of_month)));
            date = day.succ_opt();
        }
    }

    #[test]
    fn instants_are_written_as_chrono_writes_them() {
        let mut instant = *YEARS_MS.start();
        while instant <= *YEARS_MS.end() {
            let theirs = DateTime::from_timestamp_millis(instant);
            let theirs = theirs.map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true));
            assert_eq!(format_timestamp(instant), theirs);
            assert_eq!(theirs.and_then(|text| parse_timestamp(&text)), Some(instant));
            instant += 31_556_952_123;
        }
        assert_eq!(format_timestamp(YEARS_MS.end() + 1), None);
        assert_eq!(format_timestamp(YEARS_MS.start() - 1), None);
    }

    #[test]
    fn instants_are_read_as_chrono_reads_them() {
        for text in [
            "2026-01-31T09:30:00Z",
            "2026-01-31t09:30:00z",
            "2026-01-31 09:30:00+01:00",
            "2026-01-31T09:30:00.5-23:59",
            "2026-01-31T09:30:00.123456789+00:00",
            "2026-01-31T23:59:60Z",
            "2026-01-31T09:30Z",
            "2026-01-31T09:30:00",
            "2026-01-31T24:00:00Z",
            "2026-01-31T09:60:00Z",
            "2026-02-29T09:30:00Z",
            "2026-01-31T09:30:00.Z",
            "2026-01-31T09:30:00+0100",
            "2026-01-31T09:30:00+24:00",
            "2026-01-31T09:30:00Zz",
            "+026-01-31T09:30:00Z",
            "2026-1-31T09:30:00Z",
            "äää6-01-31T09:30:00Z",
            "",
        ] {
            let theirs = DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp_millis());
            assert_eq!(parse_timestamp(text), theirs, "{text}");
        }
    }

    #[test]
    fn dates_have_ten_characters() {
        for text in ["2026-02-28", "2024-02-29", "0000-01-01", "9999-12-31"] {
            assert_eq!(CalendarDate::parse(text).map(|date| date.to_string()).as_deref(), Some(text));
        }
        for text in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-01-011", "x026-01-01"] {
            assert_eq!(CalendarDate::parse(text), None, "{text}");
        }
    }
}
