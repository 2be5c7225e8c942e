//! Dates and times in the basic format of ISO 8601 that calendars use: `20260504`, `20260504T090000`,
//! `20260504T070000Z`; and durations, `PT1H30M`.

use super::{DAY, civil, day_of, local, second_of_day};

/// A date or time as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A day.
    Day(i32),
    /// A local time of wherever the text is about.
    Local(i64),
    /// An instant.
    Instant(i64),
}

/// What a text says; nothing when it is no date or time, or none that exists.
pub fn moment(text: &str) -> Option<Moment> {
    let Some((date_text, time_text)) = text.split_once(['T', 't']) else { return date(text).map(Moment::Day) };
    let day = date(date_text)?;
    match time_text.strip_suffix(['Z', 'z']) {
        Some(time_text) => Some(Moment::Instant(local(day, time(time_text)?))),
        None => Some(Moment::Local(local(day, time(time_text)?))),
    }
}

/// The day of `20261231`.
fn date(text: &str) -> Option<i32> {
    if text.len() != 8 {
        return None;
    }
    civil::checked_day(digits(text, 0, 4)?, digits(text, 4, 6)?, digits(text, 6, 8)?)
}

/// The second of the day of `235959`; a leap second is the one before.
fn time(text: &str) -> Option<i32> {
    let part = |from: usize, most: i32| digits(text, from, from + 2).filter(|number| *number <= most);
    if text.len() != 6 {
        return None;
    }
    Some(part(0, 23)? * 3600 + part(2, 59)? * 60 + part(4, 60)?.min(59))
}

fn digits(text: &str, from: usize, to: usize) -> Option<i32> {
    let text = text.get(from..to)?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// The seconds of a duration such as `P1W`, `P1DT2H` or `-PT15M`; days of 24 hours. At most some thousand years.
pub fn duration(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mut total, mut number, mut any) = (0_i64, None, false);
    for letter in text.strip_prefix('P')?.bytes() {
        let unit = match letter {
            b'0'..=b'9' => {
                let next = number.unwrap_or(0) * 10 + i64::from(letter - b'0');
                number = Some(next).filter(|number| *number < 100_000_000);
                number?;
                continue;
            }
            b'T' if number.is_none() => continue,
            b'W' => 7 * DAY,
            b'D' => DAY,
            b'H' => 3600,
            b'M' => 60,
            b'S' => 1,
            _ => return None,
        };
        total += number.take()? * unit;
        any = true;
    }
    (any && number.is_none()).then_some(sign * total)
}

/// Writes a day: `20260504`.
pub fn write_day(out: &mut String, day: i32) {
    let (year, month, day) = civil::date(day.clamp(civil::FIRST_DAY, civil::LAST_DAY));
    write_digits(out, year, 4);
    write_digits(out, month, 2);
    write_digits(out, day, 2);
}

/// Writes a local time, `20260504T090000`; of an instant with a `Z` behind it.
pub fn write_time(out: &mut String, local: i64) {
    write_day(out, day_of(local));
    out.push('T');
    let seconds = second_of_day(local);
    for part in [seconds / 3600, seconds / 60 % 60, seconds % 60] {
        write_digits(out, part, 2);
    }
}

/// Writes a number with at least so many digits.
pub fn write_digits(out: &mut String, number: i32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_i32.pow(place) % 10;
        out.push(char::from_digit(digit.unsigned_abs(), 10).unwrap_or('0'));
    }
}
