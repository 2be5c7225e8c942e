//! The zones of the IANA database, from 2020 on.

use super::rule::{Rule, Switch};
use super::{civil, local};

/// Every zone, a line for each history that zones share; `shared/domain/tests/time_zones.rs` writes it.
///
/// A line is `names;offset;changes;rule`. Names after a blank that begin with `/` have the region of the name before.
/// The offset is the one of the beginning of 2020. Changes are pairs of the time since the change before, or since the
/// beginning of 2020, and the offset from there on. The rule is the two offsets and two times month, week, weekday, time
/// of day; it holds after the last change, which may be one to the same offset. Everything is in minutes.
const ZONES: &str = include_str!("zones.txt");

/// What is known begins here, 2020-01-01T00:00:00Z: before it, the offset of then counts.
pub const START: i64 = 1_577_836_800;

/// A change of a zone's offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The first instant with the new offset.
    pub at: i64,
    /// The offset until then, in seconds east of UTC.
    pub before: i32,
    /// The offset from then on.
    pub after: i32,
}

/// A zone of the IANA database, such as `Europe/Berlin`. What is made of the name once is quick to ask; keep it.
///
/// Before 2020 the offset of the beginning of 2020 counts; after 2037 the last rule goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone {
    first: i32,
    changes: Vec<Transition>,
    rule: Option<Rule>,
}

/// What instant a clock on the wall means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// The clock shows it once.
    Unique(i64),
    /// The clock leaps over it at `change`; `forward` is as long after the leap as the time is after the leap's beginning.
    Gap {
        /// When the clock leaps.
        change: i64,
        /// The time moved forward by the gap.
        forward: i64,
    },
    /// The clock shows it twice.
    Overlap {
        /// The first time.
        first: i64,
        /// The second time.
        second: i64,
    },
}

/// Whether there is a zone with exactly this name.
pub fn is_name(name: &str) -> bool {
    find(name).is_some()
}

/// The names of all zones, links included, grouped by their history.
pub fn names() -> impl Iterator<Item = String> {
    ZONES.lines().flat_map(|line| {
        let mut region = "";
        line.split(';').next().unwrap_or_default().split(' ').map(move |word| match word.strip_prefix('/') {
            Some(rest) => [region, rest].join("/"),
            None => {
                region = word.split('/').next().unwrap_or_default();
                word.to_owned()
            }
        })
    })
}

/// What stands behind the names in the line of a zone.
fn find(name: &str) -> Option<&'static str> {
    let (region, place) = match name.split_once('/') {
        Some((region, _)) => (region, name.get(region.len()..)?),
        None => ("", ""),
    };
    for line in ZONES.lines() {
        let (names, history) = line.split_once(';')?;
        let mut in_region = false;
        for word in names.split(' ') {
            if word.starts_with('/') {
                if in_region && word == place {
                    return Some(history);
                }
            } else if word == name {
                return Some(history);
            } else {
                in_region = !region.is_empty() && word.split('/').next() == Some(region);
            }
        }
    }
    None
}

/// The numbers of a list, which are minutes, in seconds.
fn seconds(list: &str) -> impl Iterator<Item = i64> {
    list.split(',').filter_map(|number| number.parse::<i64>().ok()).map(|minutes| minutes * 60)
}

impl TimeZone {
    /// Universal time, which never changes.
    pub const UTC: TimeZone = TimeZone { first: 0, changes: Vec::new(), rule: None };

    /// The zone with exactly this name, a link included; nothing when there is none.
    pub fn named(name: &str) -> Option<TimeZone> {
        let mut parts = find(name)?.split(';');
        let offset = |seconds: Option<i64>| seconds.and_then(|seconds| i32::try_from(seconds).ok());
        let first = offset(seconds(parts.next()?).next())?;
        let mut numbers = seconds(parts.next()?);
        let mut changes = Vec::new();
        let (mut at, mut before) = (START, first);
        while let (Some(after_that), Some(after)) = (numbers.next(), offset(numbers.next())) {
            at += after_that;
            changes.push(Transition { at, before, after });
            before = after;
        }
        let mut numbers = seconds(parts.next()?);
        let mut next = || offset(numbers.next());
        let rule = match (next(), next()) {
            (Some(standard), Some(daylight)) => {
                let mut switch = || {
                    let mut number = || next().map(|seconds| seconds / 60);
                    let (month, week, weekday) = (number()?, number()?, number()?);
                    Some(Switch { month, week, weekday, seconds: next()? })
                };
                Some(Rule { standard, daylight, start: switch()?, end: switch()? })
            }
            _ => None,
        };
        Some(TimeZone { first, changes, rule })
    }

