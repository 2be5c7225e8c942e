//! What happened.

use entity::{Needs, OperationDef, QueryParameter, RoundTrips};
use serde_json::{Value as Json, json};

use super::schema;

/// News of the records that the caller may read.
pub const ACTIVITY_FEED: OperationDef = OperationDef {
    name: "activity_feed",
    method: "GET",
    path: "/api/activity-feed",
    summary: "What was done lately with the kinds of records that the caller may read, newest first. The parameters \
              `entity_type`, `entity_id`, `actor_id` and `action` narrow it; `limit` and `cursor` page through it.",
    needs: Needs::Grant { resource: "activity-feed", action: "read" },
    query: &[
        parameter("entity_type", "The kind of record, such as `Contact`.", text),
        parameter("entity_id", "The record.", text),
        parameter("actor_id", "Who did it.", text),
        parameter("action", "What was done, such as `CREATE`.", text),
        parameter(
            "limit",
            "How many entries a page holds.",
            || json!({"type": "integer", "minimum": 1, "maximum": 200}),
        ),
        parameter("cursor", "Where the page before ended.", text),
    ],
    request: None,
    response: Some(|| schema("/activity_feed/response")),
    status: 200,
    round_trips: RoundTrips::One,
};

const fn parameter(name: &'static str, doc: &'static str, schema: fn() -> Json) -> QueryParameter {
    QueryParameter { name, doc, required: false, schema }
}

fn text() -> Json {
    json!({"type": "string"})
}
