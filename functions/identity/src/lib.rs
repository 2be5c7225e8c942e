//! Signing in, who may do what, and the record of what was done.

mod access;
pub mod audit;
mod auth;
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
    catalogue: domain::identity::CATALOGUE,
    resources: Some(api::module::GENERIC),
    sealing: Some(api::seal::AES_256_GCM),
    operations: operations::OPERATIONS,
};

edge::export!(MODULE);
