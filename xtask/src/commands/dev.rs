//! `cargo xtask dev [--port N] [--data DIR]`

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use super::Command;
use crate::run::{self, Result, fail};
use crate::{files, toolchain, wasm};

pub const COMMAND: Command = Command {
    name: "dev",
    options: "[--port N] [--data DIR]",
    about: "Serve the platform with a demo on an embedded database (port 8787, ./data/dev), until Ctrl-C",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    let (mut port, mut data) = ("8787".to_owned(), files::root().join("data/dev"));
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        match (option.as_str(), rest.next()) {
            ("--port", Some(value)) => port = value.clone(),
            ("--data", Some(value)) => data = PathBuf::from(value),
            ("--port" | "--data", None) => return fail(format!("`{option}` needs a value")),
            _ => return fail(format!("`{option}` is not an option of it; see `cargo xtask help`")),
        }
    }
    check_port(&port)?;
    // Dependencies are optimised in this profile too, and it is built in half the time of a release.
    run::step("Building the server (development profile; a few minutes the first time)", || {
        let mut cargo = toolchain::cargo();
        cargo.args(["build", "--package", "portico"]).current_dir(files::root());
        run::run(&mut cargo, "mend what the compiler names")
    })?;
    wasm::build_widget()?;
    let program = files::target().join("debug").join(format!("portico{}", std::env::consts::EXE_SUFFIX));
    run::say(format!("Serving the databases in {}", data.display()));
    become_server(&program, &port, &data)
}

/// Before minutes go into compiling.
fn check_port(text: &str) -> Result<()> {
    let Ok(port) = text.parse::<u16>() else {
        return fail(format!("`--port {text}` is no port: those are numbers up to 65535"));
    };
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) => fail(format!(
            "port {port} cannot be used ({error}); stop what serves there, perhaps a `cargo xtask dev` of before, or name \
             another one: `cargo xtask dev --port {}`",
            port.saturating_add(10)
        )),
    }
}

/// On Unix this process becomes the server: what ends the one ends the other, whoever sends the signal.
#[cfg(unix)]
fn become_server(program: &Path, port: &str, data: &Path) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = server(program, port, data).exec();
    fail(format!("{} could not be started: {error}", program.display()))
}

#[cfg(not(unix))]
fn become_server(program: &Path, port: &str, data: &Path) -> Result<()> {
    run::run(&mut server(program, port, data), "read what it says above")
}

fn server(program: &Path, port: &str, data: &Path) -> Process {
    let mut server = Process::new(program);
    // Only what was asked for: a setting of another installation must not lead this one to its databases.
    server.env_remove("PORTICO_DATABASE_URL").args(["serve", "--demo", "--quiet", "--port", port, "--data"]).arg(data);
    server.arg("--widget").arg(files::edge().join("widget"));
    server
}
