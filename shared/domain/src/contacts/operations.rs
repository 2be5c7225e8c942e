//! What the module can be asked beyond its resources.

use entity::{Needs, OperationDef, RoundTrips, json};
use serde_json::Value as Json;

const fn grant(resource: &'static str, action: &'static str) -> Needs {
    Needs::Grant { resource, action }
}

const fn get(name: &'static str, path: &'static str, summary: &'static str, needs: Needs) -> OperationDef {
    OperationDef {
        name,
        method: "GET",
        path,
        summary,
        needs,
        query: &[],
        request: None,
        response: None,
        status: 200,
        round_trips: RoundTrips::One,
    }
}

const fn post(name: &'static str, path: &'static str, summary: &'static str, needs: Needs) -> OperationDef {
    OperationDef { method: "POST", ..get(name, path, summary, needs) }
}

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

/// `POST /api/import-jobs`.
pub const CREATE_IMPORT: OperationDef = OperationDef {
    request: Some(|| schema("/create_import_job/request")),
    response: Some(|| schema("/create_import_job/response")),
    status: 201,
    round_trips: RoundTrips::Several {
        most: 2,
        why: "The tenant's own fields are what columns are mapped to: they are read once and kept.",
    },
    ..post(
        "create_import_job",
        "/api/import-jobs",
        "Begins an import: says what the file is and which column fills which field, or asks for a suggestion.",
        grant("import-jobs", "create"),
    )
};

/// `POST /api/import-jobs/{id}/rows`.
pub const IMPORT_ROWS: OperationDef = OperationDef {
    request: Some(|| schema("/import_rows/request")),
    response: Some(|| schema("/import_rows/response")),
    round_trips: RoundTrips::Several {
        most: u8::MAX,
        why: "A part of 1 MiB is written 500 rows at a time, so that nobody else waits long for the database: the \
              records that rows update are looked up in one round trip, and written in the next.",
    },
    ..post(
        "import_rows",
        "/api/import-jobs/{id}/rows",
        "Takes the next part of the file, up to 1 MiB of whole records. A part sent again is answered as before.",
        grant("import-jobs", "update"),
    )
};

/// `POST /api/import-jobs/{id}/finish`.
pub const FINISH_IMPORT: OperationDef = OperationDef {
    response: Some(|| schema("/create_import_job/response")),
    ..post(
        "finish_import_job",
        "/api/import-jobs/{id}/finish",
        "Ends an import: no further part is taken.",
        grant("import-jobs", "update"),
    )
};

/// `GET /api/import-jobs/{id}/rejected.csv`.
pub const REJECTED_ROWS: OperationDef = OperationDef {
    response: Some(|| schema("/export_contacts/response")),
    round_trips: PAGE_BY_PAGE,
    ..get(
        "list_rejected_rows",
        "/api/import-jobs/{id}/rejected.csv",
        "The rows that an import did not take, as they were, with the reasons in a last column. Mend and import it.",
        grant("import-jobs", "read"),
    )
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
    &CREATE_IMPORT,
    &IMPORT_ROWS,
    &FINISH_IMPORT,
    &REJECTED_ROWS,
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
