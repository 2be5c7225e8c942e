//! Signing in, and who may do what.

mod documents;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "identity",
    entities: domain::identity::ENTITIES,
    catalogue: domain::CATALOGUE,
    operations: &[documents::OPERATIONS],
};

edge::export!(MODULE);
