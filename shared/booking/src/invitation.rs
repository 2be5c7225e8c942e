//! Appointments as iCalendar.

use domain::calendar::{Calendar, Event, Method, Person, Status};
use domain::time::{TimeZone, seconds_floor};

use crate::Visit;

/// Where no client has an address, so that an invitation still has an organizer.
const NOBODY: &str = "noreply@portico.invalid";

/// An iCalendar file about one appointment, for its visitor. One that is published names nobody who comes: whoever has the
/// link may read it, and the contact behind it may be known for longer, and by more, than what the visitor wrote.
pub fn invitation(visit: &Visit, method: Method, sequence: i64, stamp_ms: i64, url: &str) -> String {
    let name = visit.guest.name.as_deref().unwrap_or_default();
    let email = visit.guest.email.as_deref().filter(|_| !matches!(method, Method::Publish));
    let side = Side {
        summary: format!("{} – {}", visit.service_name, visit.client_name),
        description: visit.staff_name.clone(),
        attendee: email.map(|email| Person { name, email }),
        time_zone: &visit.time_zone,
        url,
    };
    rendered(visit, method, sequence, stamp_ms, side)
}

/// An appointment as one of those who meet sees it.
pub(crate) struct Side<'a> {
    pub summary: String,
    pub description: String,
    pub attendee: Option<Person<'a>>,
    pub time_zone: &'a str,
    pub url: &'a str,
}

/// An iCalendar file as one of them gets it.
pub(crate) fn rendered(visit: &Visit, method: Method, sequence: i64, stamp_ms: i64, side: Side<'_>) -> String {
    let attendees: Vec<Person<'_>> = side.attendee.into_iter().collect();
    let place = place(visit);
    let zone = TimeZone::named(side.time_zone);
    let event = Event {
        uid: &visit.uid,
        sequence: u32::try_from(sequence).unwrap_or_default(),
        stamp: seconds_floor(stamp_ms),
        start: seconds_floor(visit.start_ms),
        end: seconds_floor(visit.end_ms),
        summary: &side.summary,
        description: &side.description,
        location: &place,
        url: side.url,
        status: status(visit),
        organizer: Some(Person { name: &visit.client_name, email: visit.client_email.as_deref().unwrap_or(NOBODY) }),
        attendees: &attendees,
    };
    let calendar = Calendar {
        method,
        name: "",
        zone: zone.as_ref().map(|zone| (side.time_zone, zone)),
        refresh_minutes: 0,
        events: &[event],
    };
    calendar.render()
}

/// A feed of appointments, for whoever serves: titles name who comes.
pub fn feed(name: &str, visits: &[Visit], stamp_ms: i64) -> String {
    let titles: Vec<String> = visits.iter().map(title).collect();
    let places: Vec<String> = visits.iter().map(place).collect();
    let texts = titles.iter().zip(&places);
    let events: Vec<Event<'_>> = visits
        .iter()
        .zip(texts)
        .map(|(visit, (title, place))| Event {
            uid: &visit.uid,
            sequence: u32::try_from(visit.sequence).unwrap_or_default(),
            stamp: seconds_floor(stamp_ms),
            start: seconds_floor(visit.start_ms),
            end: seconds_floor(visit.end_ms),
            summary: title,
            description: "",
            location: place,
            url: "",
            status: status(visit),
            organizer: None,
            attendees: &[],
        })
        .collect();
    Calendar { method: Method::Publish, name, zone: None, refresh_minutes: 15, events: &events }.render()
}

/// What it is called among those who serve.
pub(crate) fn title(visit: &Visit) -> String {
    match &visit.guest.name {
        Some(guest) => format!("{} – {guest}", visit.service_name),
        None => visit.service_name.clone(),
    }
}

fn status(visit: &Visit) -> Status {
    match visit.status.as_str() {
        "SCHEDULED" => Status::Tentative,
        "CANCELLED" => Status::Cancelled,
        _ => Status::Confirmed,
    }
}

/// Where it is, in one line.
pub(crate) fn place(visit: &Visit) -> String {
    let parts: Vec<&str> = [&visit.place, &visit.room].into_iter().flatten().map(String::as_str).collect();
    parts.join(", ")
}
