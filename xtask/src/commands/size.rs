//! `cargo xtask size [--json | --why <function>]`

use std::io::Write;

use super::Command;
use crate::run::{OrFail, fail};
use crate::{size, wasm, why};

pub const COMMAND: Command = Command {
    name: "size",
    options: "[--json | --why <function>]",
    about: "Build, and say how big every function and the widget are, or what makes one of them big",
    run: |arguments| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let report: fn(&str) -> crate::run::Result<String> = match arguments.as_slice() {
            [] => |_| Ok(format!("{}\n{}", size::table(&size::measure()?), size::widget_table(&size::widget()?))),
            ["--json"] => |_| Ok(format!("{}\n", size::json(&size::measure()?))),
            ["--why", _] => why::report,
            _ => return fail("it takes nothing, `--json`, or `--why` and the name of a function"),
        };
        wasm::build(&[])?;
        size::check_widget(&size::widget()?)?;
        let text = report(arguments.last().copied().unwrap_or_default())?;
        std::io::stdout().write_all(text.as_bytes()).or_fail(|| "cannot write to the terminal".into())
    },
};
