//! Who there is and what they may do: tenants, the hierarchy below them, users, roles, keys, and the change log.

pub mod audit_chain;
pub mod entities;
pub mod keys;
pub mod operations;
pub mod password;
pub mod permissions;
pub mod roles;

use entity::{Entity, EntityDef};

use crate::contacts;

pub use entities::{DOCUMENTATION, ENTITIES};

/// The entities that relations may lead to from here.
pub const CATALOGUE: &[&[&EntityDef]] = &[ENTITIES, crate::access::ENTITIES, contacts::FROM_OUTSIDE];

/// What the other modules point to: where a row belongs, who is in charge of it, what was sent about it.
pub const FROM_OUTSIDE: &[&EntityDef] = &[
    entities::Agency::DEFINITION,
    entities::Client::DEFINITION,
    entities::Location::DEFINITION,
    entities::Room::DEFINITION,
    entities::User::DEFINITION,
    entities::OutboxMessage::DEFINITION,
    entities::Role::DEFINITION,
];
