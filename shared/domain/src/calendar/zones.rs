//! VTIMEZONE: writing our zones, and reading those that others define.

use super::component::Component;
use super::lines;
use crate::recurrence::Rule;
use crate::time::basic::{Moment, moment, write_digits, write_time};
use crate::time::{DAY, Interval, TimeZone, Transition, day_of, local, second_of_day, sets};

/// Writes a zone with every change from before `first` to after `last`.
pub fn write(out: &mut String, name: &str, zone: &TimeZone, first: i64, last: i64) {
    let from = first.saturating_sub(366 * DAY);
    let offset = zone.offset_at(from);
    out.push_str("BEGIN:VTIMEZONE\r\n");
    lines::write_text(out, "TZID", name);
    observance(out, Transition { at: from.saturating_sub(i64::from(offset)), before: offset, after: offset });
    for change in zone.transitions(from.saturating_add(1), last.saturating_add(366 * DAY)) {
        observance(out, change);
    }
    out.push_str("END:VTIMEZONE\r\n");
}

fn observance(out: &mut String, change: Transition) {
    let kind = if change.after > change.before { "DAYLIGHT" } else { "STANDARD" };
    for text in ["BEGIN:", kind, "\r\nDTSTART:"] {
        out.push_str(text);
    }
    write_time(out, change.at.saturating_add(i64::from(change.before)));
    for (name, offset) in [("\r\nTZOFFSETFROM:", change.before), ("\r\nTZOFFSETTO:", change.after)] {
        out.push_str(name);
        out.push(if offset < 0 { '-' } else { '+' });
        write_digits(out, offset.abs() / 3600 * 100 + offset.abs() / 60 % 60, 4);
    }
    for text in ["\r\nEND:", kind, "\r\n"] {
        out.push_str(text);
    }
}

/// The zone that a VTIMEZONE defines, from `from` to `to`: instants. Nothing when it cannot be read.
pub fn read(zone: &Component, from: i64, to: i64, budget: &mut u32) -> Option<TimeZone> {
    let (from, to) = (from.saturating_sub(366 * DAY), to.saturating_add(366 * DAY));
    let mut changes = Vec::new();
    for part in &zone.parts {
        let Moment::Local(start) = moment(part.value("DTSTART")?)? else { return None };
        let before = offset(part.value("TZOFFSETFROM")?)?;
        let after = offset(part.value("TZOFFSETTO")?)?;
        let at = |local: i64| local.saturating_sub(i64::from(before));
        let mut add = |local: i64| changes.push(Transition { at: at(local), before, after });
        add(start);
        if let Some(rule) = part.value("RRULE") {
            let rule = Rule::parse(rule).ok()?;
            let second = second_of_day(start);
            // The end of such a rule is in UTC, by the offset before the change.
            let clock = TimeZone::custom(before, Vec::new(), None);
            let end = day_of(to).min(rule.last_day(second, &clock)).saturating_add(1);
            let days = rule.days(day_of(start), day_of(from), end, budget).ok()?;
            days.into_iter().for_each(|day| add(local(day, second)));
        }
        for dates in part.values("RDATE") {
            for date in dates.split(',') {
                if let Some(Moment::Local(date)) = moment(date) {
                    add(date);
                }
            }
        }
    }
    let mut order: Vec<Interval> =
        changes.iter().zip(0..).map(|(change, place)| Interval::new(change.at, place)).collect();
    sets::sort(&mut order);
    order.dedup_by_key(|key| key.start);
    let sorted = order.iter().filter_map(|key| changes.get(usize::try_from(key.end).ok()?)).copied();
    let changes: Vec<Transition> = sorted.collect();
    let first = changes.first()?.before;
    Some(TimeZone::custom(first, changes, None))
}

/// The seconds of `+0130` or `-053000`.
fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+')?),
    };
    let part = |from: usize| digits.get(from..from + 2).and_then(|part| part.parse::<i32>().ok());
    let seconds = if digits.len() == 6 { part(4)? } else { 0 };
    let total = part(0)? * 3600 + part(2)? * 60 + seconds;
    (digits.len() % 2 == 0 && digits.len() <= 6 && total < 86_400).then_some(sign * total)
}
