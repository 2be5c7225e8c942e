//! Contacts, companies, and what is known about them.

use api::Module;

/// What this function serves.
pub const MODULE: Module =
    Module { name: "contacts", entities: domain::contacts::ENTITIES, catalogue: domain::CATALOGUE, operations: &[] };

edge::export!(MODULE);
