//! Responses.

use api::{Response, render};
use entity::json::object;
use entity::{EntityDef, Value};

/// How long an access token lasts, in milliseconds.
pub const ACCESS_TOKEN_MS: i64 = 600_000;

pub use api::command::document;

/// A row as the generic resource shows it, with its entity tag.
pub fn row(status: u16, entity: &'static EntityDef, row: &[Value]) -> Response {
    let fields = render::visible(entity, None);
    let version = fields.iter().position(|field| field.name == "version").and_then(|position| row.get(position));
    let version = version.and_then(Value::as_integer).unwrap_or_default();
    Response::bytes(status, "application/json", render::row_document(&fields, row))
        .with_header("etag", api::resource::entity_tag(version))
        .with_header("cache-control", "no-store")
}

/// The columns of [`row`].
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
