//! Contacts, companies, and what is known about them.

mod merge;
mod operations;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "contacts",
    entities: domain::contacts::ENTITIES,
    catalogue: domain::CATALOGUE,
    operations: &[operations::OPERATIONS],
};

edge::export!(MODULE);
