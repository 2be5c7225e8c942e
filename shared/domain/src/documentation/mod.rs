//! What the product says of itself: the description of its API, and the pages that explain it.

use entity::{Needs, OperationDef, RoundTrips};
use serde_json::{Value as Json, json};

/// Every operation of the module.
pub const OPERATIONS: &[&OperationDef] = &[&READ_OPENAPI, &READ_DOCUMENTATION, &LIST_PROBLEMS, &READ_PROBLEM];

const fn get(name: &'static str, path: &'static str, summary: &'static str, response: fn() -> Json) -> OperationDef {
    OperationDef {
        name,
        method: "GET",
        path,
        summary,
        needs: Needs::Nothing,
        query: &[],
        request: None,
        response: Some(response),
        status: 200,
        round_trips: RoundTrips::One,
    }
}

const fn html() -> fn() -> Json {
    || json!({"type": "string", "contentMediaType": "text/html"})
}

/// `GET /api/openapi.json`.
pub const READ_OPENAPI: OperationDef = get(
    "read_openapi",
    "/api/openapi.json",
    "This document. With an access token it holds the custom fields that its caller may see.",
    || json!({"type": "object"}),
);

/// `GET /api/docs`.
pub const READ_DOCUMENTATION: OperationDef =
    get("read_documentation", "/api/docs", "This document as a page for people.", html());

/// `GET /problems`.
pub const LIST_PROBLEMS: OperationDef = get("list_problems", "/problems", "The kinds of problem, explained.", html());

/// `GET /problems/{slug}`.
pub const READ_PROBLEM: OperationDef =
    get("read_problem", "/problems/{slug}", "One kind of problem, explained.", html());
