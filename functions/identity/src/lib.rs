//! Signing in, who may do what, and the record of what was done.

mod account;
mod answer;
mod documents;
mod input;
mod me;
mod operations;
mod password;
mod refresh;
mod rows;
mod secret;
mod session;
mod sign_in;
mod sign_out;
mod sign_up;
pub mod tenants;
mod throttle;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "identity",
    entities: domain::identity::ENTITIES,
    catalogue: domain::CATALOGUE,
    operations: &[operations::OPERATIONS, documents::OPERATIONS],
};

edge::export!(MODULE);
