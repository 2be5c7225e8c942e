//! The rule by which a zone's clocks change twice a year.

use super::{civil, day_of, local};

/// One of the two days of a year on which clocks change, as POSIX's `Mm.w.d/time` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// From 1.
    pub month: i32,
    /// Which of the month's days with this weekday, from 1; 5 is the last.
    pub week: i32,
    /// 0 is Sunday, as in POSIX.
    pub weekday: i32,
    /// Seconds since midnight on the wall before the change; below zero and beyond 24 hours are other days.
    pub seconds: i32,
}

/// Daylight-saving time of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The offset outside [`Rule::start`] to [`Rule::end`], in seconds east of UTC.
    pub standard: i32,
    /// The offset within.
    pub daylight: i32,
    /// When `daylight` begins.
    pub start: Switch,
    /// When it ends.
    pub end: Switch,
}

impl Switch {
    /// The local time, before the change, at which the clocks change in this year.
    pub fn local(&self, year: i32) -> i64 {
        let first = civil::day(year, self.month, 1);
        // Days from the month's first to the first such weekday.
        let ahead = (self.weekday + 6 - civil::weekday(first)).rem_euclid(7);
        let mut of_month = ahead + 7 * (self.week - 1);
        if of_month >= civil::days_in_month(year, self.month) {
            of_month -= 7;
        }
        local(first + of_month, self.seconds)
    }
}

impl Rule {
    /// When daylight-saving time begins and when it ends in this year: instants.
    pub fn changes(&self, year: i32) -> (i64, i64) {
        (self.start.local(year) - i64::from(self.standard), self.end.local(year) - i64::from(self.daylight))
    }

    /// The offset at an instant, in seconds east of UTC.
    pub fn offset_at(&self, instant: i64) -> i32 {
        let (start, end) = self.changes(self.year_of(instant));
        // South of the equator the year begins within daylight-saving time.
        let daylight = if start < end { start <= instant && instant < end } else { instant < end || start <= instant };
        if daylight { self.daylight } else { self.standard }
    }

    /// The year in which an instant lies, by standard time.
    pub fn year_of(&self, instant: i64) -> i32 {
        civil::date(day_of(instant.saturating_add(i64::from(self.standard)))).0
    }
}
