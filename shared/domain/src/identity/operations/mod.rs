//! What can be asked of identity beyond the generic resources: definitions, which its four functions pair with handlers.

pub mod access;
pub mod auth;
pub mod log;
pub mod people;
pub mod tenancy;

use entity::{OperationDef, RoundTrips, json};
use serde_json::Value as Json;

/// The operations of the function `access`.
pub const ACCESS: &[&OperationDef] = &[
    &access::CREATE_ROLE,
    &access::UPDATE_ROLE,
    &access::DELETE_ROLE,
    &access::SET_ROLE_PERMISSIONS,
    &access::CREATE_USER_PERMISSION,
    &access::DELETE_USER_PERMISSION,
    &access::CREATE_API_KEY,
    &access::REVOKE_API_KEY,
];

/// The operations of the function `authentication`.
pub const AUTHENTICATION: &[&OperationDef] = &[
    &auth::SIGN_IN,
    &auth::REFRESH,
    &auth::SIGN_OUT,
    &auth::SIGN_OUT_EVERYWHERE,
    &auth::TOKEN,
    &auth::ACCEPT_INVITATION,
    &auth::REQUEST_PASSWORD_RESET,
    &auth::RESET_PASSWORD,
    &auth::ME,
    &auth::CHANGE_EMAIL,
    &auth::CONFIRM_EMAIL,
];

/// The operations of the function `tenancy`.
pub const TENANCY: &[&OperationDef] = &[&tenancy::SIGN_UP, &tenancy::TICK];

/// The operations of the function `identity`.
pub const IDENTITY: &[&OperationDef] = &[
    &people::INVITE,
    &people::INVITE_AGAIN,
    &people::UPDATE_USER,
    &people::DEACTIVATE,
    &people::REACTIVATE,
    &people::ASSIGN_ROLE,
    &people::REVOKE_SESSION,
    &people::CREATE_GROUP,
    &people::UPDATE_GROUP,
    &people::DELETE_GROUP,
    &people::ADD_GROUP_MEMBER,
    &people::REMOVE_GROUP_MEMBER,
    &people::SET_GROUP_ROLE,
    &log::ACTIVITY_FEED,
];

/// A JSON Schema by its place in `schemas.json`. Text takes a quarter of the room in a function that code which builds
/// the same document takes.
fn schema(place: &str) -> Json {
    let schemas: Json = json::read(include_str!("schemas.json")).unwrap_or_default();
    schemas.pointer(place).cloned().unwrap_or_default()
}

const fn several(most: u8, why: &'static str) -> RoundTrips {
    RoundTrips::Several { most, why }
}

#[cfg(test)]
mod tests {
    use entity::FieldType;
    use entity::types::{EmailAddress, Line};

    use super::*;
    use crate::identity::password;

    #[test]
    fn every_schema_is_there() {
        for operation in [ACCESS, AUTHENTICATION, IDENTITY, TENANCY].into_iter().flatten() {
            for schema in [operation.request, operation.response].into_iter().flatten() {
                assert!(schema().is_object(), "{}", operation.name);
            }
        }
    }

    #[test]
    fn the_text_says_what_the_code_checks() {
        let member = |place: &str| schema(&format!("/sign_up/request/properties/{place}"));
        assert_eq!(Some(member("email")), json::read(&EmailAddress::KIND.schema()));
        assert_eq!(Some(member("organisation")), json::read(&Line::<200>::KIND.schema()));
        assert_eq!(member("password/minLength"), password::SHORTEST);
        assert_eq!(member("password/maxLength"), password::LONGEST);
    }
}
