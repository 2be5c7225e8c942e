//! Services, staff, hours, and who comes when.

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "appointments",
    entities: domain::appointments::ENTITIES,
    catalogue: domain::appointments::CATALOGUE,
    resources: Some(api::module::GENERIC),
    sealing: Some(api::seal::AES_256_GCM),
    operations: &[],
};

edge::export!(MODULE);
