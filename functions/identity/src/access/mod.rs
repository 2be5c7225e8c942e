//! Roles, permissions and keys: what decides who may do what.

pub mod api_keys;
pub mod roles;
pub mod user_permissions;
