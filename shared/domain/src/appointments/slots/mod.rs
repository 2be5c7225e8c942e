//! When a service is free: from hours, busy times and rules to the starts that can be booked.
//!
//! Everything is a set of seconds. From the hours of a person follows when a service may start there; each busy interval
//! takes starts away; what is left is walked in steps. Nothing is made for a start that is not free, and the same walk
//! over one second tells who serves a given start.
//!
//! What counts as free, in full:
//!
//! - A person is *open* from the first instant at which the clock on their wall reaches the beginning of an interval of
//!   hours to the first instant at which it reaches its end, and in intervals of extra availability; never in time off.
//!   So an hour that a clock shows twice belongs to the hours around it, and one that it leaps over is nobody's.
//! - Every such interval has starts at its beginning and every [`Service::step`] from there, in elapsed time. Two that
//!   touch count as one for what fits, and each keeps its own starts.
//! - A start is free for a person when they are open from there to the end of the service, and nothing that keeps them
//!   busy meets the service with its buffers. Buffers may lie outside the hours.
//! - A session of the service that begins exactly then and has seats left can be joined, in the room where it is. Any
//!   other busy interval is in the way of it as of a new one.
//! - A new one needs a room, where the service does, that is free with the buffers too.
//! - Collective: all of the staff must be free, and the starts are those of any of them.
//!
//! Durations are seconds, instants seconds since 1970.

mod hours;
mod prepared;

pub use hours::{DayHours, WeeklyHours};
pub use prepared::Schedule;

use crate::time::{Interval, TimeZone, sets};

/// The longest range that is answered, in seconds: 400 days. What is beyond it is not free.
pub const LONGEST: i64 = 400 * crate::time::DAY;

/// The rules of a service.
#[derive(Clone, Debug)]
pub struct Service {
    /// How long it takes, in seconds; at least one.
    pub duration: i64,
    /// Seconds that nothing else may fill before it.
    pub buffer_before: i64,
    /// Seconds that nothing else may fill after it.
    pub buffer_after: i64,
    /// How long before its start it must be booked at the latest, in seconds.
    pub minimum_notice: i64,
    /// How far from now its start may be, in seconds.
    pub horizon: i64,
    /// Seconds from one start to the next; at least 60.
    pub step: i64,
    /// How many seats a session has: 1 where it is for one.
    pub capacity: u32,
}

/// Somebody who serves.
#[derive(Clone, Debug)]
pub struct Staff<'a> {
    /// The wall clock of the hours.
    pub zone: &'a TimeZone,
    /// The hours of every week; breaks are between them.
    pub weekly: Vec<WeeklyHours>,
    /// The hours of single days, instead of the weekly ones that begin on that day.
    pub overrides: Vec<DayHours>,
    /// Availability beside the hours: instants. Not cut to the range that is asked for, because each has its own starts.
    pub extra: Vec<Interval>,
    /// Time off and holidays: instants.
    pub off: Vec<Interval>,
    /// With [`Assignment::Priority`], the lowest number comes first.
    pub priority: i32,
    /// The instant at which somebody was last given an appointment with them; [`i64::MIN`] for never.
    pub last_booked: i64,
}

/// What keeps a person, a room or both from serving.
#[derive(Clone, Debug)]
pub struct Busy {
    /// The place in [`Query::staff`] of who is busy.
    pub staff: Option<u16>,
    /// The number in [`Query::rooms`] of the room that is taken.
    pub room: Option<u16>,
    /// From when to when: instants, with the buffers of what is there.
    pub interval: Interval,
    /// Where it is a booking of a session of the same service.
    pub session: Option<Session>,
}

/// One booking of a session. A session has as many rows of [`Busy`] as bookings, or one for all.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// The instant at which it begins, without buffer; within the busy interval.
    pub start: i64,
    /// How many seats are booked.
    pub seats: u32,
}

/// Who is chosen of those who are free. A session that has begun to fill comes before any new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// Who was booked the longest time ago: round robin.
    LeastRecent,
    /// The lowest priority number; of equals, who was booked the longest time ago.
    Priority,
    /// This one only: a place in [`Query::staff`].
    Person(u16),
    /// All of them at once.
    Collective,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Query<'a> {
    /// The rules.
    pub service: &'a Service,
    /// Who could serve.
    pub staff: &'a [Staff<'a>],
    /// The numbers of the rooms of which one must be free, the first choice first. Nothing where no room is needed; where
    /// the list is empty, nothing is free.
    pub rooms: Option<&'a [u16]>,
    /// What is taken, in any order; quickest in the order of starts.
    pub busy: &'a [Busy],
    /// Who is chosen.
    pub assignment: Assignment,
    /// How many seats are wanted; at least one.
    pub seats: u32,
    /// The present: an instant.
    pub now: i64,
}

/// A start that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The instant.
    pub start: i64,
    /// The most seats that one booking could take.
    pub seats_left: u32,
    /// Who would serve: a place in [`Query::staff`]; the first where all of them do.
    pub staff: u16,
    /// Whether a session that others have booked is joined.
    pub joins: bool,
}

/// Who serves a start, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serving {
    /// Places in [`Query::staff`]: one, or all where they serve together.
    pub staff: Vec<u16>,
    /// The number of the room; nothing where no room is needed.
    pub room: Option<u16>,
    /// The start and its seats.
    pub slot: Slot,
}

/// When somebody is open within a window, busy times apart: sorted, and what touches is one.
pub fn open(staff: &Staff<'_>, window: Interval) -> Vec<Interval> {
    let (mut open, mut off) = (hours::openings(staff, window), staff.off.clone());
    sets::normalise(&mut open);
    sets::normalise(&mut off);
    sets::intersection(&sets::difference(&open, &off), &[window])
}

/// The range of days that a calendar in this zone shows, both included, as instants.
pub fn range(zone: &TimeZone, from_day: i32, to_day: i32) -> Interval {
    Interval::new(zone.day_start(from_day), zone.day_start(to_day.saturating_add(1)))
}
