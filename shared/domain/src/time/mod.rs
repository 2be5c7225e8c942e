//! Days, instants and the clocks on the walls.
//!
//! Plain integers throughout: a *day* is an `i32`, days since 1970-01-01; an *instant* is an `i64`, seconds since
//! 1970-01-01T00:00:00Z; a *local time* is an `i64` too, what [`local`] makes of a day and the seconds since its
//! midnight on the wall. Storage has milliseconds: [`seconds_floor`] and [`seconds_ceil`] come from there.

pub mod basic;
mod rule;
pub mod sets;
mod zone;

pub use entity::civil;
pub use rule::{Rule, Switch};
pub use zone::{Resolution, START, TimeZone, Transition, is_name, names};

/// Seconds of a day of 24 hours.
pub const DAY: i64 = 86_400;

/// A stretch of time, `[start, end)`: instants, unless a comment says otherwise. Empty when `end <= start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The first second in it.
    pub start: i64,
    /// The first second after it.
    pub end: i64,
}

impl Interval {
    /// From `start` to before `end`.
    pub const fn new(start: i64, end: i64) -> Self {
        Interval { start, end }
    }

    /// Whether nothing is in it.
    pub const fn is_empty(&self) -> bool {
        self.end <= self.start
    }
}

/// The local time so many seconds after a day's midnight on the wall; more than 86,400 lead into the days after.
pub fn local(day: i32, seconds: i32) -> i64 {
    i64::from(day) * DAY + i64::from(seconds)
}

/// The day of a local time, or of an instant in UTC. Two million years away, days stand still.
pub fn day_of(local: i64) -> i32 {
    i32::try_from(local.div_euclid(DAY).clamp(-LAST, LAST)).unwrap_or_default()
}

const LAST: i64 = 700_000_000;

/// The seconds since midnight of a local time.
pub fn second_of_day(local: i64) -> i32 {
    i32::try_from(local.rem_euclid(DAY)).unwrap_or_default()
}

/// Milliseconds since 1970 as an instant, rounded down: for the beginning of something.
pub fn seconds_floor(milliseconds: i64) -> i64 {
    milliseconds.div_euclid(1000)
}

/// Milliseconds since 1970 as an instant, rounded up: for the end of something.
pub fn seconds_ceil(milliseconds: i64) -> i64 {
    milliseconds.div_euclid(1000).saturating_add(i64::from(milliseconds.rem_euclid(1000) > 0))
}
