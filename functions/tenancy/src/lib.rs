//! Tenants and their databases: made by sign-up or by command, looked after by the tick, closed by command.

pub mod audit;
mod operations;
mod sign_up;
pub mod tenants;
mod tick;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "tenancy",
    entities: &[],
    catalogue: &[],
    authentication: Some(api::AUTHENTICATION),
    resources: None,
    sealing: None,
    operations: operations::OPERATIONS,
};

edge::export!(MODULE);
