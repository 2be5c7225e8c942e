//! What the module can be asked beyond its resources.

use entity::{IDEMPOTENCY_KEY, Needs, OperationDef, QueryParameter, RoundTrips, json};
use serde_json::{Value as Json, json};

use crate::operation::{get, grant, post};

/// What is asked of appointments.
pub const OPERATIONS: &[&OperationDef] =
    &[&LIST_SLOTS, &CALENDAR, &BOOK, &CONFIRM, &DECLINE, &COMPLETE, &NO_SHOW, &CANCEL, &RESCHEDULE];

/// What is asked of calendars outside, and by the clock.
pub const CALENDARS: &[&OperationDef] = &[&ROTATE_CALENDAR_FEED, &READ_CALENDAR_FEED, &APPOINTMENTS_TICK];

const READ_THEN_WRITE: RoundTrips = RoundTrips::Several {
    most: 43,
    why: "Who serves follows from hours, rules and time zones, which SQL does not know: one round trip reads them, one \
          books under guards against the rows as they are then. It begins again if somebody else was quicker, as often as \
          there are people to try and twenty times at most, and a repetition with the same Idempotency-Key reads the \
          first answer.",
};

const RENDERED: RoundTrips = RoundTrips::Several {
    most: 2,
    why: "The invitation or cancellation that goes out with the write is rendered from the appointment.",
};

/// `GET /api/appointments/slots`.
pub const LIST_SLOTS: OperationDef = OperationDef {
    query: &[
        required("service_id", "The service.", text),
        required("from", "The first day, in `time_zone`.", day),
        required("to", "The last day, at most 62 days on.", day),
        parameter("time_zone", "The zone of the days; the client's when left out.", text),
        parameter("staff_id", "Only with this person.", text),
        parameter("seats", "How many seats are wanted.", || json!({"type": "integer", "minimum": 1, "maximum": 1000})),
    ],
    response: Some(|| schema("/slots")),
    ..get(
        "list_slots",
        "/api/appointments/slots",
        "When a service is free, in order of start, one entry a start whoever would serve.",
        grant("appointments", "read"),
    )
};

/// `GET /api/appointments/calendar`.
pub const CALENDAR: OperationDef = OperationDef {
    query: &[
        required("date", "A day of it.", day),
        parameter("view", "How much of it.", || json!({"type": "string", "enum": ["day", "week", "month"]})),
        parameter("time_zone", "The zone of the days; the client's when left out.", text),
        parameter("client_id", "The client; one's own when left out.", text),
        parameter("staff_id", "People, separated by commas; everybody when left out.", text),
    ],
    response: Some(|| schema("/calendar")),
    ..get(
        "read_calendar",
        "/api/appointments/calendar",
        "The appointments of a day, a week or a month, and when each of the team is open and busy.",
        grant("appointments", "read"),
    )
};

/// `POST /api/appointments/book`.
pub const BOOK: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/book")),
    response: Some(|| schema("/appointment")),
    status: 201,
    round_trips: READ_THEN_WRITE,
    ..post(
        "book_appointment",
        "/api/appointments/book",
        "Books a slot, or answers 409 with the next free ones.",
        grant("appointments", "create"),
    )
};

/// `POST /api/appointments/{id}/confirm`.
pub const CONFIRM: OperationDef = moves("confirm_appointment", "/api/appointments/{id}/confirm", CONFIRM_SUMMARY);
const CONFIRM_SUMMARY: &str =
    "Confirms an appointment that waits for it, and invites its visitor. Lets its entry out of quarantine.";

/// `POST /api/appointments/{id}/decline`.
pub const DECLINE: OperationDef = moves("decline_appointment", "/api/appointments/{id}/decline", DECLINE_SUMMARY);
const DECLINE_SUMMARY: &str =
    "Declines an appointment that waits to be confirmed, and tells its visitor, unless its entry is in quarantine.";

