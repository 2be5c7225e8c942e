//! `cargo xtask setup`

use super::Command;
use crate::toolchain::Toolchain;
use crate::{browser, files, npm};

pub const COMMAND: Command = Command {
    name: "setup",
    options: "",
    about: "Set up the WebAssembly toolchain, the tools from npm and a browser (the other commands do it when they need to)",
    run: |arguments| {
        super::no_options(arguments)?;
        let _alone = files::alone("build")?;
        let toolchain = Toolchain::find()?;
        npm::install()?;
        browser::install()?;
        eprintln!("Ready: {}.", toolchain.version()?);
        Ok(())
    },
};
