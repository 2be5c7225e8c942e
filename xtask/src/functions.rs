//! Which functions there are, and which hosts each of them is for.

use std::fmt;

use crate::files;
use crate::run::{Result, fail};

/// The function that sends requests on to the others. Spin has routes of its own and needs none.
const WORKERS_ONLY: &[&str] = &["gateway"];

/// Where a function runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// Cloudflare Workers.
    Workers,
    /// Spin, and any other host of `wasi:http` 0.2.
    Spin,
}

impl Host {
    /// The compile target that chooses this host.
    pub fn target(self) -> &'static str {
        match self {
            Host::Workers => "wasm32-unknown-unknown",
            Host::Spin => "wasm32-wasip2",
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Host::Workers => "workers",
            Host::Spin => "spin",
        })
    }
}

/// The names of the functions for a host: the crates under `functions/`.
pub fn for_host(host: Host) -> Result<Vec<String>> {
    let folder = files::root().join("functions");
    let names: Vec<String> = files::list(&folder)
        .into_iter()
        .filter(|path| path.join("Cargo.toml").is_file())
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .filter(|name| host == Host::Workers || !WORKERS_ONLY.contains(&name.as_str()))
        .collect();
    if names.is_empty() { fail(format!("there is no crate under {}", folder.display())) } else { Ok(names) }
}
