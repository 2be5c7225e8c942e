//! What the steps of an import have in common.

use api::InputError;
use domain::contacts::entities::{Company, Contact};
use entity::{Entity, EntityDef, Invalid};

/// What files can be brought in.
pub const IMPORTABLE: &[&EntityDef] = &[Contact::DEFINITION, Company::DEFINITION];

/// How many rows are written in one transaction: nobody else waits longer for the database than these take.
pub const ROWS_AT_ONCE: usize = 500;

/// The number of the first row, the header being 1.
pub const FIRST_ROW: i64 = 2;

/// What was refused of a member, with the way to it.
pub fn errors(pointer: &str, refused: Vec<Invalid>) -> Vec<InputError> {
    refused.into_iter().map(|invalid| InputError::new(pointer, invalid)).collect()
}
