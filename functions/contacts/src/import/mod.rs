//! Bringing in a file of contacts or companies.
//!
//! A job says what the file is. Its rows come in parts of whole records, each of which can be sent again; they are
//! written in batches, each with the counters that tell how far the import is.

mod batch;
mod create;
mod job;
mod lookup;
#[cfg(not(target_family = "wasm"))]
pub mod native;
mod part;
mod plan;
mod rejected;
mod write;

pub use create::create_import;
pub use job::finish_import;
pub use part::import_rows;
pub use rejected::rejected_rows;

use api::InputError;
use domain::contacts::entities::{Company, Contact};
use entity::{Entity, EntityDef, Invalid};

/// What files can be brought in.
const IMPORTABLE: &[&EntityDef] = &[Contact::DEFINITION, Company::DEFINITION];

/// How many rows are written in one transaction: nobody else waits longer for the database than these take.
const ROWS_AT_ONCE: usize = 500;

/// The number of the first row, the header being 1.
const FIRST_ROW: i64 = 2;

fn errors(pointer: &str, refused: Vec<Invalid>) -> Vec<InputError> {
    refused.into_iter().map(|invalid| InputError::new(pointer, invalid)).collect()
}
