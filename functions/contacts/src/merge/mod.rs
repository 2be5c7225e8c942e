//! Making one record of two, so that it can be undone.

mod combine;
mod moves;
mod rows;
mod undo;

pub use combine::{merge_companies, merge_contacts};
pub use undo::undo_merge;

use domain::contacts::entities::{Company, Contact};
use entity::{Entity, EntityDef};

/// The entities whose records can be merged.
const MERGEABLE: &[&EntityDef] = &[Contact::DEFINITION, Company::DEFINITION];

/// How often a merge begins again because somebody wrote one of the records meanwhile.
const ATTEMPTS: usize = 3;

/// The columns of a record that an answer shows.
fn shown(entity: &'static EntityDef) -> Vec<&'static str> {
    api::render::visible(entity, None).iter().map(|field| field.name).collect()
}
