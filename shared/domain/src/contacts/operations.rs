//! What the module can be asked beyond its resources.

use entity::{Needs, OperationDef, RoundTrips};
use serde_json::{Value as Json, json};

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
    response: Some(duplicates_schema),
    ..get(
        "list_contact_duplicates",
        "/api/contacts/{id}/duplicates",
        "Contacts that may be the same person as this one, likeliest first.",
        grant("contacts", "read"),
    )
};

/// `GET /api/contact-duplicates`.
pub const LIST_DUPLICATE_PAIRS: OperationDef = OperationDef {
    response: Some(pairs_schema),
    ..get(
        "list_duplicate_pairs",
        "/api/contact-duplicates",
        "Pairs of a client's contacts that may be the same person. A page goes through 200 contacts and may be empty.",
        grant("contacts", "read"),
    )
};

/// `POST /api/contacts/{id}/merge`.
pub const MERGE_CONTACTS: OperationDef = OperationDef {
    request: Some(|| merge_schema("contact_id", "ctc")),
    response: Some(|| merged_schema("Contact")),
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
    request: Some(|| merge_schema("company_id", "cmp")),
    response: Some(|| merged_schema("Company")),
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
    request: Some(|| {
        let force = "Keep what was changed in the record since the merge, and undo the rest.";
        object(json!({"force": {"type": "boolean", "description": force}}), &[])
    }),
    response: Some(|| {
        let record = json!({"type": "object"});
        object(json!({"merge_id": {"type": "string"}, "winner": record, "loser": record}), &["merge_id"])
    }),
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
    response: Some(timeline_schema),
    ..get(
        "list_contact_timeline",
        "/api/contacts/{id}/timeline",
        "Everything that happened with a person, newest first: activities, notes and changes.",
        grant("contacts", "read"),
    )
};

/// `GET /api/contacts/search`.
pub const SEARCH_CONTACTS: OperationDef = OperationDef {
    response: Some(|| page_schema(json!({"$ref": "#/components/schemas/Contact"}))),
    ..get(
        "search_contacts",
        "/api/contacts/search",
        "Contacts with these words, the last one perhaps not typed to its end, newest first.",
        grant("contacts", "read"),
    )
};

/// `GET /api/contacts/export`.
pub const EXPORT_CONTACTS: OperationDef = OperationDef {
    response: Some(export_schema),
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
    request: Some(import_schema),
    response: Some(import_job_schema),
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
    request: Some(|| json!({"type": "string", "contentMediaType": "text/csv"})),
    response: Some(part_schema),
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
    response: Some(import_job_schema),
    ..post(
        "finish_import_job",
        "/api/import-jobs/{id}/finish",
        "Ends an import: no further part is taken.",
        grant("import-jobs", "update"),
    )
};

