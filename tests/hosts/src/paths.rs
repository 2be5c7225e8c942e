//! Where things are.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{OrFail, Result, fail};

/// The root of the working copy.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default()
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A new empty folder for one host of this process. Folders of processes that are gone are left for reading.
pub fn fresh(kind: &str) -> Result<PathBuf> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = target().join("hosts").join(format!("{kind}-{}-{count}", std::process::id()));
    if folder.exists() {
        std::fs::remove_dir_all(&folder).or_fail(|| format!("cannot remove {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).or_fail(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// What `cargo xtask build` made for a host: `workers` or `spin`.
pub fn built(host: &str) -> Result<PathBuf> {
    let folder = target().join("edge").join(host);
    if folder.is_dir() {
        Ok(folder)
    } else {
        fail(format!("{} is not there; run `cargo xtask build`", folder.display()))
    }
}

/// Something that npm installed.
pub fn npm(path: &str) -> Result<PathBuf> {
    let found = root().join("tools/node_modules").join(path);
    if found.exists() { Ok(found) } else { fail(format!("{} is not there; run `cargo xtask setup`", found.display())) }
}
