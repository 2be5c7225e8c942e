//! What can be asked of the module beyond its resources: the embed API for pages, and commands for staff.

use entity::{IDEMPOTENCY_KEY, Needs, OperationDef, QueryParameter, RoundTrips, json};
use serde_json::{Value as Json, json};

/// What a page asks that books.
pub const OPERATIONS: &[&OperationDef] = &[&READ_CONFIGURATION, &LIST_SLOTS, &HOLD_SLOT, &RELEASE_HOLD, &BOOK];

/// What a visitor asks who comes back by a link.
pub const VISITS: &[&OperationDef] = &[&READ_APPOINTMENT, &CHANGE_APPOINTMENT, &READ_CALENDAR];

/// What a page asks that takes enquiries, and what staff do about them.
pub const LEADS: &[&OperationDef] = &[&ENQUIRE, &ACCEPT, &REJECT];

/// What staff do about widgets and the domains that they are shown on.
pub const WIDGETS: &[&OperationDef] = &[&MAKE_KEY, &VERIFY_DOMAIN];

/// The widget's configuration and a token.
pub const READ_CONFIGURATION: OperationDef = OperationDef {
    query: &[parameter(
        "appointment",
        "The token of an appointment that may be moved: its service is there too, whether it is offered to others or not.",
        false,
    )],
    response: Some(|| schema("/configuration")),
    ..public(
        "read_widget_configuration",
        "GET",
        "/embed/{key}",
        "What a widget shows, with a token of thirty minutes for the calls that follow. For pages on a verified domain of \
         the widget's client, which their browser's `Origin` says.",
    )
};

/// Free slots.
pub const LIST_SLOTS: OperationDef = OperationDef {
    query: &[
        parameter("service_id", "The service.", true),
        parameter("from", "The first day, in `time_zone`.", true),
        parameter("to", "The last day, 62 days at most.", true),
        parameter("time_zone", "The zone that the days are of; that of the business when it is not given.", false),
        parameter("staff_id", "Somebody of the staff, where one is asked for.", false),
        parameter(
            "appointment",
            "The token of the appointment that is to be moved: its own time counts as free.",
            false,
        ),
    ],
    response: Some(|| schema("/slots")),
    ..public("list_free_slots", "GET", "/embed/{key}/slots", "Free slots of a service. Needs the token.")
};

/// Keeps a slot.
pub const HOLD_SLOT: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/hold_request")),
    response: Some(|| schema("/hold")),
    status: 201,
    round_trips: several(43, COUNTED_FIRST),
    ..public("hold_slot", "POST", "/embed/{key}/holds", "Keeps a slot for five minutes. Needs the token.")
};

/// Gives a slot back.
pub const RELEASE_HOLD: OperationDef = OperationDef {
    status: 204,
    round_trips: several(2, COUNTED_FIRST),
    ..public("release_hold", "DELETE", "/embed/{key}/holds/{hold_id}", "Gives a kept slot back. Needs the token.")
};

/// Books.
pub const BOOK: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/booking_request")),
    response: Some(|| schema("/appointment")),
    status: 201,
    round_trips: several(45, COUNTED_FIRST),
    ..public(
        "book_through_widget",
        "POST",
        "/embed/{key}/appointments",
        "Books. Needs the token and an Idempotency-Key.",
    )
};

/// Leaves an enquiry.
pub const ENQUIRE: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/enquiry_request")),
    response: Some(|| schema("/enquiry")),
    status: 201,
    round_trips: several(2, COUNTED_FIRST),
    ..public(
        "enquire_through_widget",
        "POST",
        "/embed/{key}/leads",
        "Leaves an enquiry. The answer is the same for one that is kept in quarantine. Needs the token and an \
         Idempotency-Key.",
    )
};

/// An appointment by its link.
pub const READ_APPOINTMENT: OperationDef = OperationDef {
    response: Some(|| schema("/appointment")),
    ..public(
        "read_appointment_by_link",
        "GET",
        "/embed/appointments/{token}",
        "An appointment, by the link that its visitor got.",
    )
};

