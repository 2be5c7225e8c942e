//! The subcommands, one file each.

mod audit;
mod backup;
mod export;
mod fields;
mod import;
mod keys;
mod migrate;
mod outbox;
mod restore;
mod schema;
mod serve;
mod tenants;
mod tick;

use crate::command::{Command, Failure};

/// All of them, in the order of the help.
pub const ALL: &[&Command] = &[
    &serve::COMMAND,
    &tenants::COMMAND,
    &migrate::COMMAND,
    &backup::COMMAND,
    &restore::COMMAND,
    &import::COMMAND,
    &export::COMMAND,
    &audit::COMMAND,
    &tick::COMMAND,
    &outbox::COMMAND,
    &keys::COMMAND,
    &fields::COMMAND,
    &schema::COMMAND,
];

/// The entity that a resource is of, where files of it come in and go out.
fn exportable(resource: &str) -> Result<&'static str, Failure> {
    match resource {
        "contacts" => Ok("Contact"),
        "companies" => Ok("Company"),
        other => Err(Failure::Usage(format!("`{other}` is neither contacts nor companies"))),
    }
}
