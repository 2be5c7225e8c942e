//! A module as data: what it owns and what it can be asked.

use crate::{EntityDef, OperationDef};

/// A module's name, its entities and its operations.
#[derive(Clone, Copy)]
pub struct ModuleDef {
    /// The name in the catalogue, such as `contacts`.
    pub name: &'static str,
    /// Its entities, in order of their numbers.
    pub entities: &'static [&'static EntityDef],
    /// What can be asked of it beyond its resources.
    pub operations: &'static [&'static OperationDef],
}
