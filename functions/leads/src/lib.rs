//! Enquiries, until they are a customer's.

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "leads",
    entities: domain::leads::ENTITIES,
    catalogue: domain::leads::CATALOGUE,
    resources: Some(api::module::GENERIC),
    sealing: None,
    operations: &[],
};

edge::export!(MODULE);
