//! Signing in, who may do what, and the record of what was done.

mod access;
pub mod audit;
mod auth;
mod documents;
mod log;
mod operations;
mod people;
mod support;
pub mod tenants;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "identity",
    entities: domain::identity::ENTITIES,
    catalogue: domain::CATALOGUE,
    operations: &[operations::OPERATIONS, documents::OPERATIONS],
};

edge::export!(MODULE);
