//! When somebody else's calendar says that they are busy.

use super::component::{Component, components};
use super::lines::Property;
use super::zones;
use crate::recurrence::{Rule, Series};
use crate::time::basic::{Moment, duration, moment};
use crate::time::{DAY, Interval, TimeZone, local, second_of_day, sets};

/// The largest text that is read, in octets.
pub const MOST_BYTES: usize = 4 << 20;

/// The most events that are looked at; more make a feed incomplete.
pub const MOST_EVENTS: usize = 20_000;

/// The most busy times that are given; more make a feed incomplete.
pub const MOST_BUSY: usize = 20_000;

/// The most further and left-out starts of one event.
const MOST_DATES: usize = 1_000;

/// Days that rules may be looked at for, in all events together.
const WORK: u32 = 2_000_000;

/// A time at which somebody is busy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusyTime {
    /// The event's UID: by it, one's own events are told apart when a calendar has them too. May be empty.
    pub uid: String,
    /// From when to when: instants.
    pub interval: Interval,
}

/// What a calendar says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// The busy times that meet the range, in order of their starts. They may overlap.
    pub busy: Vec<BusyTime>,
    /// How many events could not be read in full: an unreadable time, or a rule that is not understood. Of those with a
    /// rule the first start counts.
    pub unread: u32,
    /// Whether there was more than is read: too many events, or too much work.
    pub incomplete: bool,
}

/// Why a text is no feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedError {
    /// It is larger than [`MOST_BYTES`].
    TooLarge,
    /// There is no calendar in it.
    NotACalendar,
}

/// The busy times of a calendar that meet a range of instants. Days and times without a zone are those of `home`, or of
/// the zone that the calendar names as its own. Events that are cancelled, or shown as free, do not count; tentative ones do.
///
/// # Errors
///
/// When the text is too large, or is no calendar.
pub fn busy(text: &str, home: &TimeZone, range: Interval) -> Result<Feed, FeedError> {
    if text.len() > MOST_BYTES {
        return Err(FeedError::TooLarge);
    }
    let mut reader = Reader { home: home.clone(), range, zones: Vec::new(), moved: Vec::new(), budget: WORK };
    let (mut events, mut definitions) = (Vec::new(), Vec::new());
    let (mut found, mut feed) = (false, Feed::default());
    components(text, |component| match component.kind.as_str() {
        "VCALENDAR" => {
            found = true;
            if let Some(zone) = component.value("X-WR-TIMEZONE").and_then(TimeZone::named) {
                reader.home = zone;
            }
        }
        "VTIMEZONE" => definitions.push(component),
        "VEVENT" if events.len() < MOST_EVENTS => events.push(component),
        "VEVENT" => feed.incomplete = true,
        _ => {}
    });
    if !found {
        return Err(FeedError::NotACalendar);
    }
    reader.define(&definitions);
    reader.moved = events.iter().filter_map(|event| reader.replaces(event)).collect();
    sets::sort(&mut reader.moved);
    let mut order = Vec::new();
    let mut times: Vec<BusyTime> = Vec::new();
    for event in events.iter().filter(|event| !is_free(event)) {
        let (intervals, whole) = reader.intervals(event);
        feed.unread = feed.unread.saturating_add(u32::from(!whole));
        for interval in intervals {
            if times.len() >= MOST_BUSY {
                feed.incomplete = true;
                break;
            }
            order.push(Interval::new(interval.start, i64::try_from(times.len()).unwrap_or_default()));
            times.push(BusyTime { uid: event.value("UID").unwrap_or_default().to_owned(), interval });
        }
    }
    sets::sort(&mut order);
    let place = |key: &Interval| usize::try_from(key.end).ok();
    feed.busy = order.iter().filter_map(|key| times.get_mut(place(key)?).map(std::mem::take)).collect();
    feed.incomplete |= reader.budget == 0;
    Ok(feed)
}

impl Default for BusyTime {
    fn default() -> Self {
        BusyTime { uid: String::new(), interval: Interval::new(0, 0) }
    }
}

