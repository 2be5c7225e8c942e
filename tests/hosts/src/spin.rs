//! The functions as components.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process::Process;
use crate::{Failure, OrFail, Result, Settings, fail, paths};

/// Components under one host. Gone when this is dropped.
pub struct Spin {
    /// The host's address, without a slash at the end.
    pub base_url: String,
    folder: PathBuf,
    process: Option<Process>,
}

impl Spin {
    /// Starts the components of `spin.toml` with these settings as variables: `PORTICO_DATABASE_URL` sets the manifest's variable
    /// `portico_database_url`.
    pub fn start(settings: &Settings) -> Result<Spin> {
        Spin::start_manifest(&paths::root().join("spin.toml"), settings)
    }

    /// The same with another manifest.
    pub fn start_manifest(manifest: &Path, settings: &Settings) -> Result<Spin> {
        let folder = paths::fresh("spin")?;
        paths::built("spin")?;
        let host = build_host()?;
        let ready = folder.join("ready");
        let mut arguments = vec![
            "--manifest".to_owned(),
            manifest.to_string_lossy().into_owned(),
            "--ready".to_owned(),
            ready.to_string_lossy().into_owned(),
        ];
        for (name, value) in settings {
            arguments.push("--variable".to_owned());
            arguments.push(format!("{}={value}", name.to_ascii_lowercase()));
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut process = Process::start(&host, &arguments, &folder, &folder.with_extension("log"))?;
        let base_url = process.wait_until("the host of the components", || std::fs::read_to_string(&ready).ok())?;
        Ok(Spin { base_url, folder, process: Some(process) })
    }
}

impl Drop for Spin {
    fn drop(&mut self) {
        self.process = None;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Builds the host if it is not there yet: a program of its own, so that no test has a WebAssembly compiler in it.
fn build_host() -> Result<PathBuf> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--package", "spin-host", "--message-format=json-render-diagnostics"])
        .current_dir(paths::root())
        .stderr(Stdio::inherit())
        .output()
        .or_fail(|| "cargo could not be started".to_owned())?;
    if !output.status.success() {
        return fail("the host of the components did not compile; run `cargo build -p spin-host`");
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|artifact| Some(PathBuf::from(artifact.get("executable")?.as_str()?)))
        .ok_or_else(|| Failure("cargo does not say where it put spin-host".to_owned()))
}
