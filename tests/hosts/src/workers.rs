//! The functions in the Workers runtime.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::process::Process;
use crate::{OrFail, Result, Settings, paths};

/// Functions in workerd. Gone when this is dropped.
pub struct Workers {
    /// The address, without a slash at the end.
    pub base_url: String,
    folder: PathBuf,
    process: Option<Process>,
}

impl Workers {
    /// Starts the gateway and the functions behind it, with these settings for each.
    pub fn start(settings: &Settings) -> Result<Workers> {
        let functions =
            std::fs::read_dir(paths::root().join("functions")).or_fail(|| "cannot read functions/".into())?;
        let functions = functions.flatten().filter(|entry| entry.path().join("Cargo.toml").is_file());
        let mut names: Vec<String> = functions.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort_by_key(|name| name != "gateway");
        Workers::start_these(&names, settings)
    }

    /// Starts one function alone.
    pub fn start_function(name: &str, settings: &Settings) -> Result<Workers> {
        Workers::start_these(&[name.to_owned()], settings)
    }

    /// The first gets the requests, and a binding to each of the others.
    fn start_these(names: &[String], settings: &Settings) -> Result<Workers> {
        let folder = paths::fresh("workers")?;
        let built = paths::built("workers")?;
        let options = json!({
            "folder": built,
            "functions": names,
            "wrangler": paths::root().join("wrangler.toml"),
            "miniflare": paths::npm("miniflare/dist/src/index.js")?,
            "settings": settings,
            "ready": folder.join("ready"),
        });
        let options_file = folder.join("options.json");
        write(&options_file, &options.to_string())?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/workers.mjs");
        let arguments = [script.to_string_lossy().into_owned(), options_file.to_string_lossy().into_owned()];
        let arguments = arguments.each_ref().map(String::as_str);
        let mut process = Process::start(Path::new("node"), &arguments, &folder, &folder.with_extension("log"))?;
        let base_url = process.wait_until("workerd", || std::fs::read_to_string(folder.join("ready")).ok())?;
        Ok(Workers { base_url, folder, process: Some(process) })
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.process = None;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).or_fail(|| format!("cannot write {}", path.display()))
}
