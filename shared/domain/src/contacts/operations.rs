//! What the module can be asked beyond its resources.

use entity::{IDEMPOTENCY_KEY, OperationDef, RoundTrips, json};
use serde_json::Value as Json;

use crate::operation::{get, grant, post};

const READ_THEN_WRITE: RoundTrips = RoundTrips::Several {
    most: 6,
    why: "The rule that unites two records is one piece of Rust and needs both rows; the write holds only if neither \
          changed meanwhile, and begins again up to twice if one did.",
};

const PAGE_BY_PAGE: RoundTrips = RoundTrips::Several {
    most: u8::MAX,
    why: "One for each page of rows: an export is as long as its list, and no more than a page of it is in memory.",
};

/// `GET /api/contacts/{id}/duplicates`.
pub const LIST_DUPLICATES: OperationDef = OperationDef {
    response: Some(|| schema("/list_contact_duplicates/response")),
    ..get(
        "list_contact_duplicates",
        "/api/contacts/{id}/duplicates",
        "Contacts that may be the same person as this one, likeliest first.",
        grant("contacts", "read"),
    )
};

/// `GET /api/contact-duplicates`.
pub const LIST_DUPLICATE_PAIRS: OperationDef = OperationDef {
    response: Some(|| schema("/list_duplicate_pairs/response")),
    ..get(
        "list_duplicate_pairs",
        "/api/contact-duplicates",
        "Pairs of a client's contacts that may be the same person. A page goes through 200 contacts and may be empty.",
        grant("contacts", "read"),
    )
};

/// `POST /api/contacts/{id}/merge`.
pub const MERGE_CONTACTS: OperationDef = OperationDef {
    request: Some(|| schema("/merge_contacts/request")),
    response: Some(|| schema("/merge_contacts/response")),
    query: &[IDEMPOTENCY_KEY],
    round_trips: READ_THEN_WRITE,
    ..post(
        "merge_contacts",
        "/api/contacts/{id}/merge",
        "Makes one contact of two: everything about the other one moves here, and the other one goes.",
        grant("contacts", "update"),
    )
};

/// `POST /api/companies/{id}/merge`.
pub const MERGE_COMPANIES: OperationDef = OperationDef {
    request: Some(|| schema("/merge_companies/request")),
    response: Some(|| schema("/merge_companies/response")),
    query: &[IDEMPOTENCY_KEY],
    round_trips: READ_THEN_WRITE,
    ..post(
        "merge_companies",
        "/api/companies/{id}/merge",
        "Makes one company of two: everything about the other one moves here, and the other one goes.",
        grant("companies", "update"),
    )
};

/// `POST /api/merges/{id}/undo`.
pub const UNDO_MERGE: OperationDef = OperationDef {
    request: Some(|| schema("/undo_merge/request")),
    response: Some(|| schema("/undo_merge/response")),
    query: &[IDEMPOTENCY_KEY],
    round_trips: READ_THEN_WRITE,
    ..post(
        "undo_merge",
        "/api/merges/{id}/undo",
        "Makes two records again of two that were merged, with everything about each.",
        grant("merges", "update"),
    )
};

/// `GET /api/contacts/{id}/timeline`.
pub const CONTACT_TIMELINE: OperationDef = OperationDef {
    response: Some(|| schema("/list_contact_timeline/response")),
    ..get(
        "list_contact_timeline",
        "/api/contacts/{id}/timeline",
        "Everything that happened with a person, newest first: activities, notes and changes.",
        grant("contacts", "read"),
    )
};

/// `GET /api/contacts/search`.
pub const SEARCH_CONTACTS: OperationDef = OperationDef {
    response: Some(|| schema("/search_contacts/response")),
    ..get(
        "search_contacts",
        "/api/contacts/search",
        "Contacts with these words, the last one perhaps not typed to its end, newest first.",
        grant("contacts", "read"),
    )
};

/// `GET /api/contacts/export`.
pub const EXPORT_CONTACTS: OperationDef = OperationDef {
    response: Some(|| schema("/export_contacts/response")),
    round_trips: PAGE_BY_PAGE,
    ..get(
        "export_contacts",
        "/api/contacts/export",
        "A list of contacts as a file: `format=csv` or `format=jsonl`, with the filter, search and sort of a list.",
        grant("contacts", "read"),
    )
};

/// `GET /api/companies/export`.
pub const EXPORT_COMPANIES: OperationDef = OperationDef {
    name: "export_companies",
    path: "/api/companies/export",
    summary: "A list of companies as a file: `format=csv` or `format=jsonl`, with the filter, search and sort of a list.",
    needs: grant("companies", "read"),
    ..EXPORT_CONTACTS
};

/// Every operation of the module.
pub const OPERATIONS: &[&OperationDef] = &[
    &LIST_DUPLICATES,
    &LIST_DUPLICATE_PAIRS,
    &MERGE_CONTACTS,
    &MERGE_COMPANIES,
    &UNDO_MERGE,
    &CONTACT_TIMELINE,
    &SEARCH_CONTACTS,
    &EXPORT_CONTACTS,
    &EXPORT_COMPANIES,
];

/// A JSON Schema by its place in `operations.json`. Text takes a quarter of the room in a function that code which
/// builds the same document takes.
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
