//! `cargo xtask build [crate…]`

use super::Command;
use crate::{files, size, wasm};

pub const COMMAND: Command = Command {
    name: "build",
    options: "[crate…]",
    about: "Build every function for Workers and for Spin into target/edge, the widget, and the crates named, such as `probe`",
    run: |arguments| {
        let others: Vec<&str> = arguments.iter().map(String::as_str).collect();
        wasm::build(&others)?;
        eprint!("\n{}\n{}", size::table(&size::measure()?), size::widget_table(&size::widget()?));
        eprintln!("\nBuilt into {}.", files::edge().display());
        Ok(())
    },
};
