//! `portico`: serves the platform and looks after its databases. Each subcommand is one file under `commands`.

mod acting;
mod anchors;
mod command;
mod commands;
mod demo;
mod fleet;
mod inside;
mod keys;
mod mail;
mod migration;
mod place;
mod resealing;
mod ticking;

use std::process::ExitCode;

use command::{Command, Failure, say};

fn main() -> ExitCode {
    let mut parser = lexopt::Parser::from_env();
    match run(&mut parser) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(sentence)) => {
            eprintln!("portico: {sentence}");
            ExitCode::from(2)
        }
        Err(Failure::Failed(sentence)) => {
            eprintln!("portico: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(parser: &mut lexopt::Parser) -> Result<(), Failure> {
    use lexopt::prelude::*;
    match parser.next()? {
        None | Some(Short('h') | Long("help")) => say(&overview()),
        Some(Short('V') | Long("version")) => say(concat!("portico ", env!("CARGO_PKG_VERSION"))),
        Some(Value(name)) if name == "help" => say(&overview()),
        Some(Value(name)) => {
            let command = find(&name.string()?)?;
            if !asks_for_help(parser) {
                return (command.run)(parser);
            }
            say(command.help);
        }
        Some(other) => return Err(other.unexpected().into()),
    }
    Ok(())
}

fn find(name: &str) -> Result<&'static Command, Failure> {
    let found = commands::ALL.iter().copied().find(|command| command.name == name);
    found.ok_or_else(|| Failure::Usage(format!("there is no command `{name}`; see `portico --help`")))
}

fn asks_for_help(parser: &lexopt::Parser) -> bool {
    let mut rest = parser.clone();
    rest.raw_args().is_ok_and(|mut arguments| arguments.any(|argument| argument == "--help" || argument == "-h"))
}

fn overview() -> String {
    let mut text =
        "portico serves the platform and looks after its databases.\n\nUsage: portico COMMAND [OPTIONS]\n\n".to_owned();
    for command in commands::ALL {
        text.push_str(&format!("  {:<10} {}\n", command.name, command.summary));
    }
    text + "\n`portico COMMAND --help` tells more of each."
}
