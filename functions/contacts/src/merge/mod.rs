//! Making one record of two, so that it can be undone.

mod combine;
mod moves;
mod rows;
mod undo;

pub use combine::{merge_companies, merge_contacts};
pub use undo::undo_merge;

use domain::contacts::entities::{Company, Contact};
use entity::{Entity, EntityDef, Value};

/// The entities whose records can be merged.
const MERGEABLE: &[&EntityDef] = &[Contact::DEFINITION, Company::DEFINITION];

/// How often a merge begins again because somebody wrote one of the records meanwhile.
const ATTEMPTS: usize = 3;

/// The columns of a record that an answer shows.
fn shown(entity: &'static EntityDef) -> Vec<&'static str> {
    api::render::visible(entity, None).iter().map(|field| field.name).collect()
}

/// Appends a member that holds a record.
fn write_member(name: &str, entity: &'static EntityDef, row: &[Value], out: &mut String) {
    out.push(',');
    entity::json::write_string(name, out);
    out.push(':');
    api::render::write_row(&api::render::visible(entity, None), row, out, |_| {});
}
