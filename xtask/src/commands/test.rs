//! `cargo xtask test`

use std::process::Command as Process;

use super::Command;
use crate::run::{self, Result};
use crate::{browser, files, pypi, size, toolchain, wasm};

/// What reads our calendar files, in exactly this version: another one may read otherwise.
const ICALENDAR: &str = "icalendar==7.3.0";

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
    browser::install()?;
    run::step("Checking the sizes", || {
        let sizes = size::measure()?;
        eprint!("{}", size::table(&sizes));
        size::check(&sizes)?;
        let parts = size::widget()?;
        eprint!("{}", size::widget_table(&parts));
        size::check_widget(&parts)
    })?;
    run::step("Running the tests", || {
        let advice = "mend what the failed tests name";
        if run::exists("cargo-nextest") {
            cargo(&["nextest", "run", "--workspace"], advice)
        } else {
            cargo(&["test", "--workspace"], advice)
        }
    })?;
    calendars()?;
    eprintln!("\nEverything passed.");
    Ok(())
}

fn cargo(arguments: &[&str], advice: &str) -> Result<()> {
    run::run(toolchain::cargo().args(arguments).current_dir(files::root()), advice)
}

/// Our calendar files, read and written again by a library that is not ours, and read by us from there.
fn calendars() -> Result<()> {
    let folder = files::target().join("calendars");
    let scripts = pypi::install(&folder, ICALENDAR)?;
    run::step("Exchanging calendar files with icalendar", || {
        let (ours, theirs) = (folder.join("ours.json"), folder.join("theirs.json"));
        let example = |word: &str, file: &std::path::Path| {
            let mut cargo = toolchain::cargo();
            cargo.args(["run", "--quiet", "--package", "domain", "--example", "calendars", word]).arg(file);
            run::run(cargo.current_dir(files::root()), "mend what shared/domain/src/calendar says")
        };
        example("write", &ours)?;
        let mut python = Process::new(pypi::program(&scripts, "python"));
        python.arg(files::root().join("tests/calendars/exchange.py")).args([&ours, &theirs]);
        run::run(&mut python, "mend what shared/domain/src/calendar writes")?;
        example("read", &theirs)
    })
}
