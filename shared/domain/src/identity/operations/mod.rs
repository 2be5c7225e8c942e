//! What can be asked of identity beyond the generic resources: definitions, which the function pairs with handlers.

pub mod access;
pub mod auth;
pub mod log;
pub mod people;

use entity::{FieldType, OperationDef, RoundTrips};
use serde_json::{Map, Value as Json, json};

/// An object of exactly these members. A name that ends in `?` may be left out.
pub(crate) fn object(members: &[(&str, Json)]) -> Json {
    let name = |(name, _): &(&str, Json)| name.strip_suffix('?').unwrap_or(name).to_owned();
    let required: Vec<String> = members.iter().filter(|(name, _)| !name.ends_with('?')).map(name).collect();
    let properties: Map<String, Json> = members.iter().map(|member| (name(member), member.1.clone())).collect();
    json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false})
}

/// The schema of a field type.
pub(crate) fn of<T: FieldType>() -> Json {
    T::KIND.schema()
}

/// The same, or null.
pub(crate) fn nullable(schema: Json) -> Json {
    json!({"anyOf": [schema, {"type": "null"}]})
}

/// A row of an entity as responses show it.
pub(crate) fn row(entity: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{entity}")})
}

pub(crate) const fn several(most: u8, why: &'static str) -> RoundTrips {
    RoundTrips::Several { most, why }
}

/// Every operation of the module.
pub const OPERATIONS: &[&OperationDef] = &[
    &auth::SIGN_UP,
    &auth::SIGN_IN,
    &auth::REFRESH,
    &auth::SIGN_OUT,
    &auth::SIGN_OUT_EVERYWHERE,
    &auth::TOKEN,
    &auth::ACCEPT_INVITATION,
    &auth::REQUEST_PASSWORD_RESET,
    &auth::RESET_PASSWORD,
    &auth::ME,
    &people::INVITE,
    &people::INVITE_AGAIN,
    &people::UPDATE_USER,
    &people::DEACTIVATE,
    &people::REACTIVATE,
    &people::ASSIGN_ROLE,
    &people::ADD_GROUP_MEMBER,
    &people::REMOVE_GROUP_MEMBER,
    &people::SET_GROUP_ROLE,
    &access::CREATE_ROLE,
    &access::UPDATE_ROLE,
    &access::DELETE_ROLE,
    &access::SET_ROLE_PERMISSIONS,
    &access::CREATE_USER_PERMISSION,
    &access::DELETE_USER_PERMISSION,
    &access::CREATE_API_KEY,
    &access::REVOKE_API_KEY,
];
