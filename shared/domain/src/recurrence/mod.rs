//! What comes again: recurrence rules of RFC 5545, over days.
//!
//! A rule says on which days something begins; the time of the day is that of its first start, on the wall. Rules that
//! go by the hour or below are refused. Where a rule leaves something open, the day of the first start says it, as the
//! RFC has it; a first start that the rule does not name is not part of the series.

mod expand;
mod parse;
mod series;

pub use expand::TooMuchWork;
pub use series::Series;

use crate::time::basic::Moment;
use crate::time::{TimeZone, day_of, second_of_day};

/// Days that a rule is looked at for, in all, before it is given up: enough for a rule of every day over centuries, and
/// done in some milliseconds.
pub const BUDGET: u32 = 500_000;

/// How often a rule begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every year.
    Yearly,
}

/// A weekday, or one of its occurrences in a month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekdayOf {
    /// Which one, from 1, or from -1 from the end; 0 for every one.
    pub ordinal: i32,
    /// 0 is Monday.
    pub weekday: i32,
}

/// A recurrence rule. Lists that are empty limit nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What [`Rule::interval`] counts.
    pub frequency: Frequency,
    /// Every how many days, weeks, months or years; at least 1.
    pub interval: i32,
    /// How many starts there are in all.
    pub count: Option<u32>,
    /// When it ends, this moment included.
    pub until: Option<Moment>,
    /// The day on which weeks begin: 0 is Monday.
    pub week_start: i32,
    /// Months, from 1.
    pub months: Vec<i32>,
    /// Weeks of the year, from 1, or from -1 from the end.
    pub weeks: Vec<i32>,
    /// Days of the year, from 1, or from -1 from the end.
    pub year_days: Vec<i32>,
    /// Days of the month, from 1, or from -1 from the end.
    pub month_days: Vec<i32>,
    /// Weekdays.
    pub weekdays: Vec<WeekdayOf>,
    /// Which days of those found in each period, from 1, or from -1 from the end.
    pub positions: Vec<i32>,
}

/// Why a text is no rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRule<'t> {
    /// The part of the text.
    pub part: &'t str,
    /// What is wrong with it: a sentence for people.
    pub reason: &'static str,
}

impl Rule {
    /// The last day on which something that begins at this time of the day may begin, in a zone.
    pub fn last_day(&self, second: i32, zone: &TimeZone) -> i32 {
        let local = match self.until {
            None => return i32::MAX,
            Some(Moment::Day(day)) => return day,
            Some(Moment::Local(local)) => local,
            Some(Moment::Instant(instant)) => zone.local_at(instant),
        };
        if second_of_day(local) < second { day_of(local) - 1 } else { day_of(local) }
    }
}
