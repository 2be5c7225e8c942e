//! Roles, permissions and keys: what decides who may do what.

mod api_keys;
mod operations;
mod roles;
mod rules;
mod user_permissions;

use api::Module;

/// What this function serves. All of its rows are written by commands.
pub const MODULE: Module = Module {
    name: "access",
    entities: domain::access::ENTITIES,
    catalogue: domain::access::CATALOGUE,
    authentication: Some(api::AUTHENTICATION),
    resources: Some(api::module::READ_ONLY),
    sealing: None,
    operations: operations::OPERATIONS,
};

edge::export!(MODULE);
