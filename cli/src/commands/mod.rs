//! The subcommands, one file each.

mod backup;
mod restore;
mod serve;

use crate::command::Command;

/// All of them, in the order of the help.
pub const ALL: &[&Command] = &[&serve::COMMAND, &backup::COMMAND, &restore::COMMAND];
