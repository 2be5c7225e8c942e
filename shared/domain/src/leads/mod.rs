//! Enquiries, until they are a customer's.

pub mod entities;

pub use entities::{DOCUMENTATION, ENTITIES};

/// The entities that relations may lead to from here.
pub const CATALOGUE: &[&[&entity::EntityDef]] = &[
    ENTITIES,
    crate::contacts::ENTITIES,
    crate::identity::FROM_OUTSIDE,
    crate::embed::ENTITIES,
    crate::appointments::ENTITIES,
];
