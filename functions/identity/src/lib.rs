//! Users, their groups and sessions, the places that they belong to, and the record of what was done.

mod activity_feed;
mod operations;
mod people;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "identity",
    entities: domain::identity::ENTITIES,
    catalogue: domain::identity::CATALOGUE,
    authentication: Some(api::AUTHENTICATION),
    resources: Some(api::module::GENERIC),
    sealing: Some(api::seal::AES_256_GCM),
    operations: operations::OPERATIONS,
};

edge::export!(MODULE);
