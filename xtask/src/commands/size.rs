//! `cargo xtask size [--json]`

use std::io::Write;

use super::Command;
use crate::run::{OrFail, fail};
use crate::{size, wasm};

pub const COMMAND: Command = Command {
    name: "size",
    options: "[--json]",
    about: "Build, and say how big every function is",
    run: |arguments| {
        let text = match arguments {
            [] => {
                wasm::build(&[])?;
                size::table(&size::measure()?)
            }
            [option] if option == "--json" => {
                wasm::build(&[])?;
                format!("{}\n", size::json(&size::measure()?))
            }
            _ => return fail("it takes `--json` or nothing"),
        };
        std::io::stdout().write_all(text.as_bytes()).or_fail(|| "cannot write to the terminal".into())
    },
};
