//! `cargo xtask test`

use super::Command;
use crate::files;
use crate::run::{self, Result};
use crate::{size, toolchain, wasm};

pub const COMMAND: Command =
    Command { name: "test", options: "", about: "Set up what is missing and run every check and test", run };

fn run(arguments: &[String]) -> Result<()> {
    super::no_options(arguments)?;
    run::step("Checking the formatting", || cargo(&["fmt", "--all", "--check"], "run `cargo fmt --all`"))?;
    run::step("Linting", || {
        cargo(
            // Without the stand-in for Spin: to check it would compile wasmtime a second time, for five minutes.
            &[
                "clippy",
                "--workspace",
                "--exclude",
                "spin-host",
                "--all-targets",
                "--quiet",
                "--",
                "--deny",
                "warnings",
            ],
            "mend what clippy names",
        )
    })?;
    // Before the tests: they run what is built here, and the probe.
    wasm::build(&["probe"])?;
    run::step("Checking the sizes", || {
        let sizes = size::measure()?;
        eprint!("{}", size::table(&sizes));
        size::check(&sizes)
    })?;
    run::step("Running the tests", || {
        let advice = "mend what the failed tests name";
        if run::exists("cargo-nextest") {
            cargo(&["nextest", "run", "--workspace"], advice)
        } else {
            cargo(&["test", "--workspace"], advice)
        }
    })?;
    eprintln!("\nEverything passed.");
    Ok(())
}

fn cargo(arguments: &[&str], advice: &str) -> Result<()> {
    run::run(toolchain::cargo().args(arguments).current_dir(files::root()), advice)
}
