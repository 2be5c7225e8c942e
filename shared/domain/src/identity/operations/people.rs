//! Users and their groups.

use entity::{IDEMPOTENCY_KEY, Needs, OperationDef, RoundTrips};

use super::{schema, several};

const ROLE_FIRST: RoundTrips = several(
    3,
    "What the role allows is compared with what the caller may do before anything is written. The first request of a \
     tenant reads its custom fields.",
);

/// Why what a role forbids is read before it is taken away.
const LIFTED_FIRST: &str = "What the group's role allows and forbids is compared with what the caller may do before \
                            anything is written.";

const USER_FIRST: RoundTrips =
    several(2, "What the user may do is compared with what the caller may do before anything is written.");

/// A new user.
pub const INVITE: OperationDef = OperationDef {
    name: "invite_user",
    method: "POST",
    path: "/api/users/invite",
    summary: "Adds a user who cannot sign in yet, and sends a link to set a password. Nobody gives a role that may do \
              more than they may themselves.",
    needs: Needs::Grant { resource: "users", action: "create" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/invite_user/request")),
    response: Some(|| schema("/invite_user/response")),
    status: 201,
    round_trips: ROLE_FIRST,
};

/// The invitation once more.
pub const INVITE_AGAIN: OperationDef = OperationDef {
    name: "invite_user_again",
    method: "POST",
    path: "/api/users/{id}/invite-again",
    summary: "Sends a new link to a user who has not set a password yet. The links of before stop working.",
    needs: Needs::Grant { resource: "users", action: "create" },
    query: &[IDEMPOTENCY_KEY],
    request: None,
    response: None,
    status: 202,
    round_trips: several(2, "The message is addressed to the user, who is read first."),
};

/// A user's profile.
pub const UPDATE_USER: OperationDef = OperationDef {
    name: "update_user",
    method: "PATCH",
    path: "/api/users/{id}",
    summary: "Changes the profile of a user: one's own, or that of whoever the caller looks after.",
    needs: Needs::Grant { resource: "users", action: "update" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/update_user/request")),
    response: Some(|| schema("/update_user/response")),
    status: 200,
    round_trips: several(2, "The first request of a tenant reads its custom fields."),
};

/// A user out.
pub const DEACTIVATE: OperationDef = OperationDef {
    name: "deactivate_user",
    method: "POST",
    path: "/api/users/{id}/deactivate",
    summary: "Keeps a user from signing in and ends every session, key and link of theirs. Access tokens that are out \
              expire within ten minutes. Nobody keeps out who may do more than they.",
    needs: Needs::Grant { resource: "users", action: "deactivate" },
    query: &[IDEMPOTENCY_KEY],
    request: None,
    response: Some(|| schema("/deactivate_user/response")),
    status: 200,
    round_trips: USER_FIRST,
};

/// A user in again.
pub const REACTIVATE: OperationDef = OperationDef {
    name: "reactivate_user",
    method: "POST",
    path: "/api/users/{id}/reactivate",
    summary: "Lets a user sign in again. Sessions and keys of before stay ended. Nobody lets in who may do more than they.",
    needs: Needs::Grant { resource: "users", action: "reactivate" },
    query: &[IDEMPOTENCY_KEY],
    request: None,
    response: Some(|| schema("/reactivate_user/response")),
    status: 200,
    round_trips: USER_FIRST,
};

/// Another role for a user.
pub const ASSIGN_ROLE: OperationDef = OperationDef {
    name: "assign_role",
    method: "POST",
    path: "/api/users/{id}/assign-role",
    summary: "Gives a user another role, and another location if one is named; null takes the location away. Neither the new role nor the one of \
              before may do more than the caller may. It counts from the next refresh on.",
    needs: Needs::Grant { resource: "users", action: "assign-role" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/assign_role/request")),
    response: Some(|| schema("/assign_role/response")),
    status: 200,
    round_trips: ROLE_FIRST,
};

/// A new group.
pub const CREATE_GROUP: OperationDef = OperationDef {
    name: "create_user_group",
    method: "POST",
    path: "/api/user-groups",
    summary: "Makes a group, without a role at first.",
    needs: Needs::Grant { resource: "user-groups", action: "create" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/create_user_group/request")),
    response: Some(|| schema("/create_user_group/response")),
    status: 201,
    round_trips: RoundTrips::One,
};

/// A group's name, and whether it counts.
pub const UPDATE_GROUP: OperationDef = OperationDef {
    name: "update_user_group",
    method: "PATCH",
    path: "/api/user-groups/{id}",
    summary: "Changes what a group is called and whether it counts. Nobody makes a group count whose role allows more than \
              they may themselves, and nobody puts one aside whose role forbids them something.",
    needs: Needs::Grant { resource: "user-groups", action: "update" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/update_user_group/request")),
    response: Some(|| schema("/update_user_group/response")),
    status: 200,
    round_trips: several(2, LIFTED_FIRST),
};

/// A group gone.
pub const DELETE_GROUP: OperationDef = OperationDef {
    name: "delete_user_group",
    method: "DELETE",
    path: "/api/user-groups/{id}",
    summary: "Deletes a group with its memberships. Nobody lifts so what its role forbids them.",
    needs: Needs::Grant { resource: "user-groups", action: "delete" },
    query: &[IDEMPOTENCY_KEY],
    request: None,
    response: None,
    status: 204,
    round_trips: several(2, LIFTED_FIRST),
};

/// A user into a group.
pub const ADD_GROUP_MEMBER: OperationDef = OperationDef {
    name: "add_group_member",
    method: "POST",
    path: "/api/user-group-members",
    summary: "Adds a user to a group, and so to what the group's role allows.",
    needs: Needs::Grant { resource: "user-group-members", action: "create" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/add_group_member/request")),
    response: Some(|| schema("/add_group_member/response")),
    status: 201,
    round_trips: ROLE_FIRST,
};

/// A user out of a group.
pub const REMOVE_GROUP_MEMBER: OperationDef = OperationDef {
    name: "remove_group_member",
    method: "DELETE",
    path: "/api/user-group-members/{id}",
    summary: "Takes a user out of a group. Nobody lifts so what the group's role forbids them.",
    needs: Needs::Grant { resource: "user-group-members", action: "delete" },
    query: &[IDEMPOTENCY_KEY],
    request: None,
    response: None,
    status: 204,
    round_trips: several(2, LIFTED_FIRST),
};

/// A role for a group.
pub const SET_GROUP_ROLE: OperationDef = OperationDef {
    name: "set_group_role",
    method: "POST",
    path: "/api/user-groups/{id}/set-role",
    summary: "Lets the members of a group do what a role allows, besides what their own roles do; null takes it away. \
              Nobody gives more than they have, and nobody lifts so what the role of before forbids them.",
    needs: Needs::Grant { resource: "user-groups", action: "set-role" },
    query: &[IDEMPOTENCY_KEY],
    request: Some(|| schema("/set_group_role/request")),
    response: Some(|| schema("/set_group_role/response")),
    status: 200,
    round_trips: several(
        3,
        "What the role allows is compared with what the caller may do, and then what its members have besides is read: all of \
         it has to fit into a token.",
    ),
};

/// A session that ends.
pub const REVOKE_SESSION: OperationDef = OperationDef {
    name: "revoke_session",
    method: "POST",
    path: "/api/sessions/{id}/revoke",
    summary: "Ends one session: one's own, or that of whoever the caller looks after. Access tokens that are out expire \
              within ten minutes.",
    needs: Needs::Caller,
    query: &[IDEMPOTENCY_KEY],
    request: None,
    response: None,
    status: 204,
    round_trips: RoundTrips::One,
};