/// Changes an appointment by its link.
pub const CHANGE_APPOINTMENT: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/change_request")),
    response: Some(|| schema("/appointment")),
    round_trips: several(45, "It is looked at by whose rules it may be changed, and counted, before it is."),
    ..public(
        "change_appointment_by_link",
        "POST",
        "/embed/appointments/{token}",
        "Cancels an appointment or moves it, within the rules of its service.",
    )
};

/// An appointment for a calendar.
pub const READ_CALENDAR: OperationDef = OperationDef {
    response: Some(|| json!({"type": "string", "contentMediaType": "text/calendar"})),
    ..public(
        "read_appointment_calendar",
        "GET",
        "/embed/appointments/{token}/calendar.ics",
        "An appointment as an iCalendar file, by the link that its visitor got.",
    )
};

/// A key for a widget.
pub const MAKE_KEY: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    response: Some(|| schema("/key")),
    ..command(
        "make_widget_key",
        "/api/widgets/{id}/key",
        "Gives a widget a key, and says what to paste into a page. Pages with the key of before show nothing from then on.",
        "widgets",
    )
};

/// Lets an entry in.
pub const ACCEPT: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    response: Some(|| schema("/decision")),
    round_trips: several(2, "The entry is read before a lead is made of it."),
    ..command(
        "accept_form_submission",
        "/api/form-submissions/{id}/accept",
        "Lets an entry out of quarantine: an enquiry becomes a lead, a booking is confirmed where its service asks for no \
         approval, and its visitor written to.",
        "form-submissions",
    )
};

/// Puts an entry away.
pub const REJECT: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
    response: Some(|| schema("/decision")),
    ..command(
        "reject_form_submission",
        "/api/form-submissions/{id}/reject",
        "Puts an entry in quarantine away: it stays, and is nobody's work any more. A booking gives its time back, and \
         nobody is written to.",
        "form-submissions",
    )
};

/// Whether a domain is a client's.
pub const VERIFY_DOMAIN: OperationDef = OperationDef {
    response: Some(|| schema("/verification")),
    round_trips: several(
        2,
        "What is published is asked for between reading what to look for and keeping what was found.",
    ),
    ..command(
        "verify_domain",
        "/api/domains/{id}/verify",
        "Says what to publish to show that a domain is the client's, and looks whether that was done: as a file or as a \
         record of the DNS. Widgets show on verified domains only.",
        "domains",
    )
};

const COUNTED_FIRST: &str = "The request is counted and its widget looked up before anything is done for it, so that what \
                             fails counts too. When somebody else is quicker, another of the staff is tried.";

const fn public(name: &'static str, method: &'static str, path: &'static str, summary: &'static str) -> OperationDef {
    OperationDef {
        name,
        method,
        path,
        summary,
        needs: Needs::Nothing,
        query: &[],
        request: None,
        response: None,
        status: 200,
        round_trips: RoundTrips::One,
    }
}

const fn command(
    name: &'static str,
    path: &'static str,
    summary: &'static str,
    resource: &'static str,
) -> OperationDef {
    OperationDef { needs: Needs::Grant { resource, action: "update" }, ..public(name, "POST", path, summary) }
}

const fn several(most: u8, why: &'static str) -> RoundTrips {
    RoundTrips::Several { most, why }
}

const fn parameter(name: &'static str, doc: &'static str, required: bool) -> QueryParameter {
    QueryParameter { name, doc, required, schema: || json!({"type": "string"}) }
}

/// A JSON Schema by its place in `operations.json`.
fn schema(place: &str) -> Json {
    let schemas: Json = json::read(include_str!("operations.json")).unwrap_or_default();
    schemas.pointer(place).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_there() {
        for operation in [OPERATIONS, VISITS, LEADS, WIDGETS].concat() {
            for schema in [operation.request, operation.response].into_iter().flatten() {
                assert!(schema().is_object(), "{}", operation.name);
            }
        }
    }
}
