//! The description of the product, in a function of its own, so that no other has to carry the sentences.

mod commands;
mod document;
mod openapi;
mod page;
mod parameters;
mod problems;
mod resources;
mod schemas;

use api::{Module, Operation};
use domain::documentation as defined;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "documentation",
    entities: &[],
    catalogue: &[],
    authentication: None,
    resources: None,
    sealing: None,
    operations: &[
        Operation::new(&defined::READ_OPENAPI, openapi::describe),
        Operation::new(&defined::READ_DOCUMENTATION, page::documentation),
        Operation::new(&defined::LIST_PROBLEMS, page::problems),
        Operation::new(&defined::READ_PROBLEM, page::problem),
    ],
};

edge::export!(MODULE);
