//! `cargo xtask size [--json | --why <function> | <function>…]`

use std::io::Write;

use super::Command;
use crate::functions::Host;
use crate::run::{OrFail, Result, fail};
use crate::{size, wasm, why};

pub const COMMAND: Command = Command {
    name: "size",
    options: "[--json | --why <function> | <function>…]",
    about: "Build, and say how big every function and the widget are, or some functions on Workers, or what makes one of them big",
    run: |arguments| {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let text = match words.as_slice() {
            [] => {
                build_all()?;
                format!("{}\n{}", size::table(&size::measure()?), size::widget_table(&size::widget()?))
            }
            ["--json"] => {
                build_all()?;
                format!("{}\n", size::json(&size::measure()?))
            }
            ["--why", function] => {
                wasm::build_for_workers(&[(*function).to_owned()])?;
                why::report(function)?
            }
            names if names.iter().all(|name| !name.starts_with('-')) => {
                wasm::build_for_workers(arguments)?;
                size::table(&size::measure_these(Host::Workers, arguments)?)
            }
            _ => return fail("it takes nothing, `--json`, `--why` and the name of a function, or names of functions"),
        };
        std::io::stdout().write_all(text.as_bytes()).or_fail(|| "cannot write to the terminal".into())
    },
};

fn build_all() -> Result<()> {
    wasm::build(&[])?;
    size::check_widget(&size::widget()?)
}
