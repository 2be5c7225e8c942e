//! Contacts, companies, and what is known about them.

mod duplicates;
mod export;
mod merge;
mod operations;
mod search;
mod timeline;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "contacts",
    entities: domain::contacts::ENTITIES,
    catalogue: domain::contacts::CATALOGUE,
    authentication: Some(api::AUTHENTICATION),
    resources: Some(api::module::GENERIC),
    sealing: None,
    operations: operations::OPERATIONS,
};

#[cfg(not(target_family = "wasm"))]
pub use export::native::export_file;

edge::export!(MODULE);
