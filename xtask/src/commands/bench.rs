//! `cargo xtask bench [--quick] [native] [server] [scale] [slots] [booking] [create] [page] [search] [update]`

use super::Command;
use crate::run::{self, Result};
use crate::{files, toolchain, wasm};

pub const COMMAND: Command = Command {
    name: "bench",
    options: "[--quick]",
    about: "Measure the hosts against the same work without them; `native`, `server`, `scale`, `page`, … for a part",
    run,
};

fn run(arguments: &[String]) -> Result<()> {
    let parts = ["native", "server", "scale", "slots", "booking"];
    let everything = !arguments.iter().any(|argument| parts.contains(&argument.as_str()));
    if everything || arguments.iter().any(|argument| argument == "server") {
        wasm::build(&[])?;
    }
    let cargo = |words: &[&str], more: &[String], advice: &str| {
        run::run(toolchain::cargo().args(words).args(more).current_dir(files::root()), advice)
    };
    run::step("Building the benchmark with optimisation", || {
        cargo(&["build", "--release", "--quiet", "--package", "bench"], &[], "mend what the compiler names")
    })?;
    cargo(&["run", "--release", "--quiet", "--package", "bench", "--"], arguments, "see what it says above")
}
