//! Responses.

use api::{Response, render};
use entity::EntityDef;
use entity::json::object;

/// How long an access token lasts, in milliseconds.
pub const ACCESS_TOKEN_MS: i64 = 600_000;

pub use api::command::document;

/// The columns that a row is answered with.
pub fn columns(entity: &'static EntityDef) -> Vec<&'static str> {
    render::visible(entity, None).iter().map(|field| field.name).collect()
}

/// Nothing to say, and nothing to keep.
pub fn done(status: u16) -> Response {
    Response::empty(status).with_header("cache-control", "no-store")
}

/// Tokens of a sign-in.
pub fn tokens(status: u16, access_token: &str, refresh_token: &str) -> Response {
    document(
        status,
        &object([
            ("access_token", access_token.into()),
            ("refresh_token", refresh_token.into()),
            ("expires_in", (ACCESS_TOKEN_MS / 1000).into()),
            ("token_type", "Bearer".into()),
        ]),
    )
}
