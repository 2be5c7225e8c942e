//! What a client puts on websites of its own, and what comes in there.

pub mod entities;
pub mod operations;

pub use entities::{DOCUMENTATION, ENTITIES};

/// The entities that relations may lead to from here.
pub const CATALOGUE: &[&[&entity::EntityDef]] = crate::leads::CATALOGUE;
