//! `cargo xtask build`

use super::Command;
use crate::{files, size, wasm};

pub const COMMAND: Command = Command {
    name: "build",
    options: "",
    about: "Build every function for Workers and for Spin into target/edge",
    run: |arguments| {
        super::no_options(arguments)?;
        wasm::build()?;
        eprint!("\n{}", size::table(&size::measure()?));
        eprintln!("\nBuilt into {}.", files::edge().display());
        Ok(())
    },
};
