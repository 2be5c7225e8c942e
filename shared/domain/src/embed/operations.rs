//! What can be asked of the module beyond its resources: the embed API for pages, and commands for staff.

use entity::{Needs, OperationDef, RoundTrips, json};
use serde_json::Value as Json;

/// Every operation of the module.
pub const OPERATIONS: &[&OperationDef] = &[&READ_CONFIGURATION, &ENQUIRE, &MAKE_KEY, &ACCEPT, &REJECT, &VERIFY_DOMAIN];

/// The widget's configuration and a token.
pub const READ_CONFIGURATION: OperationDef = OperationDef {
    response: Some(|| schema("/configuration")),
    ..public(
        "read_widget_configuration",
        "GET",
        "/embed/{key}",
        "What a widget shows, with a token of thirty minutes for the calls that follow. For pages on a verified domain of \
         the widget's client, which their browser's `Origin` says.",
    )
};

/// Leaves an enquiry.
pub const ENQUIRE: OperationDef = OperationDef {
    request: Some(|| schema("/enquiry_request")),
    response: Some(|| schema("/enquiry")),
    status: 201,
    round_trips: several(3, COUNTED_FIRST),
    ..public(
        "enquire_through_widget",
        "POST",
        "/embed/{key}/leads",
        "Leaves an enquiry. The answer is the same for one that is kept in quarantine. Needs the token and an \
         Idempotency-Key.",
    )
};

/// A key for a widget.
pub const MAKE_KEY: OperationDef = OperationDef {
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
    response: Some(|| schema("/decision")),
    round_trips: several(2, "The entry is read before a lead is made of it."),
    ..command(
        "accept_form_submission",
        "/api/form-submissions/{id}/accept",
        "Lets an entry out of quarantine: an enquiry becomes a lead.",
        "form-submissions",
    )
};

/// Puts an entry away.
pub const REJECT: OperationDef = OperationDef {
    response: Some(|| schema("/decision")),
    ..command(
        "reject_form_submission",
        "/api/form-submissions/{id}/reject",
        "Puts an entry in quarantine away: it stays, and is nobody's work any more.",
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
                             fails counts too.";

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
        for operation in OPERATIONS {
            for schema in [operation.request, operation.response].into_iter().flatten() {
                assert!(schema().is_object(), "{}", operation.name);
            }
        }
    }
}
