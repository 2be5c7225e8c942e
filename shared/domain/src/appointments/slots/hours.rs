//! From hours on the wall to instants.

use super::Staff;
use crate::time::{DAY, Interval, TimeZone, civil, local, sets};

/// An interval of hours of every week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeeklyHours {
    /// The day on which it begins: 0 is Monday, 6 is Sunday.
    pub weekday: i32,
    /// When it begins, in seconds since midnight on the wall.
    pub from: i32,
    /// When it ends; beyond 86,400 on the day after, at most two days after midnight.
    pub to: i32,
}

/// An interval of hours of one day. One that is empty closes the day where it has no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayHours {
    /// The day on which it begins.
    pub day: i32,
    /// As [`WeeklyHours::from`].
    pub from: i32,
    /// As [`WeeklyHours::to`].
    pub to: i32,
}

/// The longest interval of hours, in seconds since the midnight of its day.
const LONGEST: i32 = 172_800;

/// The intervals in which somebody is open, time off apart, and that touch the window: instants, sorted, each as it was
/// declared.
pub(super) fn openings(staff: &Staff, window: Interval) -> Vec<Interval> {
    let mut clock = Clock::new(staff.zone);
    let (first, last) = (staff.zone.day_at(window.start).saturating_sub(2), staff.zone.day_at(window.end));
    let replaced: Vec<DayHours> =
        staff.overrides.iter().filter(|hours| hours.day >= first && hours.day <= last).copied().collect();
    let mut found = staff.extra.clone();
    for day in first..=last {
        let weekday = civil::weekday(day);
        let mut open = |from: i32, to: i32| {
            if from < to && from >= 0 {
                let to = to.min(LONGEST);
                found.push(Interval::new(clock.reaches(local(day, from)), clock.reaches(local(day, to))));
            }
        };
        let mut own = replaced.iter().filter(|hours| hours.day == day).peekable();
        if own.peek().is_some() {
            own.for_each(|hours| open(hours.from, hours.to));
        } else {
            let weekly = staff.weekly.iter().filter(|hours| hours.weekday == weekday);
            weekly.for_each(|hours| open(hours.from, hours.to));
        }
    }
    found.retain(|opening| !opening.is_empty() && opening.start < window.end && opening.end > window.start);
    sets::sort(&mut found);
    found
}

/// A zone that keeps the offset between two changes: most days have none.
struct Clock<'a> {
    zone: &'a TimeZone,
    /// Local times that occur once, with this offset.
    plain: Interval,
    offset: i64,
}

impl<'a> Clock<'a> {
    fn new(zone: &'a TimeZone) -> Self {
        Clock { zone, plain: Interval::new(0, 0), offset: 0 }
    }

    /// As [`TimeZone::reaches`].
    fn reaches(&mut self, local: i64) -> i64 {
        if local < self.plain.start || local >= self.plain.end {
            // An offset is less than a day, and so is a leap.
            let from = local.saturating_sub(DAY);
            let until = self.zone.next_transition(from).map_or(i64::MAX, |change| change.at);
            self.plain = Interval::new(local, until.saturating_sub(DAY));
            self.offset = i64::from(self.zone.offset_at(from));
            if self.plain.is_empty() {
                return self.zone.reaches(local);
            }
        }
        local.saturating_sub(self.offset)
    }
}
