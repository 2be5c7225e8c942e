//! Signing in, and who may do what.

use api::Module;

/// What this function serves.
pub const MODULE: Module =
    Module { name: "identity", entities: domain::identity::ENTITIES, catalogue: domain::CATALOGUE, operations: &[] };

edge::export!(MODULE);
