//! A Rust compiler that can make WebAssembly.
//!
//! In this order: the toolchain in use, if it has both targets; Debian's packages, where rustup is absent or was told
//! (`RUSTUP_AUTO_INSTALL=0`) not to fetch anything; otherwise rustup fetches the targets.

mod debian;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::functions::Host;
use crate::run::{self, Result};

/// A compiler with the WebAssembly targets.
pub struct Toolchain {
    /// The compiler cargo is to use instead of its own.
    rustc: Option<PathBuf>,
}

impl Toolchain {
    /// Finds a toolchain, setting it up the first time.
    pub fn find() -> Result<Toolchain> {
        let targets = [Host::Workers.target(), Host::Spin.target()];
        if has_targets(&active_sysroot()?, &targets) {
            return Ok(Toolchain { rustc: None });
        }
        let forbidden = std::env::var("RUSTUP_AUTO_INSTALL").is_ok_and(|value| value == "0");
        if forbidden || !run::exists("rustup") {
            return Ok(Toolchain { rustc: Some(debian::set_up(&targets)?) });
        }
        run::step("Adding the WebAssembly targets to the Rust toolchain", || {
            run::run(
                Command::new("rustup").args(["target", "add"]).args(targets),
                "check the connection, or run that command by hand",
            )
        })?;
        Ok(Toolchain { rustc: None })
    }

    /// Cargo, told to use this compiler.
    pub fn cargo(&self) -> Command {
        let mut command = cargo();
        if let Some(rustc) = &self.rustc {
            command.env("RUSTC", rustc);
        }
        command
    }

    /// The version of the compiler, for stamps.
    pub fn version(&self) -> Result<String> {
        let rustc = self.rustc.as_ref().map_or_else(rustc, |path| path.clone().into_os_string());
        run::capture(Command::new(rustc).arg("-V"), "check the Rust installation")
    }
}

/// The cargo that runs this program, and so the one of the toolchain in use.
///
/// Without what it says of this package in the environment: build scripts look at that, and would build everything
/// again when a person calls cargo next, and once more after that.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let is_of_this_package = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(is_of_this_package) {
            command.env_remove(name);
        }
    }
    command
}

fn rustc() -> OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

fn active_sysroot() -> Result<PathBuf> {
    let sysroot =
        run::capture(Command::new(rustc()).args(["--print", "sysroot"]), "install Rust from https://rustup.rs")?;
    Ok(PathBuf::from(sysroot))
}

fn has_targets(sysroot: &Path, targets: &[&str]) -> bool {
    targets.iter().all(|target| {
        let libraries = crate::files::list(&sysroot.join("lib/rustlib").join(target).join("lib"));
        libraries.iter().any(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libstd-")))
    })
}