/// `GET /api/import-jobs/{id}/rejected.csv`.
pub const REJECTED_ROWS: OperationDef = OperationDef {
    response: Some(export_schema),
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

fn object(properties: Json, required: &[&str]) -> Json {
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn page_schema(item: Json) -> Json {
    let cursor = json!({"type": ["string", "null"]});
    object(json!({"data": {"type": "array", "items": item}, "next_cursor": cursor}), &["data", "next_cursor"])
}

fn likeness() -> [(&'static str, Json); 2] {
    let reasons = ["SAME_EMAIL", "SAME_PHONE", "SAME_NAME", "SIMILAR_NAME", "SAME_COMPANY", "SIMILAR_COMPANY"];
    [
        ("score", json!({"type": "integer", "minimum": 0, "maximum": 100})),
        ("reasons", json!({"type": "array", "items": {"type": "string", "enum": reasons}})),
    ]
}

fn duplicates_schema() -> Json {
    let [(score, score_schema), (reasons, reasons_schema)] = likeness();
    let contact = json!({"$ref": "#/components/schemas/Contact"});
    let item = object(
        json!({score: score_schema, reasons: reasons_schema, "contact": contact}),
        &["score", "reasons", "contact"],
    );
    object(json!({"data": {"type": "array", "items": item}}), &["data"])
}

fn pairs_schema() -> Json {
    let [(score, score_schema), (reasons, reasons_schema)] = likeness();
    let id = json!({"type": "string"});
    let text = json!({"type": ["string", "null"]});
    let contact = object(
        json!({"id": id, "display_name": text, "email": text, "phone": text, "mobile": text, "company_name": text}),
        &["id", "display_name", "email", "phone", "mobile", "company_name"],
    );
    let contacts = json!({"type": "array", "items": contact, "minItems": 2, "maxItems": 2});
    page_schema(object(
        json!({"contact_id": id, "duplicate_id": id, score: score_schema, reasons: reasons_schema, "contacts": contacts}),
        &["contact_id", "duplicate_id", "score", "reasons", "contacts"],
    ))
}

fn merge_schema(other: &str, prefix: &str) -> Json {
    let choice = json!({"type": "string", "enum": ["winner", "loser", "WINNER", "LOSER"]});
    let id = json!({"type": "string", "pattern": format!("^{prefix}_[0-9a-z]{{26}}$")});
    let fields = "Whose value is wanted, by field. Without a choice the winner's counts, or the loser's where the \
                  winner has none; lists are united.";
    object(
        json!({
            other: id,
            "fields": {"type": "object", "additionalProperties": choice, "description": fields},
        }),
        &[other],
    )
}

fn merged_schema(entity: &str) -> Json {
    let winner = json!({"$ref": format!("#/components/schemas/{entity}")});
    object(json!({"merge_id": {"type": "string"}, "winner": winner}), &["merge_id", "winner"])
}

fn timeline_schema() -> Json {
    page_schema(object(
        json!({
            "type": {"type": "string", "enum": ["activity", "note", "change"]},
            "at": {"type": "string", "format": "date-time"},
            "data": {"type": "object"},
        }),
        &["type", "at", "data"],
    ))
}

fn export_schema() -> Json {
    json!({"type": "string", "contentMediaType": "text/csv"})
}

fn import_schema() -> Json {
    let text = json!({"type": "string"});
    let mapping = "The field of each column; null leaves a column out. Without it the suggestion is used.";
    let key = "The field by which a row finds the record that it updates: `email`, `phone`, `external_id`, or \
               `custom_fields.<name>`. Without it every row is a new record.";
    object(
        json!({
            "entity": {"type": "string", "enum": ["Contact", "Company"]},
            "client_id": text,
            "file_name": {"type": "string", "maxLength": 250},
            "header": {"type": "array", "items": text, "maxItems": 1000},
            "mapping": {
                "type": ["object", "null"],
                "additionalProperties": {"type": ["string", "null"]},
                "description": mapping,
            },
            "upsert_key": {"type": ["string", "null"], "description": key},
            "options": {
                "type": ["object", "null"],
                "properties": {
                    "date_order": {"type": "string", "enum": ["YEAR_MONTH_DAY", "DAY_MONTH_YEAR", "MONTH_DAY_YEAR"]},
                    "decimal_comma": {"type": "boolean"},
                    "calling_code": {"type": ["string", "null"]},
                    "clear_blanks": {"type": "boolean"},
                },
                "additionalProperties": false,
            },
            "dry_run": {"type": "boolean", "default": false},
            "total_bytes": {"type": ["integer", "null"], "minimum": 0},
        }),
        &["entity"],
    )
}

fn import_job_schema() -> Json {
    let suggestion = object(
        json!({
            "title": {"type": "string"},
            "field": {"type": ["string", "null"]},
            "confidence": {"type": "integer", "minimum": 0, "maximum": 100},
        }),
        &["title", "field", "confidence"],
    );
    object(
        json!({
            "job": {"$ref": "#/components/schemas/ImportJob"},
            "suggestions": {"type": "array", "items": suggestion},
        }),
        &["job"],
    )
}

fn part_schema() -> Json {
    let count = json!({"type": "integer", "minimum": 0});
    object(
        json!({
            "sequence": count, "first_row": count, "total_rows": count, "processed_rows": count,
            "created_rows": count, "updated_rows": count, "rejected_rows": count,
        }),
        &["sequence", "total_rows", "processed_rows", "created_rows", "updated_rows", "rejected_rows"],
    )
}
