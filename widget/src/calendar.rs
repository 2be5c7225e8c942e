//! Days and months of the Gregorian calendar, and how keys move through them.
//!
//! A day is a count, so that moving is adding. Which instant falls on which day is the browser's business: it knows the
//! time zones.

use crate::text::{Append, cut, digits, whole};
use alloc::string::String;
use alloc::vec::Vec;

/// A day, counted from 1 January 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year, as written.
    pub year: i32,
    /// From 1 to 12.
    pub number: i32,
}

impl Day {
    /// From year, month (1 to 12) and day of the month. Howard Hinnant's `days_from_civil`.
    pub fn new(year: i32, month: i32, day: i32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    /// From `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = cut(text, '-');
        let (month, day) = cut(rest, '-');
        let (year, month, day) = (whole(year) as i32, whole(month) as i32, whole(day) as i32);
        let real = (1..=12).contains(&month) && day >= 1 && day <= (Month { year, number: month }).length();
        real.then(|| Day::new(year, month, day))
    }

    /// Year, month and day of the month. Howard Hinnant's `civil_from_days`.
    pub fn civil(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month, day)
    }

    /// As `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.civil();
        let mut text = padded(year, 4);
        text.push('-');
        text.append(&padded(month, 2));
        text.push('-');
        text.append(&padded(day, 2));
        text
    }

    /// From 1, Monday, to 7, Sunday.
    pub fn weekday(self) -> i32 {
        (self.0 + 3).rem_euclid(7) + 1
    }

    /// The month it is in.
    pub fn month(self) -> Month {
        let (year, number, _) = self.civil();
        Month { year, number }
    }

    /// The same day of another month, or that month's last one.
    fn in_month(self, month: Month) -> Self {
        let (_, _, day) = self.civil();
        Day(month.first().0 + day.min(month.length()) - 1)
    }
}

impl Month {
    /// Its first day.
    pub fn first(self) -> Day {
        Day::new(self.year, self.number, 1)
    }

    /// Its last day.
    pub fn last(self) -> Day {
        Day(self.next().first().0 - 1)
    }

    /// How many days it has.
    pub fn length(self) -> i32 {
        self.next().first().0 - self.first().0
    }

    /// The month that comes so many after it, or before it.
    pub fn plus(self, months: i32) -> Self {
        let count = self.year * 12 + self.number - 1 + months;
        Month { year: count.div_euclid(12), number: count.rem_euclid(12) + 1 }
    }

    /// The month after it.
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// As `YYYY-MM`.
    pub fn iso(self) -> String {
        let mut text = padded(self.year, 4);
        text.push('-');
        text.append(&padded(self.number, 2));
        text
    }

    /// Its weeks, for a table whose rows begin with `first_weekday` (1 to 7): the first day of each row. The first row
    /// may begin before the month, and the last one end after it.
    pub fn weeks(self, first_weekday: i32) -> Vec<Day> {
        let mut row = week_start(self.first(), first_weekday);
        let mut rows = Vec::new();
        while row <= self.last() {
            rows.push(row);
            row = Day(row.0 + 7);
        }
        rows
    }
}

/// The first day of the week that a day is in.
fn week_start(day: Day, first_weekday: i32) -> Day {
    Day(day.0 - (day.weekday() - first_weekday).rem_euclid(7))
}

/// How a calendar is laid out and how far it goes.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The first day that may be chosen.
    pub first: Day,
    /// The last one.
    pub last: Day,
    /// With which day a week begins, 1 to 7.
    pub first_weekday: i32,
    /// Whether the table runs from right to left.
    pub right_to_left: bool,
}

