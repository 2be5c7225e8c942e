//! Where things are, and reading and writing them with errors that name the file.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::run::{OrFail, Result};

/// The root of the working copy: as cargo says when it runs this program, so that a copy that was moved is found.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let here = PathBuf::from(here);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Cargo's target folder, which also holds everything that is made here.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What `cargo xtask build` makes: `workers/<function>/` and `spin/<function>.wasm`.
pub fn edge() -> PathBuf {
    target().join("edge")
}

/// Waits until no other process does the same work in this target folder; as long as the answer is kept, none begins.
pub fn alone(work: &str) -> Result<File> {
    make_folder(&target())?;
    let path = target().join(format!("xtask-{work}.lock"));
    let file = File::create(&path).or_fail(|| format!("cannot write {}", path.display()))?;
    if file.try_lock().is_err() {
        crate::run::say(format!("Waiting for another {work} in this folder"));
        file.lock().or_fail(|| format!("cannot lock {}", path.display()))?;
    }
    Ok(file)
}

/// Makes a folder and those above it.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).or_fail(|| format!("cannot make the folder {}", path.display()))
}

/// A file's bytes.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).or_fail(|| format!("cannot read {}", path.display()))
}

/// A file's text.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).or_fail(|| format!("cannot read {}", path.display()))
}

/// Writes a file.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    fs::write(path, content).or_fail(|| format!("cannot write {}", path.display()))
}

/// Copies a file.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(|_| ()).or_fail(|| format!("cannot copy {} to {}", from.display(), to.display()))
}

/// Removes a folder with all it holds, if it is there.
pub fn remove_folder(path: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    fs::remove_dir_all(path).or_fail(|| format!("cannot remove {}", path.display()))
}

/// The entries of a folder in the order of their names; none if there is no such folder.
pub fn list(path: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries
}

/// Whether a stamp says exactly this: the work it stands for is done.
pub fn stamped(path: &Path, content: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == content)
}
