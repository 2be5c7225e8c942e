//! Who comes when: slots, bookings, what becomes of them, calendars and reminders. What they are made of is served by the
//! function `services`.

mod answer;
mod book;
mod calendar;
mod feed;
mod moves;
mod operations;
mod outside;
mod slots;
mod tick;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "appointments",
    entities: &[],
    catalogue: &[],
    resources: None,
    sealing: Some(api::seal::AES_256_GCM),
    operations: operations::OPERATIONS,
};

edge::export!(MODULE);