/// Where a key leads from a day, by the pattern for date grids of the ARIA Authoring Practices: arrows by day and week,
/// Home and End to the ends of the week, Page Up and Down by month, with Shift by year. Never past the bounds. `None`
/// for every other key.
pub fn moved(day: Day, key: &str, bounds: &Bounds) -> Option<Day> {
    let forward = if bounds.right_to_left { -1 } else { 1 };
    let start = week_start(day, bounds.first_weekday);
    let target = match key {
        "ArrowLeft" => Day(day.0 - forward),
        "ArrowRight" => Day(day.0 + forward),
        "ArrowUp" => Day(day.0 - 7),
        "ArrowDown" => Day(day.0 + 7),
        "Home" => start,
        "End" => Day(start.0 + 6),
        "PageUp" => day.in_month(day.month().plus(-1)),
        "PageDown" => day.in_month(day.month().plus(1)),
        "Shift+PageUp" => day.in_month(day.month().plus(-12)),
        "Shift+PageDown" => day.in_month(day.month().plus(12)),
        _ => return None,
    };
    Some(target.min(bounds.last).max(bounds.first))
}

/// A number with zeros in front.
pub fn padded(number: i32, width: usize) -> String {
    let number = digits(number.into());
    let mut text = String::new();
    for _ in number.len()..width {
        text.push('0');
    }
    text.append(&number);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn bounds(right_to_left: bool) -> Bounds {
        Bounds { first: day("2026-05-04"), last: day("2026-07-10"), first_weekday: 1, right_to_left }
    }

    #[test]
    fn days_are_where_the_calendar_has_them() {
        assert_eq!(Day::new(1970, 1, 1), Day(0));
        assert_eq!(day("2000-02-29").weekday(), 2);
        assert_eq!(day("2026-11-21").weekday(), 6);
        assert_eq!(day("1969-12-31").civil(), (1969, 12, 31));
        assert_eq!(Month { year: 2028, number: 2 }.length(), 29);
        assert_eq!(Month { year: 2100, number: 2 }.length(), 28);
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2026", "2026-5", "2026-02-30", "2026-13-01", "2026-00-01", "2026-01-00", "a-b-c"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn keys_move_by_the_grid_pattern() {
        let at = day("2026-05-20");
        for (key, expected) in [
            ("ArrowLeft", "2026-05-19"),
            ("ArrowRight", "2026-05-21"),
            ("ArrowUp", "2026-05-13"),
            ("ArrowDown", "2026-05-27"),
            ("Home", "2026-05-18"),
            ("End", "2026-05-24"),
            ("PageDown", "2026-06-20"),
            ("PageUp", "2026-05-04"),
            ("Shift+PageDown", "2026-07-10"),
        ] {
            assert_eq!(moved(at, key, &bounds(false)), Some(day(expected)), "{key}");
        }
        assert_eq!(moved(at, "Enter", &bounds(false)), None);
        assert_eq!(moved(at, "ArrowLeft", &bounds(true)), Some(day("2026-05-21")));
    }

    #[test]
    fn the_last_day_of_a_longer_month_becomes_the_last_of_a_shorter_one() {
        assert_eq!(moved(day("2026-05-31"), "PageDown", &bounds(false)), Some(day("2026-06-30")));
    }

    proptest! {
        #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..ProptestConfig::default() })]

        #[test]
        fn text_and_count_agree(count in -200_000i32..200_000) {
            prop_assert_eq!(Day::parse(&Day(count).iso()), Some(Day(count)));
        }

        #[test]
        fn weeks_hold_every_day_of_the_month_once(year in 1990i32..2100, number in 1i32..=12, first in 1i32..=7) {
            let month = Month { year, number };
            let days: Vec<Day> = month
                .weeks(first)
                .into_iter()
                .flat_map(|row| (0..7).map(move |offset| Day(row.0 + offset)))
                .filter(|day| day.month() == month)
                .collect();
            let expected: Vec<Day> = (0..month.length()).map(|offset| Day(month.first().0 + offset)).collect();
            prop_assert_eq!(days, expected);
            prop_assert!(month.weeks(first).iter().all(|row| row.weekday() == first));
        }
    }
}
