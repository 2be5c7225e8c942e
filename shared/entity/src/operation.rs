//! What the API can be asked beyond the generic resources, as constant data: routes, permissions and documents are
//! rendered from it.

use serde_json::Value as Json;

/// A named command or query.
pub struct OperationDef {
    /// The operation id in the OpenAPI document, such as `merge_contacts`.
    pub name: &'static str,
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// The path with parameters in braces, such as `/api/contacts/{id}/merge`.
    pub path: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Who may call it.
    pub needs: Needs,
    /// What it takes in the query string, and [`IDEMPOTENCY_KEY`] if it takes that header.
    pub query: &'static [QueryParameter],
    /// The JSON Schema of the request body, if there is one.
    pub request: Option<fn() -> Json>,
    /// The JSON Schema of the answer, if there is a body.
    pub response: Option<fn() -> Json>,
    /// The status of success.
    pub status: u16,
    /// Round trips to databases. One; more only with a reason.
    pub round_trips: RoundTrips,
}

/// A parameter in the query string of an operation.
pub struct QueryParameter {
    /// Its name.
    pub name: &'static str,
    /// What it means, in a sentence.
    pub doc: &'static str,
    /// Whether the operation refuses a request without it.
    pub required: bool,
    /// The JSON Schema of its value.
    pub schema: fn() -> Json,
}

/// The header `Idempotency-Key`, among the parameters of an operation that carries out a request with the same key
/// once.
pub const IDEMPOTENCY_KEY: QueryParameter = QueryParameter {
    name: "Idempotency-Key",
    doc: "The same key with the same request is answered as before, and nothing is done again.",
    required: false,
    schema: || crate::json::object([("type", "string".into())]),
};

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody: the operation checks what it is given.
    Nothing,
    /// A signed-in user or a key, whatever they may do.
    Caller,
    /// A grant of this action on this resource.
    Grant {
        /// The resource, such as `contacts`.
        resource: &'static str,
        /// `create`, `read`, `update`, `delete`, `approve` or the command's own name.
        action: &'static str,
    },
}

/// How many round trips an operation takes, and why when it is more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundTrips {
    /// One batch to one database, or none.
    One,
    /// More, and the reason.
    Several {
        /// The most there can be.
        most: u8,
        /// Why one is not enough.
        why: &'static str,
    },
}