/// Whether an event takes nobody's time.
fn is_free(event: &Component) -> bool {
    let says = |name: &str, word: &str| event.value(name).is_some_and(|value| value.eq_ignore_ascii_case(word));
    says("STATUS", "CANCELLED") || says("TRANSP", "TRANSPARENT") || says("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
}

struct Reader {
    home: TimeZone,
    range: Interval,
    /// The zones that the calendar defines and that have no name we know.
    zones: Vec<(String, TimeZone)>,
    /// Starts that an event of their own replaces: the mark of the UID and the instant.
    moved: Vec<Interval>,
    budget: u32,
}

impl Reader {
    fn define(&mut self, definitions: &[Component]) {
        for definition in definitions {
            let Some(name) = definition.value("TZID").filter(|name| known(name).is_none()) else { continue };
            let zone = zones::read(definition, self.range.start, self.range.end, &mut self.budget);
            self.zones.extend(zone.map(|zone| (name.to_owned(), zone)));
        }
    }

    /// The zone of a property without a `Z`.
    fn zone(&self, property: &Property) -> TimeZone {
        let Some(name) = property.parameter("TZID") else { return self.home.clone() };
        let defined = || self.zones.iter().find(|(own, _)| own == name).map(|(_, zone)| zone.clone());
        known(name).or_else(defined).unwrap_or_else(|| self.home.clone())
    }

    /// The instant of a time; of a day, its beginning.
    fn instant(&self, property: &Property, value: &str) -> Option<i64> {
        Some(match moment(value.trim())? {
            Moment::Day(day) => self.home.day_start(day),
            Moment::Local(local) => self.zone(property).instant_of(local),
            Moment::Instant(instant) => instant,
        })
    }

    /// What an event replaces of the series with its UID.
    fn replaces(&self, event: &Component) -> Option<Interval> {
        let property = event.properties("RECURRENCE-ID").next()?;
        Some(Interval::new(mark(event.value("UID")?), self.instant(&property, property.value)?))
    }

    /// When an event takes place, and whether that is all of it.
    fn intervals(&mut self, event: &Component) -> (Vec<Interval>, bool) {
        let Some(property) = event.properties("DTSTART").next() else { return (Vec::new(), false) };
        let Some(start) = moment(property.value.trim()) else { return (Vec::new(), false) };
        let (zone, start, whole_days) = match start {
            Moment::Day(day) => (self.home.clone(), local(day, 0), true),
            Moment::Local(local) => (self.zone(&property), local, false),
            Moment::Instant(instant) => (TimeZone::UTC, instant, false),
        };
        let begins = zone.instant_of(start);
        let end = event.properties("DTEND").next();
        let lasts = match (end, event.value("DURATION").and_then(duration)) {
            (Some(end), _) => match moment(end.value.trim()) {
                Some(Moment::Day(day)) => local(day, 0).saturating_sub(start),
                Some(_) => self.instant(&end, end.value).unwrap_or(begins).saturating_sub(begins),
                None => return (Vec::new(), false),
            },
            (None, Some(duration)) => duration,
            (None, None) if whole_days => DAY,
            (None, None) => 0,
        };
        if lasts <= 0 {
            return (Vec::new(), true);
        }
        let text = event.value("RRULE");
        let rule = text.and_then(|text| Rule::parse(text).ok());
        let mut whole = rule.is_some() == text.is_some();
        let mut exceptions = self.dates(event, "EXDATE", &zone, start);
        if event.value("RECURRENCE-ID").is_none() {
            let uid = mark(event.value("UID").unwrap_or_default());
            let first = self.moved.partition_point(|moved| moved.start < uid);
            let moved = self.moved.iter().skip(first).take_while(|moved| moved.start == uid);
            exceptions.extend(moved.take(MOST_DATES).map(|moved| zone.local_at(moved.end)));
        }
        let dates = self.dates(event, "RDATE", &zone, start);
        let series =
            Series { zone: &zone, start, duration: lasts, rule: rule.as_ref(), dates: &dates, exceptions: &exceptions };
        // A day may have 25 hours.
        let range = Interval::new(self.range.start.saturating_sub(DAY), self.range.end);
        let mut found = series.occurrences(range, &mut self.budget).unwrap_or_else(|_| {
            (self.budget, whole) = (0, false);
            vec![Interval::new(begins, begins.saturating_add(lasts))]
        });
        if whole_days {
            for day in &mut found {
                let days = i32::try_from((lasts.saturating_add(DAY - 1)) / DAY).unwrap_or(i32::MAX);
                let last = zone.day_at(day.start).saturating_add(days);
                *day = Interval::new(day.start, zone.day_start(last));
            }
        }
        found.retain(|one| one.start < self.range.end && one.end > self.range.start);
        (found, whole)
    }

    /// Dates of a series: local times of its zone. A date without a time has the time of the start.
    fn dates(&self, event: &Component, name: &str, zone: &TimeZone, start: i64) -> Vec<i64> {
        let mut found = Vec::new();
        for property in event.properties(name) {
            for value in property.value.split(',').take(MOST_DATES.saturating_sub(found.len())) {
                // Of a period, its start.
                let value = value.split('/').next().unwrap_or_default().trim();
                found.extend(match moment(value) {
                    Some(Moment::Day(day)) => Some(local(day, second_of_day(start))),
                    Some(_) => self.instant(&property, value).map(|instant| zone.local_at(instant)),
                    None => None,
                });
            }
        }
        found
    }
}

/// The zone of this name in the IANA database; some put a path before it.
fn known(name: &str) -> Option<TimeZone> {
    let parts: Vec<&str> = name.rsplitn(4, '/').collect();
    let ending =
        |count: usize| parts.get(..count).map(|parts| parts.iter().rev().copied().collect::<Vec<_>>().join("/"));
    TimeZone::named(name).or_else(|| [3, 2].into_iter().filter_map(ending).find_map(|name| TimeZone::named(&name)))
}

/// A number for a UID (FNV-1a), so that UIDs sort as times do.
fn mark(uid: &str) -> i64 {
    let hash = uid
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    i64::from_ne_bytes(hash.to_ne_bytes())
}
