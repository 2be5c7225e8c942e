//! A module as data: what it owns and what it can be asked.

use crate::{Documentation, EntityDef, OperationDef};

/// A module's name, its entities and its operations.
#[derive(Clone, Copy)]
pub struct ModuleDef {
    /// The name in the catalogue, such as `contacts`.
    pub name: &'static str,
    /// Its entities, in order of their numbers.
    pub entities: &'static [&'static EntityDef],
    /// The entities that relations may lead to, those of other modules in lists of their own.
    pub catalogue: &'static [&'static [&'static EntityDef]],
    /// What they mean, in the same order.
    pub documentation: &'static [&'static Documentation],
    /// What can be asked of it beyond its resources.
    pub operations: &'static [&'static OperationDef],
}
