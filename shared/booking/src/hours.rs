//! From rows of hours to what the slots are worked out from.

use domain::appointments::slots::{DayHours, WeeklyHours};
use domain::recurrence::{BUDGET, Rule};
use domain::time::{DAY, Interval, TimeZone, local};
use entity::{CalendarDate, Row};

use crate::rows::number;

/// The name of the zone by whose wall clock somebody's hours go, of the staff `s`: their own, or else that of the location
/// where they belong, or else the client's. A service is not asked: the same hours count for all that somebody serves, and
/// for whoever looks at a team without thinking of a service.
pub const ZONE_OF_STAFF: &str = "coalesce(s.time_zone, (SELECT timezone FROM locations WHERE id = s.location_id), \
    (SELECT timezone FROM clients WHERE id = s.client_id))";

/// Zones that were looked for by name; most people of a team have the same one.
#[derive(Default)]
pub(crate) struct Zones(Vec<(String, TimeZone)>);

impl Zones {
    /// The zone of a row of the staff, which [`ZONE_OF_STAFF`] gave as `time_zone`.
    pub fn of(&mut self, row: &Row<'_>) -> TimeZone {
        let name = row.text("time_zone").unwrap_or_default();
        if let Some((_, zone)) = self.0.iter().find(|(known, _)| known == name) {
            return zone.clone();
        }
        let zone = TimeZone::named(name).unwrap_or(TimeZone::UTC);
        self.0.push((name.to_owned(), zone.clone()));
        zone
    }
}

/// When one person serves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hours {
    pub weekly: Vec<WeeklyHours>,
    pub overrides: Vec<DayHours>,
    pub extra: Vec<Interval>,
    pub off: Vec<Interval>,
}

const WEEKDAYS: [&str; 7] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/// A row of working hours.
pub(crate) fn weekly(row: &Row<'_>) -> Option<WeeklyHours> {
    let weekday = WEEKDAYS.iter().position(|name| row.text("weekday") == Some(name))?;
    let seconds = |column: &str| i32::try_from(number(row, column) * 60).unwrap_or_default();
    let weekday = i32::try_from(weekday).unwrap_or_default();
    Some(WeeklyHours { weekday, from: seconds("start_minute"), to: seconds("end_minute") })
}

/// A row of availability, before it is known whose clock it goes by.
#[derive(Clone, Debug)]
pub(crate) struct Exception {
    first: i32,
    /// How many days after the first the last one is.
    span: i32,
    from: i32,
    /// The end in seconds since the last day's midnight; the end of the day when empty.
    to: Option<i32>,
    available: bool,
    replaces: bool,
    rule: Option<String>,
}

impl Exception {
    pub fn read(row: &Row<'_>) -> Option<Self> {
        let date = |column: &str| row.text(column).and_then(CalendarDate::parse).map(CalendarDate::days);
        let seconds = |column: &str| row.integer(column).and_then(|minutes| i32::try_from(minutes * 60).ok());
        let first = date("date")?;
        Some(Exception {
            first,
            span: date("end_date").unwrap_or(first).saturating_sub(first).clamp(0, 400),
            from: seconds("start_minute").unwrap_or_default(),
            to: seconds("end_minute"),
            available: number(row, "is_available") == 1,
            replaces: number(row, "replaces_hours") == 1,
            rule: row.text("recurring_pattern").map(str::to_owned),
        })
    }

    /// Adds it to the hours of somebody with this clock, as far as it touches these days.
    pub fn add(&self, zone: &TimeZone, from_day: i32, to_day: i32, hours: &mut Hours) {
        for day in self.days(zone, from_day.saturating_sub(self.span), to_day) {
            let last = day.saturating_add(self.span);
            if self.available && self.replaces {
                let to = self.to.unwrap_or(DAY_SECONDS);
                hours.overrides.extend((day..=last).map(|day| DayHours { day, from: self.from, to }));
                continue;
            }
            let end = match self.to {
                Some(to) => zone.reaches(local(last, to)),
                None => zone.day_start(last.saturating_add(1)),
            };
            let interval = Interval::new(zone.reaches(local(day, self.from)), end);
            if self.available { hours.extra.push(interval) } else { hours.off.push(interval) }
        }
    }

    /// The days on which it begins. A rule that takes too much work to expand begins on its first day alone.
    fn days(&self, zone: &TimeZone, from_day: i32, to_day: i32) -> Vec<i32> {
        let Some(rule) = self.rule.as_deref().and_then(|text| Rule::parse(text).ok()) else { return vec![self.first] };
        let end = to_day.saturating_add(1).min(rule.last_day(self.from, zone).saturating_add(1));
        let mut budget = BUDGET;
        rule.days(self.first, from_day, end, &mut budget).unwrap_or_else(|_| vec![self.first])
    }
}

const DAY_SECONDS: i32 = 86_400;

/// The days of a range of instants, with a margin for whatever clock.
pub(crate) fn days_of(range: Interval) -> (i32, i32) {
    let day = |instant: i64| i32::try_from(instant.div_euclid(DAY)).unwrap_or_default();
    (day(range.start).saturating_sub(3), day(range.end).saturating_add(3))
}
