//! The domain: every entity and every rule, with no way to act on the world.
//!
//! A module is a folder with its entities and its rules. Nothing here reads a clock, a random number, a file or a
//! network: what a rule needs comes in as an argument.

pub mod access;
pub mod appointments;
pub mod calendar;
pub mod contacts;
pub mod documentation;
pub mod embed;
pub mod identity;
pub mod imports;
pub mod leads;
mod operation;
pub mod recurrence;
mod summary;
pub mod time;
pub mod types;

use entity::{EntityDef, OperationDef};

pub use entity::ModuleDef as Module;
pub use summary::{Summary, summaries};

/// Every module.
pub const MODULES: &[Module] = &[
    Module {
        name: "identity",
        entities: identity::ENTITIES,
        catalogue: identity::CATALOGUE,
        documentation: identity::DOCUMENTATION,
        operations: identity::operations::IDENTITY,
    },
    Module {
        name: "access",
        entities: access::ENTITIES,
        catalogue: access::CATALOGUE,
        documentation: access::DOCUMENTATION,
        operations: identity::operations::ACCESS,
    },
    Module {
        name: "authentication",
        entities: &[],
        catalogue: &[],
        documentation: &[],
        operations: identity::operations::AUTHENTICATION,
    },
    Module {
        name: "tenancy",
        entities: &[],
        catalogue: &[],
        documentation: &[],
        operations: identity::operations::TENANCY,
    },
    Module {
        name: "contacts",
        entities: contacts::ENTITIES,
        catalogue: contacts::CATALOGUE,
        documentation: contacts::DOCUMENTATION,
        operations: contacts::operations::OPERATIONS,
    },
    Module {
        name: "imports",
        entities: imports::ENTITIES,
        catalogue: imports::CATALOGUE,
        documentation: imports::DOCUMENTATION,
        operations: imports::operations::OPERATIONS,
    },
    Module {
        name: "appointments",
        entities: appointments::ENTITIES,
        catalogue: appointments::CATALOGUE,
        documentation: appointments::DOCUMENTATION,
        operations: appointments::operations::OPERATIONS,
    },
    Module {
        name: "calendars",
        entities: &[],
        catalogue: &[],
        documentation: &[],
        operations: appointments::operations::CALENDARS,
    },
    Module {
        name: "embed",
        entities: embed::ENTITIES,
        catalogue: embed::CATALOGUE,
        documentation: embed::DOCUMENTATION,
        operations: embed::operations::OPERATIONS,
    },
    Module {
        name: "leads",
        entities: leads::ENTITIES,
        catalogue: leads::CATALOGUE,
        documentation: leads::DOCUMENTATION,
        operations: embed::operations::LEADS,
    },
    Module {
        name: "widgets",
        entities: &[],
        catalogue: &[],
        documentation: &[],
        operations: embed::operations::WIDGETS,
    },
    Module { name: "visits", entities: &[], catalogue: &[], documentation: &[], operations: embed::operations::VISITS },
    Module {
        name: "documentation",
        entities: &[],
        catalogue: &[],
        documentation: &[],
        operations: documentation::OPERATIONS,
    },
];

/// The entities by module, on their own: a function that goes through them is to carry neither the sentences about them
/// nor the operations.
const ENTITIES: &[&[&EntityDef]] = &[
    identity::ENTITIES,
    access::ENTITIES,
    contacts::ENTITIES,
    imports::ENTITIES,
    appointments::ENTITIES,
    embed::ENTITIES,
    leads::ENTITIES,
];

/// Every entity of every module.
pub fn entities() -> impl Iterator<Item = &'static EntityDef> {
    ENTITIES.iter().flat_map(|entities| entities.iter().copied())
}

/// Every operation of every module.
pub fn operations() -> impl Iterator<Item = &'static OperationDef> {
    MODULES.iter().flat_map(|module| module.operations.iter().copied())
}

/// The entity with this name in the catalogue, such as `Contact`.
pub fn entity(name: &str) -> Option<&'static EntityDef> {
    entities().find(|entity| entity.name == name)
}

/// The entity with this table, such as `social_profiles`.
pub fn by_table(table: &str) -> Option<&'static EntityDef> {
    entities().find(|entity| entity.table == table)
}

/// The entity with this resource in the API, such as `social-profiles`.
pub fn by_resource(resource: &str) -> Option<&'static EntityDef> {
    entities().find(|entity| entity.resource == resource)
}

/// The entity whose ids begin with this prefix, such as `ctc`.
pub fn by_prefix(prefix: &str) -> Option<&'static EntityDef> {
    entities().find(|entity| entity.prefix == prefix)
}
