//! Making tenants, and what the clock does with them.

use entity::{Needs, OperationDef};

use super::{schema, several};

/// A new tenant with its first user.
pub const SIGN_UP: OperationDef = OperationDef {
    name: "sign_up",
    method: "POST",
    path: "/api/auth/sign-up",
    summary: "Makes a tenant with a database of its own, an agency and an administrator, who is signed in and sent a link \
              to confirm the address. Until it is confirmed, nobody is invited and no API key is made. Too many in a day get \
              429 with Retry-After.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/sign_up/request")),
    response: Some(|| schema("/sign_up/response")),
    status: 201,
    round_trips: several(12, "A database is made and filled, between two entries in the platform's."),
};

/// What is due.
pub const TICK: OperationDef = OperationDef {
    name: "tick",
    method: "POST",
    path: "/api/tick",
    summary: "For the host's clock, with the secret of the installation as its bearer token: seals the change logs and \
              takes away what has expired, a page of tenants at a time. Repeat with `next` as `after` until it is null.",
    needs: Needs::Nothing,
    query: &[],
    request: Some(|| schema("/tick/request")),
    response: Some(|| schema("/tick/response")),
    status: 200,
    round_trips: several(255, "It visits many databases; nobody waits for it."),
};
