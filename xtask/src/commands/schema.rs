//! `cargo xtask schema`

use super::Command;
use crate::run::{self, Result};
use crate::{files, toolchain};

pub const COMMAND: Command = Command {
    name: "schema",
    options: "",
    about: "Render schema, routes and documents from the declarations anew",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    super::no_options(arguments)?;
    // The tests that hold the golden files write them when they are told to; the second run takes the new ones up.
    run::step("Rendering", || golden(true))?;
    run::step("Checking what was rendered", || golden(false))?;
    eprintln!("\nRead `git diff` before you commit: what changed there changes databases and documents.");
    Ok(())
}

fn golden(update: bool) -> Result<()> {
    let mut command = toolchain::cargo();
    command.args(["test", "--quiet", "--package", "api-tests", "--no-fail-fast"]).current_dir(files::root());
    if update {
        // Whether what is written now fits together is what the second run says.
        command.env("UPDATE_GOLDEN", "1");
        let _ = run::capture(&mut command, "");
        return Ok(());
    }
    run::run(&mut command, "mend what the failed tests name")
}
