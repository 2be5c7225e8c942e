//! The commands, one file each.

mod bench;
mod build;
mod dev;
mod fuzz;
mod schema;
mod setup;
mod size;
mod test;
mod widget;

use crate::run::{Result, fail};

/// A command of `cargo xtask`.
pub struct Command {
    /// What is typed.
    pub name: &'static str,
    /// Its options, for the help.
    pub options: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// Does it, with what was typed after the name.
    pub run: fn(&[String]) -> Result<()>,
}

/// Every command, in the order of the help.
pub const ALL: &[Command] = &[
    dev::COMMAND,
    setup::COMMAND,
    test::COMMAND,
    build::COMMAND,
    widget::COMMAND,
    size::COMMAND,
    schema::COMMAND,
    bench::COMMAND,
    fuzz::COMMAND,
];

/// The help.
pub fn help() -> String {
    let mut text = String::from("Usage: cargo xtask <command> [options]\n\nCommands:\n");
    for command in ALL {
        let left = format!("{} {}", command.name, command.options);
        text.push_str(&format!("  {}\n      {}\n", left.trim_end(), command.about));
    }
    text
}

/// Refuses anything typed after a command that takes nothing.
fn no_options(arguments: &[String]) -> Result<()> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => fail(format!("`{argument}` is not an option of it; see `cargo xtask help`")),
    }
}
