//! The functions as WebAssembly: compiled in one go for each host, then made small. And the widget, for browsers.

mod optimise;
mod spin;
pub mod widget;
mod workers;

use std::path::PathBuf;

use crate::functions::{self, Host};
use crate::run::{self, Result};
use crate::toolchain::Toolchain;
use crate::{files, npm};

/// Builds every function for every host, and other crates that are functions too, into `target/edge`.
pub fn build(others: &[&str]) -> Result<()> {
    let _alone = files::alone("build")?;
    let toolchain = Toolchain::find()?;
    npm::install()?;
    for host in [Host::Workers, Host::Spin] {
        let mut functions = functions::for_host(host)?;
        functions.extend(others.iter().map(|name| (*name).to_owned()));
        make(&toolchain, host, &functions)?;
    }
    widget::build(&toolchain)
}

/// Builds some functions for Workers and nothing else: for whoever makes one of them lighter.
pub fn build_for_workers(functions: &[String]) -> Result<()> {
    let _alone = files::alone("build")?;
    let toolchain = Toolchain::find()?;
    npm::install()?;
    make(&toolchain, Host::Workers, functions)
}

fn make(toolchain: &Toolchain, host: Host, functions: &[String]) -> Result<()> {
    run::step(&format!("Compiling {} functions for {host}", functions.len()), || compile(toolchain, host, functions))?;
    run::step(&format!("Making them small for {host}"), || match host {
        Host::Workers => workers::package(toolchain, functions),
        Host::Spin => spin::package(functions),
    })
}

/// Builds only the widget.
pub fn build_widget() -> Result<()> {
    let _alone = files::alone("build")?;
    let toolchain = Toolchain::find()?;
    npm::install()?;
    widget::build(&toolchain)
}

/// What the compiler makes of a function, before anything is taken out of it.
pub fn compiled(host: Host, function: &str) -> PathBuf {
    files::target().join(host.target()).join("edge").join(format!("{function}.wasm"))
}

/// The files of a function that are uploaded.
pub fn packaged(host: Host, function: &str) -> Vec<PathBuf> {
    match host {
        Host::Workers => {
            let folder = files::edge().join("workers").join(function);
            vec![folder.join("index_bg.wasm"), folder.join("index.js")]
        }
        Host::Spin => vec![files::edge().join("spin").join(format!("{function}.wasm"))],
    }
}

fn job(host: Host, function: &str, input: Vec<u8>) -> Result<optimise::Job> {
    let stamps = files::edge().join("stamps");
    files::make_folder(&stamps)?;
    Ok(optimise::Job {
        name: function.to_owned(),
        input,
        stamp: stamps.join(format!("{host}-{function}")),
        outputs: packaged(host, function),
    })
}

/// One invocation for all functions, so that what they share is compiled once and the two cores are kept busy.
fn compile(toolchain: &Toolchain, host: Host, functions: &[String]) -> Result<()> {
    let mut command = toolchain.build_for(host, &remapping());
    command
        .args(functions.iter().flat_map(|function| ["--package", function]))
        .env("CARGO_TARGET_DIR", files::target())
        .current_dir(files::root());
    run::run(&mut command, "mend what the compiler names, then run it again")
}

/// Where sources lie on this machine is nobody's business, and its length would be in every function many times: a panic
/// names its source file.
fn remapping() -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let registries = home.map(|home| files::list(&home.join("registry/src"))).unwrap_or_default();
    let mut sources = registries;
    sources.push(files::root());
    sources.iter().map(|source| format!("--remap-path-prefix={}/=", source.display())).collect()
}
