//! Calendar files: iCalendar of RFC 5545 with the names of RFC 7986, and as invitations by RFC 5546.
//!
//! What is written is a calendar of single events. What is read is when somebody else's calendar says that they are
//! busy, from text that nobody vouches for.

mod busy;
mod component;
mod lines;
mod render;
mod zones;

pub use busy::{BusyTime, Feed, FeedError, MOST_BUSY, MOST_BYTES, MOST_EVENTS, busy};

use crate::time::TimeZone;

/// What a calendar is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A feed: events to look at.
    Publish,
    /// An invitation, or a new version of one: the same UID with a higher sequence.
    Request,
    /// The events are called off: the same UID with a higher sequence.
    Cancel,
}

/// Whether an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Perhaps.
    Tentative,
    /// It does.
    Confirmed,
    /// It does not.
    Cancelled,
}

/// Somebody with an address.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    /// What they are called; may be empty.
    pub name: &'a str,
    /// Their e-mail address.
    pub email: &'a str,
}

/// Something at a time. Texts may be anything: they are escaped.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// The same for as long as the event is about the same, and nowhere else: by custom an id, `@` and a domain.
    pub uid: &'a str,
    /// From 0, one higher with every change of time or place and with a cancellation.
    pub sequence: u32,
    /// The instant at which this version was made.
    pub stamp: i64,
    /// When it begins: an instant.
    pub start: i64,
    /// When it ends: an instant.
    pub end: i64,
    /// Its title.
    pub summary: &'a str,
    /// More about it; may be empty.
    pub description: &'a str,
    /// Where it is; may be empty.
    pub location: &'a str,
    /// A page about it; may be empty.
    pub url: &'a str,
    /// Whether it takes place.
    pub status: Status,
    /// Who invites; needed in an invitation and in a cancellation.
    pub organizer: Option<Person<'a>>,
    /// Who is invited. They are down as coming: an appointment is made, not asked for.
    pub attendees: &'a [Person<'a>],
}

/// A calendar to be written.
#[derive(Clone, Debug)]
pub struct Calendar<'a> {
    /// What it is sent for.
    pub method: Method,
    /// What a feed is called; may be empty.
    pub name: &'a str,
    /// The zone, by its name, in which times are written. Without one they are in UTC, and so is an event with a time that
    /// clocks show for the second time as they go back.
    pub zone: Option<(&'a str, &'a TimeZone)>,
    /// After how many minutes a subscriber should fetch a feed again; 0 says nothing.
    pub refresh_minutes: u32,
    /// The events.
    pub events: &'a [Event<'a>],
}