/// `POST /api/appointments/{id}/complete`.
pub const COMPLETE: OperationDef = moves("complete_appointment", "/api/appointments/{id}/complete", COMPLETE_SUMMARY);
const COMPLETE_SUMMARY: &str = "Says that an appointment took place, also where it was marked as missed by mistake.";

/// `POST /api/appointments/{id}/no-show`.
pub const NO_SHOW: OperationDef = moves("mark_no_show", "/api/appointments/{id}/no-show", NO_SHOW_SUMMARY);
const NO_SHOW_SUMMARY: &str = "Says that nobody came, also where it was marked as completed by mistake.";

/// `POST /api/appointments/{id}/cancel`.
pub const CANCEL: OperationDef = moves("cancel_appointment", "/api/appointments/{id}/cancel", CANCEL_SUMMARY);
const CANCEL_SUMMARY: &str = "Cancels an appointment, frees its time and tells its visitor.";

/// `POST /api/appointments/{id}/reschedule`.
pub const RESCHEDULE: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/reschedule")),
    response: Some(|| schema("/appointment")),
    round_trips: READ_THEN_WRITE,
    ..post(
        "reschedule_appointment",
        "/api/appointments/{id}/reschedule",
        "Moves an appointment to another slot, or answers 409 with the next free ones.",
        grant("appointments", "update"),
    )
};

/// `POST /api/staff/{id}/calendar-feed`.
pub const ROTATE_CALENDAR_FEED: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    response: Some(|| schema("/calendar_feed")),
    status: 201,
    ..post(
        "rotate_calendar_feed",
        "/api/staff/{id}/calendar-feed",
        "Makes a private address for the calendar feed of a person. The one before stops working.",
        grant("staff", "update"),
    )
};

/// `GET /api/calendar-feeds/{token}`.
pub const READ_CALENDAR_FEED: OperationDef = get(
    "read_calendar_feed",
    "/api/calendar-feeds/{token}",
    "The appointments of a person as iCalendar, by the private address of their feed.",
    Needs::Nothing,
);

/// `POST /api/appointments/tick`.
pub const APPOINTMENTS_TICK: OperationDef = OperationDef {
    request: Some(|| schema("/tick/request")),
    response: Some(|| schema("/tick/response")),
    round_trips: RoundTrips::Several { most: 255, why: "It visits many databases; nobody waits for it." },
    ..post(
        "appointments_tick",
        "/api/appointments/tick",
        "For the host's clock, with the secret of the installation as its bearer token: sends reminders that are due, \
         declines requests whose time is over, reads calendars from outside and takes away holds that have ended, a page of \
         tenants at a time. Repeat with `next` as \
         `after` until it is null.",
        Needs::Nothing,
    )
};

/// A step of an appointment from one status to another.
const fn moves(name: &'static str, path: &'static str, summary: &'static str) -> OperationDef {
    OperationDef {
        query: &[IDEMPOTENCY_KEY],
        request: Some(|| schema("/reason")),
        response: Some(|| schema("/appointment")),
        round_trips: RENDERED,
        ..post(name, path, summary, grant("appointments", "update"))
    }
}

const fn parameter(name: &'static str, doc: &'static str, schema: fn() -> Json) -> QueryParameter {
    QueryParameter { name, doc, required: false, schema }
}

const fn required(name: &'static str, doc: &'static str, schema: fn() -> Json) -> QueryParameter {
    QueryParameter { required: true, ..parameter(name, doc, schema) }
}

fn text() -> Json {
    json!({"type": "string"})
}

fn day() -> Json {
    json!({"type": "string", "format": "date"})
}

/// A JSON Schema by its place in `operations.json`.
fn schema(place: &str) -> Json {
    let schemas: Json = json::read(include_str!("operations.json")).unwrap_or_default();
    schemas.pointer(place).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{CALENDARS, OPERATIONS};

    #[test]
    fn every_schema_is_there() {
        for operation in OPERATIONS.iter().chain(CALENDARS) {
            for schema in [operation.request, operation.response].into_iter().flatten() {
                assert!(schema().is_object(), "{}", operation.name);
            }
        }
    }
}
