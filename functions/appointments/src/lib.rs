//! Who comes when: slots, bookings, what becomes of them, and the calendar of a team. What they are made of is served by
//! the function `services`.

mod answer;
mod book;
mod calendar;
mod moves;
mod operations;
mod slots;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "appointments",
    entities: &[],
    catalogue: &[],
    authentication: Some(api::AUTHENTICATION),
    resources: None,
    sealing: Some(api::seal::AES_256_GCM),
    operations: operations::OPERATIONS,
};

edge::export!(MODULE);
