//! Services, staff, hours and appointments as they stand: what can be read of them, and what is set up for booking.
//! Everything that happens to an appointment is a command of the function `appointments`.

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "services",
    entities: domain::appointments::ENTITIES,
    catalogue: domain::appointments::CATALOGUE,
    authentication: Some(api::AUTHENTICATION),
    resources: Some(api::module::GENERIC),
    sealing: None,
    operations: &[],
};

edge::export!(MODULE);
