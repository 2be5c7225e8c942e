//! Who there is and what they may do: tenants, the hierarchy below them, users, roles, keys, and the change log.

pub mod audit_chain;
pub mod entities;
pub mod keys;
pub mod operations;
pub mod password;
pub mod permissions;
pub mod roles;

pub use entities::{DOCUMENTATION, ENTITIES};

/// The entities that relations may lead to from here.
pub const CATALOGUE: &[&[&entity::EntityDef]] = &[ENTITIES, crate::access::ENTITIES];
