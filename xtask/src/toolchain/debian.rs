//! The WebAssembly toolchain out of Debian's packages.
//!
//! Debian has a compiler that knows the targets and the source of the standard library, but not the library compiled
//! for them. So it is compiled once, into a sysroot under `target/toolchain`, and a wrapper tells the compiler to use
//! that sysroot. A stamp says which compiler it was made with; everything here can be repeated and can be deleted.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::files;
use crate::functions::Host;
use crate::run::{self, OrFail, Result, fail};

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const WASI_LIBC: &str = "/usr/lib/wasm32-wasi";
/// Part of the stamp: change it when the recipe below changes.
const RECIPE: u32 = 3;
/// Packages with the compiler, its cargo, the library's source, the linker of components, and a C library for WASI.
const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "wasi-libc"];

/// Makes sure that the sysroot is there, and gives the compiler to use.
pub fn set_up(hosts: &[Host]) -> Result<PathBuf> {
    if !installed() {
        install()?;
    }
    let version = run::capture(Command::new(RUSTC).arg("-vV"), "reinstall the Debian package rustc-web")?;
    let home = files::target().join("toolchain");
    let rustc = home.join("sysroot/bin/rustc");
    let stamp = home.join("stamp");
    let expected = format!("recipe {RECIPE}\n{}\n{version}\n", home.display());
    if files::stamped(&stamp, &expected) && rustc.is_file() {
        return Ok(rustc);
    }
    run::step("Compiling Rust's standard library for WebAssembly, once (a few minutes)", || {
        files::remove_folder(&home)?;
        let libraries = compile_library(&home, hosts)?;
        assemble(&home.join("sysroot"), &libraries, hosts, &version)?;
        files::remove_folder(&libraries)?;
        files::write(&stamp, &expected)
    })?;
    Ok(rustc)
}

fn installed() -> bool {
    let files = [
        RUSTC,
        CARGO,
        "/usr/lib/rustlib/src/rust/library/std/Cargo.toml",
        "/usr/lib/wasm32-wasi/libc.a",
        "/usr/bin/rust-lld",
    ];
    files.iter().all(|file| Path::new(file).exists())
}

/// Installs the packages. The linker comes in the version of LLVM that the compiler was built with.
fn install() -> Result<()> {
    run::step("Installing Debian's Rust compiler for WebAssembly", || {
        if !run::exists("apt-get") {
            return fail(
                "this toolchain has no WebAssembly targets and may not fetch any; run `rustup target add \
                 wasm32-unknown-unknown wasm32-wasip2`, then this again",
            );
        }
        if run::capture(Command::new("id").arg("-u"), "check the system")? != "0" {
            return fail(format!(
                "the WebAssembly compiler is missing; run `sudo apt-get install {} lld-<its LLVM version>`, or \
                 `rustup target add wasm32-unknown-unknown wasm32-wasip2`, then this again",
                PACKAGES.join(" ")
            ));
        }
        if apt(PACKAGES).is_err() {
            run::run(Command::new("apt-get").args(["-q", "update"]), "check the connection to Debian's archive")?;
            apt(PACKAGES)?;
        }
        let version = run::capture(Command::new(RUSTC).arg("-vV"), "reinstall the Debian package rustc-web")?;
        let llvm = version.lines().find_map(|line| line.strip_prefix("LLVM version: ")?.split('.').next());
        match llvm {
            Some(major) => apt(&[&format!("lld-{major}")]),
            None => fail("Debian's rustc does not say which LLVM it has; install the `lld` that fits it"),
        }
    })
}

/// `--no-remove`: rather than replace a compiler that is installed, stop and say so.
fn apt(packages: &[&str]) -> Result<()> {
    run::run(
        Command::new("apt-get")
            .args(["-q", "install", "-y", "--no-install-recommends", "--no-remove"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
        "see what apt-get said; where the `rustc` package is in the way, use rustup's targets instead",
    )
}

/// Compiles the standard library for each target by building an empty crate that needs it. Gives the build folder.
///
/// `embed-bitcode`, because the functions are linked with link-time optimisation and the library has to take part.
fn compile_library(home: &Path, hosts: &[Host]) -> Result<PathBuf> {
    let crate_folder = home.join("std");
    let build = home.join("build");
    files::make_folder(&crate_folder.join("src"))?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[lib]\n\n\
                    [profile.release]\npanic = \"abort\"\n\n[workspace]\n";
    files::write(&crate_folder.join("Cargo.toml"), manifest)?;
    files::write(&crate_folder.join("src/lib.rs"), "#![no_std]\n")?;
    for host in hosts {
        let flags = ["-Cembed-bitcode=yes", "--remap-path-prefix=/usr/lib/rustlib/src/rust/="];
        let mut command = Command::new(CARGO);
        command
            .args(["build", "--release", super::BUILD_STD, "--target", host.target()])
            .current_dir(&crate_folder)
            .env("RUSTC", RUSTC)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", [&flags, super::panic_flags(*host)].concat().join(" "))
            .env("CARGO_TARGET_DIR", &build)
            .env_remove("RUSTUP_TOOLCHAIN");
        run::run(&mut command, "see what the compiler said; `rm -r target/toolchain` starts afresh")?;
    }
    Ok(build)
}

fn assemble(sysroot: &Path, libraries: &Path, hosts: &[Host], version: &str) -> Result<()> {
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or("x86_64-unknown-linux-gnu");
    let rustlib = sysroot.join("lib/rustlib");
    let debian = Path::new("/usr/lib/rustlib").join(host);
    files::make_folder(&rustlib.join(host).join("bin"))?;
    link(&debian.join("lib"), &rustlib.join(host).join("lib"))?;
    link(Path::new("/usr/bin/rust-lld"), &rustlib.join(host).join("bin/rust-lld"))?;
    link(&debian.join("bin/wasm-component-ld"), &rustlib.join(host).join("bin/wasm-component-ld"))?;
    for target in hosts.iter().map(|host| host.target()) {
        let folder = rustlib.join(target).join("lib");
        files::make_folder(&folder)?;
        for file in files::list(&libraries.join(target).join("release/deps")) {
            if let Some(name) = file.file_name().filter(|name| name.to_string_lossy().ends_with(".rlib")) {
                files::copy(&file, &folder.join(name))?;
            }
        }
        if target.contains("wasi") {
            let contained = folder.join("self-contained");
            files::make_folder(&contained)?;
            for name in ["libc.a", "crt1-command.o", "crt1-reactor.o"] {
                files::copy(&Path::new(WASI_LIBC).join(name), &contained.join(name))?;
            }
        }
    }
    // A wrapper, because a link resolves back to /usr, where the compiler then looks for its libraries.
    let wrapper = sysroot.join("bin/rustc");
    files::make_folder(&sysroot.join("bin"))?;
    files::write(&wrapper, format!("#!/bin/sh\nexec {RUSTC} --sysroot '{}' \"$@\"\n", sysroot.display()))?;
    std::fs::set_permissions(&wrapper, std::fs::Permissions::from_mode(0o755))
        .or_fail(|| format!("cannot make {} executable", wrapper.display()))
}

fn link(to: &Path, at: &Path) -> Result<()> {
    symlink(to, at).or_fail(|| format!("cannot link {} to {}", at.display(), to.display()))
}
