//! The description of the whole product, which this function serves.

use api::Operation;
use api::openapi::{Documents, Product};
use entity::ModuleDef;

/// Every module there is.
struct Portico;

impl Product for Portico {
    const MODULES: &'static [ModuleDef] = domain::MODULES;
}

/// The document and the pages.
pub const OPERATIONS: &[Operation] = Documents::<Portico>::OPERATIONS;
