//! Services, staff, hours, and who comes when.

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
    entities: domain::appointments::ENTITIES,
    catalogue: domain::appointments::CATALOGUE,
    resources: Some(api::module::GENERIC),
    sealing: Some(api::seal::AES_256_GCM),
    operations: operations::OPERATIONS,
};

edge::export!(MODULE);
