//! What can be asked of imports beyond their resources.

use entity::{IDEMPOTENCY_KEY, OperationDef, QueryParameter, RoundTrips, json};
use serde_json::Value as Json;

use crate::operation::{get, grant, post};

/// `POST /api/import-jobs`.
pub const CREATE_IMPORT: OperationDef = OperationDef {
    query: &[IDEMPOTENCY_KEY],
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
    query: &[QueryParameter {
        name: "sequence",
        doc: "The number of the part, from 0.",
        required: true,
        schema: || json::object([("type", "integer".into()), ("minimum", 0.into()), ("maximum", 999_999_999.into())]),
    }],
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
    response: Some(|| schema("/list_rejected_rows/response")),
    round_trips: RoundTrips::Several {
        most: u8::MAX,
        why: "One for each page of rows: a file is as long as its list, and no more than a page of it is in memory.",
    },
    ..get(
        "list_rejected_rows",
        "/api/import-jobs/{id}/rejected.csv",
        "The rows that an import did not take, as they were, with the reasons in a last column. Mend and import it.",
        grant("import-jobs", "read"),
    )
};

/// Every operation of the module.
pub const OPERATIONS: &[&OperationDef] = &[&CREATE_IMPORT, &IMPORT_ROWS, &FINISH_IMPORT, &REJECTED_ROWS];

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
