//! A series with its exceptions, on the wall of a place and as instants.

use super::{Rule, TooMuchWork};
use crate::time::{DAY, Interval, TimeZone, day_of, local, second_of_day, sets};

/// Something that comes again.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    /// The wall clock that it goes by.
    pub zone: &'a TimeZone,
    /// The local time of its first start.
    pub start: i64,
    /// How long it takes, in seconds.
    pub duration: i64,
    /// The rule (RRULE). Without one there is the first start alone.
    pub rule: Option<&'a Rule>,
    /// The local times of further starts (RDATE).
    pub dates: &'a [i64],
    /// The local times of starts that are left out (EXDATE).
    pub exceptions: &'a [i64],
}

impl Series<'_> {
    /// The occurrences that meet a range of instants, in order of their starts. What begins in a gap of the clock is
    /// moved forward by the gap; what begins at a time that comes twice begins at the first.
    ///
    /// # Errors
    ///
    /// When the rule needs more work than the budget, from which what is used is taken.
    pub fn occurrences(&self, range: Interval, budget: &mut u32) -> Result<Vec<Interval>, TooMuchWork> {
        let duration = self.duration.max(0);
        // Local times are less than a day from UTC.
        let (from, to) = (range.start.saturating_sub(duration).saturating_sub(DAY), range.end.saturating_add(DAY));
        let (first, second) = (day_of(self.start), second_of_day(self.start));
        let mut starts = match self.rule {
            None => vec![self.start],
            Some(rule) => {
                let end = day_of(to).saturating_add(1).min(rule.last_day(second, self.zone).saturating_add(1));
                let days = rule.days(first, day_of(from), end, budget)?;
                days.into_iter().map(|day| local(day, second)).collect()
            }
        };
        *budget = budget.checked_sub(u32::try_from(self.dates.len()).unwrap_or(u32::MAX)).ok_or(TooMuchWork)?;
        starts.extend(self.dates);
        let mut found = Vec::new();
        for start in starts {
            if self.exceptions.contains(&start) || start < from || start > to {
                continue;
            }
            let start = self.zone.instant_of(start);
            let occurrence = Interval::new(start, start.saturating_add(duration));
            if occurrence.start < range.end && occurrence.end > range.start {
                found.push(occurrence);
            }
        }
        sets::sort(&mut found);
        found.dedup();
        Ok(found)
    }
}
