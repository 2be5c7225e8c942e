//! Roles, permissions and keys: what decides who may do what.

use entity::types::{Instant, Line, Prose, Ref};
use entity::{Needs, OperationDef, RoundTrips};
use serde_json::{Value as Json, json};

use super::{nullable, object, of, row, several};
use crate::identity::entities::{Agency, Client, User};

/// A new role.
pub const CREATE_ROLE: OperationDef = OperationDef {
    name: "create_role",
    method: "POST",
    path: "/api/roles",
    summary: "Makes a role of one's own, without permissions at first.",
    needs: Needs::Grant { resource: "roles", action: "create" },
    query: &[],
    request: Some(|| {
        object(&[
            ("name", of::<Line<80>>()),
            ("label", of::<Line<120>>()),
            ("description?", nullable(of::<Prose>())),
            ("level", json!({"enum": ["TENANT", "AGENCY", "CLIENT"]})),
            ("agency_id?", nullable(of::<Ref<Agency>>())),
            ("client_id?", nullable(of::<Ref<Client>>())),
            ("is_active?", json!({"type": "boolean", "default": true})),
        ])
    }),
    response: Some(|| row("Role")),
    status: 201,
    round_trips: RoundTrips::One,
};

/// A role's names.
pub const UPDATE_ROLE: OperationDef = OperationDef {
    name: "update_role",
    method: "PATCH",
    path: "/api/roles/{id}",
    summary: "Changes what a role is called and whether it counts. A role of the system answers 409.",
    needs: Needs::Grant { resource: "roles", action: "update" },
    query: &[],
    request: Some(|| json!({"$ref": "#/components/schemas/RolePatch"})),
    response: Some(|| row("Role")),
    status: 200,
    round_trips: RoundTrips::One,
};

/// A role gone.
pub const DELETE_ROLE: OperationDef = OperationDef {
    name: "delete_role",
    method: "DELETE",
    path: "/api/roles/{id}",
    summary: "Deletes a role that nobody has. A role of the system answers 409.",
    needs: Needs::Grant { resource: "roles", action: "delete" },
    query: &[],
    request: None,
    response: None,
    status: 204,
    round_trips: RoundTrips::One,
};

/// What a role allows.
pub const SET_ROLE_PERMISSIONS: OperationDef = OperationDef {
    name: "set_role_permissions",
    method: "PUT",
    path: "/api/roles/{id}/permissions",
    summary: "Replaces all permissions of a role. Nobody hands out what they may not do themselves; a role of the \
              system answers 409.",
    needs: Needs::Grant { resource: "role-permissions", action: "update" },
    query: &[],
    request: Some(|| object(&[("permissions", json!({"type": "array", "maxItems": 500, "items": permission()}))])),
    response: Some(|| row("Role")),
    status: 200,
    round_trips: RoundTrips::One,
};

/// A permission of one user.
pub const CREATE_USER_PERMISSION: OperationDef = OperationDef {
    name: "create_user_permission",
    method: "POST",
    path: "/api/user-permissions",
    summary: "Allows or forbids one user an action beyond their role, until a time if one is named.",
    needs: Needs::Grant { resource: "user-permissions", action: "create" },
    query: &[],
    request: Some(|| {
        object(&[
            ("user_id", of::<Ref<User>>()),
            ("resource", of::<Line<80>>()),
            ("action", of::<Line<80>>()),
            ("granted?", json!({"type": "boolean", "default": true})),
            ("scope?", scope()),
            ("conditions?", nullable(conditions())),
            ("expires_at?", nullable(of::<Instant>())),
            ("reason?", nullable(of::<Line<500>>())),
        ])
    }),
    response: Some(|| row("UserPermission")),
    status: 201,
    round_trips: RoundTrips::One,
};

/// A permission of one user gone.
pub const DELETE_USER_PERMISSION: OperationDef = OperationDef {
    name: "delete_user_permission",
    method: "DELETE",
    path: "/api/user-permissions/{id}",
    summary: "Takes back what one user was allowed or forbidden. Nobody lifts what is forbidden to themselves.",
    needs: Needs::Grant { resource: "user-permissions", action: "delete" },
    query: &[],
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
    query: &[],
    request: Some(|| {
        object(&[
            ("name", of::<Line<120>>()),
            ("permissions", json!({"type": "array", "minItems": 1, "maxItems": 200, "items": key_permission()})),
            ("agency_id?", nullable(of::<Ref<Agency>>())),
            ("client_id?", nullable(of::<Ref<Client>>())),
            ("expires_at?", nullable(of::<Instant>())),
        ])
    }),
    response: Some(
        || json!({"allOf": [row("ApiKey"), {"type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}}]}),
    ),
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
    query: &[],
    request: None,
    response: None,
    status: 204,
    round_trips: RoundTrips::One,
};

/// A grant as `/api/me` shows it.
pub(super) fn grant() -> Json {
    object(&[
        ("resource", of::<Line<80>>()),
        ("actions", json!({"type": "array", "items": {"type": "string"}})),
        ("scope", scope()),
        ("granted", json!({"type": "boolean"})),
        ("conditions?", conditions()),
        ("expires_at?", of::<Instant>()),
    ])
}

fn key_permission() -> Json {
    object(&[
        ("resource", of::<Line<80>>()),
        ("actions", json!({"type": "array", "minItems": 1, "maxItems": 50, "items": of::<Line<80>>()})),
        ("scope?", scope()),
    ])
}

fn permission() -> Json {
    let flag = || json!({"type": "boolean", "default": false});
    object(&[
        ("resource", of::<Line<80>>()),
        ("action?", json!({"type": "string", "default": "*"})),
        ("can_access?", json!({"type": "boolean", "default": true})),
        ("can_create?", flag()),
        ("can_read?", flag()),
        ("can_update?", flag()),
        ("can_delete?", flag()),
        ("can_approve?", flag()),
        ("scope?", scope()),
        ("conditions?", nullable(conditions())),
    ])
}

fn scope() -> Json {
    json!({"enum": ["OWN", "LOCATION", "CLIENT", "AGENCY", "ALL"], "default": "OWN"})
}

fn conditions() -> Json {
    json!({"type": "object", "description": "A filter that a row must pass."})
}
