//! `cargo xtask widget`

use super::Command;
use crate::{files, size, wasm};

pub const COMMAND: Command = Command {
    name: "widget",
    options: "",
    about: "Build only the widget into target/edge/widget, and say what a visitor downloads of it",
    run: |arguments| {
        super::no_options(arguments)?;
        wasm::build_widget()?;
        let parts = size::widget()?;
        eprint!("\n{}", size::widget_table(&parts));
        eprintln!("\nBuilt into {}.", files::edge().join("widget").display());
        size::check_widget(&parts)
    },
};
