//! The project's own commands: set up, build, measure, test.
//!
//! `cargo xtask <command> [options]`. Each command is one file under `commands/`; [`commands::ALL`] is the table that
//! the dispatch and the help are made of.

mod binary;
mod browser;
mod commands;
mod files;
mod functions;
mod npm;
mod pypi;
mod run;
mod size;
mod toolchain;
mod wasm;
mod why;

use std::process::ExitCode;

use run::Failure;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let asks_for_help = |word: &str| matches!(word, "--help" | "-h");
    if matches!(name.as_str(), "" | "help") || asks_for_help(&name) || rest.iter().any(|word| asks_for_help(word)) {
        eprint!("{}", commands::help());
        return ExitCode::SUCCESS;
    }
    let Some(command) = commands::ALL.iter().find(|command| command.name == name) else {
        eprint!("There is no command `{name}`.\n\n{}", commands::help());
        return ExitCode::from(2);
    };
    match (command.run)(&rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(reason)) => {
            eprintln!("\ncargo xtask {name} failed: {reason}");
            ExitCode::FAILURE
        }
    }
}
