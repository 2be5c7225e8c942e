//! From a rule to days: period by period, every day of a period is asked whether the rule names it.

use super::{Frequency, Rule, WeekdayOf};
use crate::time::civil;

/// The rule needs more work than was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuchWork;

/// The facts about a day that rules go by.
struct Day {
    day: i32,
    year: i32,
    month: i32,
    of_month: i32,
    weekday: i32,
}

impl Day {
    fn new(day: i32) -> Self {
        let (year, month, of_month) = civil::date(day);
        Day { day, year, month, of_month, weekday: civil::weekday(day) }
    }

    fn of_year(&self) -> i32 {
        self.day - civil::day(self.year, 1, 1) + 1
    }
}

impl Rule {
    /// The days from `from` to before `to` on which something begins, whose first start is on `start`; in order. What
    /// [`Rule::until`] says is not looked at, because it needs a zone: narrow `to` by [`Rule::last_day`].
    ///
    /// # Errors
    ///
    /// When more days than the budget must be looked at: from the start on where starts are counted, otherwise those of
    /// the range. What is used is taken from the budget.
    pub fn days(&self, start: i32, from: i32, to: i32, budget: &mut u32) -> Result<Vec<i32>, TooMuchWork> {
        let start = start.clamp(civil::FIRST_DAY, civil::LAST_DAY);
        let rule = self.completed(start);
        let to = to.min(civil::LAST_DAY);
        let from = from.clamp(start, civil::LAST_DAY);
        let mut left = self.count.unwrap_or(u32::MAX);
        // Where starts are counted, every one from the first must be found.
        let mut period = if self.count.is_some() { 0 } else { rule.period_before(start, from) };
        let (mut found, mut chosen) = (Vec::new(), Vec::new());
        loop {
            let (first, length) = rule.period(start, period);
            if first >= to || left == 0 {
                return Ok(found);
            }
            let cost = u32::try_from(length).unwrap_or(1).saturating_add(1);
            *budget = budget.checked_sub(cost).ok_or(TooMuchWork)?;
            chosen.clear();
            chosen.extend((first..first.saturating_add(length)).filter(|day| rule.names(&Day::new(*day))));
            if !rule.positions.is_empty() {
                let count = i32::try_from(chosen.len()).unwrap_or(i32::MAX);
                let mut index = 0;
                chosen.retain(|_| {
                    index += 1;
                    rule.positions.contains(&index) || rule.positions.contains(&(index - count - 1))
                });
            }
            for day in chosen.iter().copied().filter(|day| *day >= start) {
                if left == 0 || day >= to {
                    break;
                }
                left -= 1;
                if day >= from {
                    found.push(day);
                }
            }
            period = period.saturating_add(1);
        }
    }

    /// With what the first start says where the rule says nothing.
    fn completed(&self, start: i32) -> Rule {
        let (start, mut rule) = (Day::new(start), self.clone());
        let days = [&rule.year_days, &rule.month_days];
        if days.iter().any(|list| !list.is_empty()) || !rule.weekdays.is_empty() {
            return rule;
        }
        let same_weekday = WeekdayOf { ordinal: 0, weekday: start.weekday };
        match rule.frequency {
            Frequency::Daily => {}
            Frequency::Weekly => rule.weekdays.push(same_weekday),
            Frequency::Yearly if !rule.weeks.is_empty() => rule.weekdays.push(same_weekday),
            Frequency::Monthly => rule.month_days.push(start.of_month),
            Frequency::Yearly => {
                rule.month_days.push(start.of_month);
                if rule.months.is_empty() {
                    rule.months.push(start.month);
                }
            }
        }
        rule
    }

    /// The first day and the length of a period; the one with the start has number 0.
    fn period(&self, start: i32, number: i32) -> (i32, i32) {
        let ahead = number.saturating_mul(self.interval.max(1));
        let (year, month, _) = civil::date(start);
        // Beyond the calendar there is nothing: a day after its last one ends the search.
        let past = |year: i32| year > 9999;
        match self.frequency {
            Frequency::Daily => (start.saturating_add(ahead), 1),
            Frequency::Weekly => (self.week_of(start).saturating_add(ahead.saturating_mul(7)), 7),
            Frequency::Monthly => {
                let months = (year * 12 + month - 1).saturating_add(ahead);
                let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
                if past(year) { (i32::MAX, 0) } else { (civil::day(year, month, 1), civil::days_in_month(year, month)) }
            }
            Frequency::Yearly => {
                let year = year.saturating_add(ahead);
                if past(year) { (i32::MAX, 0) } else { (civil::day(year, 1, 1), days_in_year(year)) }
            }
        }
    }

    /// A period that is not after the one with this day.
    fn period_before(&self, start: i32, day: i32) -> i32 {
        let ((year, month, _), (to_year, to_month, _)) = (civil::date(start), civil::date(day));
        let ahead = match self.frequency {
            Frequency::Daily => day - start,
            Frequency::Weekly => (day - self.week_of(start)) / 7,
            Frequency::Monthly => (to_year - year) * 12 + to_month - month,
            Frequency::Yearly => to_year - year,
        };
        ahead.max(0) / self.interval.max(1)
    }

    /// The first day of the week with this day.
    fn week_of(&self, day: i32) -> i32 {
        day - (civil::weekday(day) - self.week_start).rem_euclid(7)
    }

    fn names(&self, day: &Day) -> bool {
        let either = |list: &[i32], number: i32, of: i32| {
            list.is_empty() || list.contains(&number) || list.contains(&(number - of - 1))
        };
        (self.months.is_empty() || self.months.contains(&day.month))
            && (self.month_days.is_empty()
                || either(&self.month_days, day.of_month, civil::days_in_month(day.year, day.month)))
            && (self.year_days.is_empty() || either(&self.year_days, day.of_year(), days_in_year(day.year)))
            && (self.weekdays.is_empty() || self.weekdays.iter().any(|weekday| self.is_weekday(*weekday, day)))
            && (self.weeks.is_empty() || self.is_week(day))
    }

    fn is_weekday(&self, wanted: WeekdayOf, day: &Day) -> bool {
        if wanted.weekday != day.weekday || wanted.ordinal == 0 {
            return wanted.weekday == day.weekday;
        }
        let (number, of) = if self.frequency == Frequency::Yearly && self.months.is_empty() {
            (day.of_year(), days_in_year(day.year))
        } else {
            (day.of_month, civil::days_in_month(day.year, day.month))
        };
        wanted.ordinal == (number - 1) / 7 + 1 || wanted.ordinal == -((of - number) / 7) - 1
    }

    /// Whether the day's week has one of the numbers. Week 1 is the first with four days of its year.
    fn is_week(&self, day: &Day) -> bool {
        let week = self.week_of(day.day);
        // The year of a week is that of its fourth day.
        let (year, _, _) = civil::date(week + 3);
        let first = |year: i32| self.week_of(civil::day(year, 1, 4));
        let (number, of) = ((week - first(year)) / 7 + 1, (first(year + 1) - first(year)) / 7);
        self.weeks.contains(&number) || self.weeks.contains(&(number - of - 1))
    }
}

fn days_in_year(year: i32) -> i32 {
    civil::day(year + 1, 1, 1) - civil::day(year, 1, 1)
}
