//! The subcommands, one file each.

mod backup;
mod keys;
mod migrate;
mod restore;
mod schema;
mod serve;
mod tenants;

use crate::command::Command;

/// All of them, in the order of the help.
pub const ALL: &[&Command] = &[
    &serve::COMMAND,
    &tenants::COMMAND,
    &migrate::COMMAND,
    &backup::COMMAND,
    &restore::COMMAND,
    &keys::COMMAND,
    &schema::COMMAND,
];
