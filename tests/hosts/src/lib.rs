//! Starts the real hosts for tests and takes them down again.
//!
//! - [`Sqld`]: the libSQL server.
//! - [`Workers`]: all functions in workerd, behind the gateway.
//! - [`Spin`]: all components of `spin.toml` under a `wasi:http` host.
//!
//! Each is a guard: when it is dropped, its processes are gone. They are gone too when the test is killed. Logs lie
//! under `target/hosts`. What the functions are built from is `cargo xtask build`; nothing here compiles them.

mod http;
mod paths;
mod process;
mod spin;
mod sqld;
mod workers;

use std::collections::BTreeMap;
use std::fmt;

pub use spin::Spin;
pub use sqld::Sqld;
pub use workers::Workers;

/// Settings for the functions, by the names that they read: `PORTICO_DATABASE_URL`, …
pub type Settings = BTreeMap<String, String>;

/// Why a host did not start: what happened, and where to read more.
#[derive(Debug)]
pub struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// The outcome of starting something.
pub type Result<T> = std::result::Result<T, Failure>;

fn fail<T>(sentence: impl Into<String>) -> Result<T> {
    Err(Failure(sentence.into()))
}

trait OrFail<T> {
    fn or_fail(self, sentence: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> OrFail<T> for std::result::Result<T, E> {
    fn or_fail(self, sentence: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Failure(format!("{}: {error}", sentence())))
    }
}
