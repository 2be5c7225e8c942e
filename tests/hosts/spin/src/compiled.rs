//! Machine code of components, kept beside them: compiling takes seconds, and every test starts a host.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use wasmtime::component::Component;
use wasmtime::error::Context;
use wasmtime::{Engine, Result};

/// Loads a component, compiling it if these bytes were not compiled by this program before.
pub fn load(engine: &Engine, source: &Path) -> Result<Component> {
    let bytes =
        std::fs::read(source).with_context(|| format!("cannot read {}; run `cargo xtask build`", source.display()))?;
    let kept = kept(engine, source, &bytes);
    if let Some(component) = open(engine, &kept) {
        return Ok(component);
    }
    let code = engine.precompile_component(&bytes)?;
    forget_others(source);
    // Renamed, because several hosts may start at the same time.
    let part = kept.with_extension(format!("{}.part", std::process::id()));
    std::fs::write(&part, &code).and_then(|()| std::fs::rename(&part, &kept))?;
    open(engine, &kept).context("the component was compiled and cannot be loaded")
}

/// `contacts-0123456789abcdef.cwasm` beside `contacts.wasm`.
fn kept(engine: &Engine, source: &Path, bytes: &[u8]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    engine.precompile_compatibility_hash().hash(&mut hasher);
    source.with_file_name(format!("{}-{:016x}.cwasm", stem(source), hasher.finish()))
}

fn stem(source: &Path) -> String {
    source.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

#[allow(unsafe_code, reason = "the file was written by this function's caller, and its name says from what")]
fn open(engine: &Engine, kept: &Path) -> Option<Component> {
    // SAFETY: only `load` writes such files, whole, with the output of this very engine.
    kept.is_file().then(|| unsafe { Component::deserialize_file(engine, kept) }.ok()).flatten()
}

/// Removes the machine code of the component's former bytes.
fn forget_others(source: &Path) {
    let Some(folder) = source.parent() else { return };
    let prefix = format!("{}-", stem(source));
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.strip_prefix(&prefix).is_some_and(|rest| rest.len() == "0123456789abcdef.cwasm".len()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
