//! Appointments: when somebody can come, and to whom.

pub mod entities;
pub mod operations;
pub mod slots;

pub use entities::{DOCUMENTATION, ENTITIES};

/// The entities that relations may lead to from here.
pub const CATALOGUE: &[&[&entity::EntityDef]] = &[ENTITIES, crate::contacts::ENTITIES, crate::identity::FROM_OUTSIDE];
