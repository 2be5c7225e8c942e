//! Bringing in a file of contacts or companies: a job says what the file is, its rows come in parts of whole records.
//! Each part can be sent again; it is written in batches, each with the counters that tell how far the import is.

mod batch;
mod common;
mod create;
mod job;
mod lookup;
#[cfg(not(target_family = "wasm"))]
mod native;
mod operations;
mod part;
mod plan;
mod rejected;
mod write;

/// What this function serves.
pub const MODULE: api::Module = api::Module {
    name: "imports",
    entities: domain::imports::ENTITIES,
    catalogue: domain::imports::CATALOGUE,
    authentication: Some(api::AUTHENTICATION),
    resources: Some(api::module::READ_ONLY),
    sealing: None,
    operations: operations::OPERATIONS,
};

#[cfg(not(target_family = "wasm"))]
pub use native::{Imported, import_file};

edge::export!(MODULE);