    /// A zone that was never named: a first offset, changes in order of time, and a rule that holds after the last one.
    pub fn custom(first: i32, changes: Vec<Transition>, rule: Option<Rule>) -> TimeZone {
        TimeZone { first, changes, rule }
    }

    /// The offset at an instant, in seconds east of UTC.
    pub fn offset_at(&self, instant: i64) -> i32 {
        let passed = self.changes.partition_point(|change| change.at <= instant);
        match &self.rule {
            Some(rule) if passed == self.changes.len() && instant >= START => rule.offset_at(instant),
            _ => passed.checked_sub(1).and_then(|last| self.changes.get(last)).map_or(self.first, |last| last.after),
        }
    }

    /// What the clock on the wall shows at an instant: a local time.
    pub fn local_at(&self, instant: i64) -> i64 {
        instant.saturating_add(i64::from(self.offset_at(instant)))
    }

    /// The first change after an instant.
    pub fn next_transition(&self, instant: i64) -> Option<Transition> {
        let coming = |change: &&Transition| change.at > instant && change.before != change.after;
        if let Some(next) = self.changes.iter().find(coming) {
            return Some(*next);
        }
        let rule = self.rule?;
        let after = instant.max(self.changes.last().map_or(START - 1, |last| last.at));
        let year = rule.year_of(after);
        for year in [year, year.saturating_add(1)] {
            let (start, end) = rule.changes(year);
            let starts = Transition { at: start, before: rule.standard, after: rule.daylight };
            let ends = Transition { at: end, before: rule.daylight, after: rule.standard };
            let both = if start < end { [starts, ends] } else { [ends, starts] };
            if let Some(next) = both.into_iter().find(|change| change.at > after) {
                return Some(next);
            }
        }
        None
    }

    /// The changes from `from` to before `to`, in order.
    pub fn transitions(&self, from: i64, to: i64) -> impl Iterator<Item = Transition> {
        let mut last = from.saturating_sub(1);
        std::iter::from_fn(move || {
            let next = self.next_transition(last).filter(|next| next.at < to)?;
            last = next.at;
            Some(next)
        })
    }

    /// What instants a local time means.
    pub fn resolve(&self, local: i64) -> Resolution {
        // Whatever the zone, the instant is less than a day from where it would be in UTC.
        let before = i64::from(self.offset_at(local.saturating_sub(super::DAY)));
        let after = i64::from(self.offset_at(local.saturating_add(super::DAY)));
        let (earlier, later) = (local.saturating_sub(before), local.saturating_sub(after));
        let shows = |instant: i64| self.local_at(instant) == local;
        match (shows(earlier), shows(later)) {
            (true, true) if earlier < later => Resolution::Overlap { first: earlier, second: later },
            (true, _) => Resolution::Unique(earlier),
            (_, true) => Resolution::Unique(later),
            _ => {
                let change = self.next_transition(later.saturating_sub(1)).map_or(earlier, |change| change.at);
                Resolution::Gap { change, forward: earlier }
            }
        }
    }

    /// The instant of a local time: in a gap, moved forward by it; of two, the first.
    pub fn instant_of(&self, local: i64) -> i64 {
        match self.resolve(local) {
            Resolution::Unique(instant) => instant,
            Resolution::Gap { forward, .. } => forward,
            Resolution::Overlap { first, .. } => first,
        }
    }

    /// The first instant at which the clock has reached a local time: as [`TimeZone::instant_of`], but in a gap the
    /// change itself. Opening hours begin and end so.
    pub fn reaches(&self, local: i64) -> i64 {
        match self.resolve(local) {
            Resolution::Gap { change, .. } => change,
            _ => self.instant_of(local),
        }
    }

    /// When a day begins here.
    pub fn day_start(&self, day: i32) -> i64 {
        self.reaches(local(day, 0))
    }

    /// The day that the calendar on the wall shows at an instant.
    pub fn day_at(&self, instant: i64) -> i32 {
        super::day_of(self.local_at(instant)).clamp(civil::FIRST_DAY, civil::LAST_DAY)
    }
}
