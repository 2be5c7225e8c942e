//! Appointments as iCalendar.

use domain::calendar::{Calendar, Event, Method, Person, Status};
use domain::time::{TimeZone, seconds_floor};

use crate::Visit;

/// Where no client has an address, so that an invitation still has an organizer.
const NOBODY: &str = "noreply@portico.invalid";

/// An iCalendar file about one appointment.
pub fn invitation(visit: &Visit, method: Method, sequence: i64, stamp_ms: i64, url: &str) -> String {
    let guest = visit
        .guest
        .email
        .as_deref()
        .map(|email| Person { name: visit.guest.name.as_deref().unwrap_or_default(), email });
    let attendees: Vec<Person<'_>> = guest.into_iter().collect();
    let place = place(visit);
    let zone = TimeZone::named(&visit.time_zone);
    let event = Event {
        uid: &visit.uid,
        sequence: u32::try_from(sequence).unwrap_or_default(),
        stamp: seconds_floor(stamp_ms),
        start: seconds_floor(visit.start_ms),
        end: seconds_floor(visit.end_ms),
        summary: &format!("{} – {}", visit.service_name, visit.client_name),
        description: &visit.staff_name,
        location: &place,
        url,
        status: status(visit),
        organizer: Some(Person { name: &visit.client_name, email: visit.client_email.as_deref().unwrap_or(NOBODY) }),
        attendees: &attendees,
    };
    let calendar = Calendar {
        method,
        name: "",
        zone: zone.as_ref().map(|zone| (visit.time_zone.as_str(), zone)),
        refresh_minutes: 0,
        events: &[event],
    };
    calendar.render()
}

/// A feed of appointments, for whoever serves: titles name who comes.
pub fn feed(name: &str, visits: &[Visit], stamp_ms: i64) -> String {
    let titles: Vec<String> = visits
        .iter()
        .map(|visit| match &visit.guest.name {
            Some(guest) => format!("{} – {guest}", visit.service_name),
            None => visit.service_name.clone(),
        })
        .collect();
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
