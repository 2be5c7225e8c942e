//! Reading `FREQ=WEEKLY;BYDAY=MO,WE`.

use super::{Frequency, InvalidRule, Rule, WeekdayOf};
use crate::time::basic;

/// The longest text that is read: every day of the year by its number fits twice.
const LONGEST: usize = 4_000;

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Rule {
    /// The rule of a text such as `FREQ=WEEKLY;BYDAY=MO,WE`, with or without `RRULE:` before it.
    ///
    /// # Errors
    ///
    /// The part that is wrong, and why.
    pub fn parse(text: &str) -> Result<Rule, InvalidRule<'_>> {
        let trimmed = text.trim();
        let head = trimmed.get(..6).filter(|head| head.eq_ignore_ascii_case("RRULE:"));
        let parts = trimmed.get(head.map_or(0, str::len)..).unwrap_or_default();
        if parts.len() > LONGEST {
            return Err(InvalidRule { part: "", reason: "The rule is too long." });
        }
        let mut rule = Rule {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            week_start: 0,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            positions: Vec::new(),
        };
        let mut seen: Vec<&str> = Vec::new();
        for part in parts.split(';').filter(|part| !part.is_empty()) {
            let wrong = |reason| InvalidRule { part, reason };
            let (name, value) = part.split_once('=').ok_or(wrong("A part is a name, `=` and a value."))?;
            if seen.iter().any(|earlier| earlier.eq_ignore_ascii_case(name)) {
                return Err(wrong("Each part may occur once only."));
            }
            seen.push(name);
            read(&mut rule, name, value).map_err(wrong)?;
        }
        if !seen.iter().any(|name| name.eq_ignore_ascii_case("FREQ")) {
            return Err(InvalidRule { part: parts, reason: "FREQ is missing." });
        }
        match rule.contradiction() {
            Some(reason) => Err(InvalidRule { part: parts, reason }),
            None => Ok(rule),
        }
    }

    /// What RFC 5545 does not allow together.
    fn contradiction(&self) -> Option<&'static str> {
        let yearly = self.frequency == Frequency::Yearly;
        let numbered = self.weekdays.iter().any(|weekday| weekday.ordinal != 0);
        let limits = [&self.months, &self.weeks, &self.year_days, &self.month_days];
        let nothing = limits.iter().all(|list| list.is_empty()) && self.weekdays.is_empty();
        let rules = [
            (self.count.is_some() && self.until.is_some(), "COUNT and UNTIL exclude each other."),
            (!self.weeks.is_empty() && !yearly, "BYWEEKNO needs FREQ=YEARLY."),
            (!self.year_days.is_empty() && !yearly, "BYYEARDAY needs FREQ=YEARLY."),
            (!self.month_days.is_empty() && self.frequency == Frequency::Weekly, "BYMONTHDAY is not for FREQ=WEEKLY."),
            (
                numbered && !matches!(self.frequency, Frequency::Monthly | Frequency::Yearly),
                "A number before a weekday needs FREQ=MONTHLY or FREQ=YEARLY.",
            ),
            (numbered && !self.weeks.is_empty(), "A number before a weekday is not for BYWEEKNO."),
            (!self.positions.is_empty() && nothing, "BYSETPOS needs another part that begins with BY."),
        ];
        rules.into_iter().find(|(broken, _)| *broken).map(|(_, reason)| reason)
    }
}

fn read(rule: &mut Rule, name: &str, value: &str) -> Result<(), &'static str> {
    let upper = name.to_ascii_uppercase();
    match upper.as_str() {
        "FREQ" => {
            let value = value.to_ascii_uppercase();
            rule.frequency = match value.as_str() {
                "DAILY" => Frequency::Daily,
                "WEEKLY" => Frequency::Weekly,
                "MONTHLY" => Frequency::Monthly,
                "YEARLY" => Frequency::Yearly,
                _ => return Err("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY."),
            };
        }
        "INTERVAL" => rule.interval = number(value, 1, 10_000).ok_or("INTERVAL must be a number from 1 to 10000.")?,
        "COUNT" => {
            let count = number(value, 1, 100_000).ok_or("COUNT must be a number from 1 to 100000.")?;
            rule.count = u32::try_from(count).ok();
        }
        "UNTIL" => {
            rule.until = Some(basic::moment(value).ok_or("UNTIL must be such as 20261231 or 20261231T220000Z.")?)
        }
        "WKST" => rule.week_start = weekday(value).ok_or("WKST must be one of MO, TU, WE, TH, FR, SA, SU.")?,
        "BYMONTH" => rule.months = numbers(value, 12, false).ok_or("BYMONTH must list months from 1 to 12.")?,
        "BYWEEKNO" => {
            rule.weeks = numbers(value, 53, true).ok_or("BYWEEKNO must list weeks from 1 to 53 or -53 to -1.")?
        }
        "BYYEARDAY" => {
            rule.year_days =
                numbers(value, 366, true).ok_or("BYYEARDAY must list days from 1 to 366 or -366 to -1.")?;
        }
        "BYMONTHDAY" => {
            rule.month_days = numbers(value, 31, true).ok_or("BYMONTHDAY must list days from 1 to 31 or -31 to -1.")?;
        }
        "BYSETPOS" => {
            rule.positions =
                numbers(value, 366, true).ok_or("BYSETPOS must list numbers from 1 to 366 or -366 to -1.")?;
        }
        "BYDAY" => {
            let days: Option<Vec<WeekdayOf>> = value.split(',').map(weekday_of).collect();
            rule.weekdays = days.ok_or("BYDAY must list weekdays such as MO or -1FR.")?;
        }
        "BYHOUR" | "BYMINUTE" | "BYSECOND" => return Err("The time of the day is that of the first start."),
        _ => return Err("There is no such part."),
    }
    Ok(())
}

/// A whole number within bounds, of digits with at most one sign.
fn number(text: &str, least: i32, most: i32) -> Option<i32> {
    text.parse().ok().filter(|number| (least..=most).contains(number))
}

fn numbers(text: &str, most: i32, negative: bool) -> Option<Vec<i32>> {
    let least = if negative { -most } else { 1 };
    text.split(',').map(|one| number(one, least, most).filter(|number| *number != 0)).collect()
}

fn weekday(text: &str) -> Option<i32> {
    let index = WEEKDAYS.iter().position(|name| text.eq_ignore_ascii_case(name))?;
    i32::try_from(index).ok()
}

fn weekday_of(text: &str) -> Option<WeekdayOf> {
    let (ordinal, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let ordinal = match ordinal {
        "" => 0,
        ordinal => number(ordinal, -53, 53).filter(|ordinal| *ordinal != 0)?,
    };
    Some(WeekdayOf { ordinal, weekday: weekday(name)? })
}
