//! Contacts that may be the same person. The database finds those that are worth comparing, each by one index; the
//! rule of the domain compares them.

mod of_client;
mod of_contact;

pub use of_client::list_duplicate_pairs;
pub use of_contact::list_duplicates;

use api::render;
use domain::contacts::duplicates::{Person, Reason};
use domain::contacts::entities::Contact;
use entity::{Entity, Row, Value};

/// The columns of a contact that an answer shows.
fn columns() -> Vec<String> {
    render::visible(Contact::DEFINITION, None).iter().map(|field| field.name.to_owned()).collect()
}

/// What is compared of a row.
fn person(columns: &[String], row: &[Value]) -> Option<Person> {
    Person::read(&Row::new(columns, row))
}

/// Appends `"score":…,"reasons":[…]`.
fn write_likeness(score: u8, reasons: &[Reason], out: &mut String) {
    let words: Vec<String> = reasons.iter().map(|reason| format!("\"{}\"", reason.word())).collect();
    out.push_str(&format!("\"score\":{score},\"reasons\":[{}]", words.join(",")));
}

/// Appends a contact.
fn write_contact(row: &[Value], out: &mut String) {
    render::write_row(&render::visible(Contact::DEFINITION, None), row, out, |_| {});
}
