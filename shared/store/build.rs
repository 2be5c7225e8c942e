//! Lists the migrations, so that adding one is adding a file.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../migrations");
    let mut code = String::new();
    for home in ["platform", "tenant"] {
        let folder = root.join(home);
        println!("cargo:rerun-if-changed={}", folder.display());
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let numbered = |path: &PathBuf| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(|first: char| first.is_ascii_digit()))
        };
        let mut files: Vec<PathBuf> = entries.filter(numbered).collect();
        files.sort();
        let constant = home.to_uppercase();
        // Names and texts apart: only what migrates older databases needs the texts.
        let names: Vec<String> = files.iter().map(|file| format!("{:?}", name(file))).collect();
        let texts: Vec<String> =
            files.iter().map(|file| format!("include_str!({:?})", file.display().to_string())).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(code, "const {constant}: &[&str] = &[{}];", names.join(", "));
        let _ = writeln!(code, "fn {home}_texts() -> &'static [&'static str] {{ &[{}] }}", texts.join(", "));
    }
    let target = Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("migrations.rs");
    if let Err(error) = fs::write(&target, code) {
        println!("cargo:error=cannot write {}: {error}", target.display());
    }
}

/// `0002_add_colour.sql` → `add_colour`.
fn name(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    stem.split_once('_').map(|(_, name)| name.to_owned()).unwrap_or(stem)
}
