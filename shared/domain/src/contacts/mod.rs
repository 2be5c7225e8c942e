//! People and companies, and everything that is known of them.

pub mod csv;
pub mod custom_fields;
pub mod duplicates;
pub mod entities;
pub mod formula;
pub mod merge;
pub mod names;
pub mod operations;

use entity::{Entity, EntityDef};

use crate::identity;

pub use entities::{DOCUMENTATION, ENTITIES};

/// The entities that relations may lead to from here.
pub const CATALOGUE: &[&[&EntityDef]] = &[ENTITIES, identity::FROM_OUTSIDE];

/// What the other modules point to.
pub const FROM_OUTSIDE: &[&EntityDef] = &[entities::Contact::DEFINITION, entities::Company::DEFINITION];
