//! A Rust compiler that can make WebAssembly.
//!
//! In this order: the toolchain in use, if it has both targets and the source of the standard library; Debian's packages,
//! where rustup is absent or was told (`RUSTUP_AUTO_INSTALL=0`) not to fetch anything; otherwise rustup fetches what is
//! missing.
//!
//! On Workers a panic is a trap and nothing else. That has to be compiled into the standard library too, so it is built
//! from its source; sentences about panics, and the code that puts them together, are a twentieth of a function otherwise.

mod debian;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::functions::Host;
use crate::run::{self, Result};

/// A compiler with the WebAssembly targets.
pub struct Toolchain {
    /// The compiler cargo is to use instead of its own, with the standard library compiled for it.
    rustc: Option<PathBuf>,
}

/// The option of cargo that compiles the standard library.
const BUILD_STD: &str = "-Zbuild-std=std,panic_abort";

/// What a panic does on a host. Components answer their request from the panic hook first.
fn panic_flags(host: Host) -> &'static [&'static str] {
    match host {
        Host::Workers => &["-Zunstable-options", "-Cpanic=immediate-abort"],
        Host::Spin => &[],
    }
}

impl Toolchain {
    /// Finds a toolchain, setting it up the first time.
    pub fn find() -> Result<Toolchain> {
        let hosts = [Host::Workers, Host::Spin];
        if is_complete(&active_sysroot()?, &hosts) {
            return Ok(Toolchain { rustc: None });
        }
        let forbidden = std::env::var("RUSTUP_AUTO_INSTALL").is_ok_and(|value| value == "0");
        if forbidden || !run::exists("rustup") {
            return Ok(Toolchain { rustc: Some(debian::set_up(&hosts)?) });
        }
        run::step("Adding the WebAssembly targets and the library's source to the Rust toolchain", || {
            let advice = "check the connection, or run that command by hand";
            run::run(Command::new("rustup").args(["target", "add"]).args(hosts.map(Host::target)), advice)?;
            run::run(Command::new("rustup").args(["component", "add", "rust-src"]), advice)
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

    /// `cargo build` for a host, told to use this compiler, with the flags that the host's functions are compiled with.
    pub fn build_for(&self, host: Host, flags: &[String]) -> Command {
        let mut command = self.cargo();
        command.args(["build", "--profile", "edge", "--target", host.target()]);
        let mut all = flags.to_vec();
        if !panic_flags(host).is_empty() {
            all.extend(panic_flags(host).iter().map(|flag| (*flag).to_owned()));
            // Both are settled, and not yet open to the stable compiler.
            command.env("RUSTC_BOOTSTRAP", "1");
            if self.rustc.is_none() {
                command.arg(BUILD_STD);
            }
        }
        command.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", all.join("\u{1f}"));
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

/// Whether a toolchain has the library of every target, and its source.
fn is_complete(sysroot: &Path, hosts: &[Host]) -> bool {
    let rustlib = sysroot.join("lib/rustlib");
    let has_target = |host: &Host| {
        let libraries = crate::files::list(&rustlib.join(host.target()).join("lib"));
        libraries.iter().any(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libstd-")))
    };
    hosts.iter().all(has_target) && rustlib.join("src/rust/library/std/Cargo.toml").is_file()
}
