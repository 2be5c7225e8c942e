//! `cargo xtask fuzz [--minutes N]`

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::Command;
use crate::run::{self, OrFail, Result, fail};
use crate::{files, pypi, toolchain};

/// What is installed, in exactly this version: another one may check something else.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// A token lasts ten minutes, and nothing is asked with one that has expired.
const MOST_MINUTES: u64 = 9;

/// How long the server may take to make the demo.
const START: Duration = Duration::from_secs(60);

pub const COMMAND: Command = Command {
    name: "fuzz",
    options: "[--minutes N]",
    about: "Ask a server with a demo whatever its description allows, and more (3 minutes; 9 at most)",
    run: |arguments| {
        let minutes = match arguments {
            [] => 3,
            [option, value] if option == "--minutes" => match value.parse() {
                Ok(minutes) if (1..=MOST_MINUTES).contains(&minutes) => minutes,
                _ => return fail(format!("`--minutes` takes a number from 1 to {MOST_MINUTES}")),
            },
            _ => return fail("it takes `--minutes N` or nothing"),
        };
        fuzz(minutes)
    },
};

/// Asks a server of its own for so many minutes.
fn fuzz(minutes: u64) -> Result<()> {
    let folder = files::target().join("fuzz");
    let schemathesis = pypi::program(&pypi::install(&folder, SCHEMATHESIS)?, "schemathesis");
    run::step("Building the server", || {
        let mut cargo = toolchain::cargo();
        cargo.args(["build", "--quiet", "--package", "portico"]).current_dir(files::root());
        run::run(&mut cargo, "mend what the compiler names")
    })?;
    let data = folder.join("data");
    if data.exists() {
        files::remove_folder(&data)?;
    }
    let mut server = Server::start(&data)?;
    let demo = server.demo(&data)?;
    let base = text(&demo, "base_url");
    // The widest role within an agency: nearly everything is allowed to it, and so is asked.
    let users = demo.get("users").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let user = users.iter().find(|user| text(user, "role") == "AGENCY_ADMIN").unwrap_or(&Json::Null);
    let token = sign_in(base, user)?;
    run::step(&format!("Asking {base} for {minutes} minutes at most"), || {
        let mut command = Process::new(&schemathesis);
        command
            .arg("--config-file")
            .arg(files::root().join("tests/fuzz/schemathesis.toml"))
            .args(["run", &format!("{base}/api/openapi.json")])
            // Not an argument: those are shown when it fails.
            .env("PORTICO_FUZZ_TOKEN", &token)
            .args(["--workers", "1", "--phases", "examples,fuzzing", "--max-examples", "4", "--no-shrink"])
            .args(["--max-time", &(minutes * 60).to_string(), "--continue-on-failure"])
            .args(["--suppress-health-check", "all", "--warnings", "off"])
            .current_dir(&folder);
        run::run(&mut command, "mend what schemathesis names; it prints a curl command for each failure")
    })
}

/// A server that ends with this value.
struct Server(Child);

impl Server {
    fn start(data: &Path) -> Result<Server> {
        let program = files::target().join("debug").join(format!("portico{}", std::env::consts::EXE_SUFFIX));
        let mut command = Process::new(&program);
        command.args(["serve", "--demo", "--quiet", "--port", "0", "--data"]).arg(data);
        command.env_remove("PORTICO_DATABASE_URL").stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.spawn().or_fail(|| format!("{} could not be started", program.display()))?;
        Ok(Server(child))
    }

    /// What the demo consists of, once it is there.
    fn demo(&mut self, data: &Path) -> Result<Json> {
        let begun = Instant::now();
        while begun.elapsed() < START {
            let text = std::fs::read_to_string(data.join("demo.json")).unwrap_or_default();
            if let Ok(demo) = serde_json::from_str::<Json>(&text) {
                return Ok(demo);
            }
            if let Ok(Some(status)) = self.0.try_wait() {
                return fail(format!("the server ended with {status}; read what it says above"));
            }
            thread::sleep(Duration::from_millis(200));
        }
        fail("the server has made no demo within a minute; try `cargo xtask dev` to see why")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has nothing that is worth keeping.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An access token.
fn sign_in(base: &str, user: &Json) -> Result<String> {
    let body = json!({"email": text(user, "email"), "password": text(user, "password")}).to_string();
    let address = base.strip_prefix("http://").unwrap_or(base);
    let request = format!(
        "POST /api/auth/sign-in HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut answer = Vec::new();
    let mut exchange = || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(request.as_bytes())?;
        stream.read_to_end(&mut answer)
    };
    exchange().or_fail(|| format!("{base} does not answer"))?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let document = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
    let token = serde_json::from_str::<Json>(document).ok();
    match token.as_ref().map(|document| text(document, "access_token")) {
        Some(token) if !token.is_empty() => Ok(token.to_owned()),
        _ => fail(format!("signing in was refused: {}", answer.lines().next().unwrap_or_default())),
    }
}

/// A member that is a string.
fn text<'j>(document: &'j Json, name: &str) -> &'j str {
    document.get(name).and_then(Json::as_str).unwrap_or_default()
}
