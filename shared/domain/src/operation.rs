//! How operations are written down.

use entity::{Needs, OperationDef, RoundTrips};

/// For callers who were granted this.
pub const fn grant(resource: &'static str, action: &'static str) -> Needs {
    Needs::Grant { resource, action }
}

/// A query without parameters, in one round trip. What differs is named around it: `OperationDef { status: 201, ..get(…) }`.
pub const fn get(name: &'static str, path: &'static str, summary: &'static str, needs: Needs) -> OperationDef {
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

/// A command.
pub const fn post(name: &'static str, path: &'static str, summary: &'static str, needs: Needs) -> OperationDef {
    OperationDef { method: "POST", ..get(name, path, summary, needs) }
}
