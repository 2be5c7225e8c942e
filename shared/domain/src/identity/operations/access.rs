//! Roles, permissions and keys: what decides who may do what.

use entity::{IDEMPOTENCY_KEY, Needs, OperationDef, RoundTrips};

use super::{schema, several};

const ROLE_READ: &str =
    "What the role allows and forbids is compared with what the caller may do before it is changed.";

/// A new role.
pub const CREATE_ROLE: OperationDef = OperationDef {
    name: "create_role",
    method: "POST",
    path: "/api/roles",
    summary: "Makes a role of one's own, without permissions at first.",
    needs: Needs::Grant { resource: "roles", action: "create" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/create_role/request")),
    response: Some(|| schema("/create_role/response")),
    status: 201,
    round_trips: RoundTrips::One,
};

/// A role's names.
pub const UPDATE_ROLE: OperationDef = OperationDef {
    name: "update_role",
    method: "PATCH",
    path: "/api/roles/{id}",
    summary: "Changes what a role is called and whether it counts. Nobody makes a role count that allows more than they \
              may themselves, or puts one aside that forbids them something. A role of the system answers 409.",
    needs: Needs::Grant { resource: "roles", action: "update" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/update_role/request")),
    response: Some(|| schema("/update_role/response")),
    status: 200,
    round_trips: several(2, ROLE_READ),
};

/// A role gone.
pub const DELETE_ROLE: OperationDef = OperationDef {
    name: "delete_role",
    method: "DELETE",
    path: "/api/roles/{id}",
    summary: "Deletes a role that nobody has. Nobody lifts so what it forbids them; a role of the system answers 409.",
    needs: Needs::Grant { resource: "roles", action: "delete" },
    query: &[IDEMPOTENCY_KEY],
    request: None,
    response: None,
    status: 204,
    round_trips: several(2, ROLE_READ),
};

/// What a role allows.
pub const SET_ROLE_PERMISSIONS: OperationDef = OperationDef {
    name: "set_role_permissions",
    method: "PUT",
    path: "/api/roles/{id}/permissions",
    summary: "Replaces all permissions of a role. Nobody hands out what they may not do themselves or lifts what is \
              forbidden to them; a role of the system answers 409.",
    needs: Needs::Grant { resource: "role-permissions", action: "update" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/set_role_permissions/request")),
    response: Some(|| schema("/set_role_permissions/response")),
    status: 200,
    round_trips: several(2, ROLE_READ),
};

/// A permission of one user.
pub const CREATE_USER_PERMISSION: OperationDef = OperationDef {
    name: "create_user_permission",
    method: "POST",
    path: "/api/user-permissions",
    summary: "Allows or forbids one user an action beyond their role, until a time if one is named.",
    needs: Needs::Grant { resource: "user-permissions", action: "create" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/create_user_permission/request")),
    response: Some(|| schema("/create_user_permission/response")),
    status: 201,
    round_trips: several(2, "What the user has already is read first: all of it has to fit into a token."),
};

/// A permission of one user gone.
pub const DELETE_USER_PERMISSION: OperationDef = OperationDef {
    name: "delete_user_permission",
    method: "DELETE",
    path: "/api/user-permissions/{id}",
    summary: "Takes back what one user was allowed or forbidden. Nobody lifts what is forbidden to themselves.",
    needs: Needs::Grant { resource: "user-permissions", action: "delete" },
    query: &[IDEMPOTENCY_KEY],
    request: None,
    response: None,
    status: 204,
    round_trips: several(2, "What a denial takes away is compared with what the caller may do before it is lifted."),
};

/// A new key.
pub const CREATE_API_KEY: OperationDef = OperationDef {
    name: "create_api_key",
    method: "POST",
    path: "/api/api-keys",
    summary: "Makes a key for a program. The key is in this answer and nowhere else; it can never do more than the user \
              who made it. It is exchanged for access tokens at `/api/auth/token` and not taken as a bearer token.",
    needs: Needs::Grant { resource: "api-keys", action: "create" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/create_api_key/request")),
    response: Some(|| schema("/create_api_key/response")),
    status: 201,
    round_trips: RoundTrips::One,
};

/// A key that works no longer.
pub const REVOKE_API_KEY: OperationDef = OperationDef {
    name: "revoke_api_key",
    method: "DELETE",
    path: "/api/api-keys/{id}",
    summary: "Revokes a key for good. It stays in the list; tokens that it was exchanged for expire within ten minutes.",
    needs: Needs::Grant { resource: "api-keys", action: "delete" },
    query: &[IDEMPOTENCY_KEY],
    request: None,
    response: None,
    status: 204,
    round_trips: RoundTrips::One,
};
