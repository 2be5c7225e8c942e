//! `cargo xtask fuzz [--minutes N]`

use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::Command;
use crate::run::{self, OrFail, Result, fail};
use crate::{files, pypi, toolchain};

/// What is installed, in exactly this version: another one may check something else.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// How long it may take at most. Less leaves out what comes last.
const MINUTES: u64 = 25;

/// How many requests are made up for an operation, besides those at the bounds of what it takes.
const MADE_UP: &str = "2";

/// How long the server may take to make the demo.
const START: Duration = Duration::from_secs(60);

pub const COMMAND: Command = Command {
    name: "fuzz",
    options: "[--minutes N]",
    about: "Ask a server with a demo whatever its description allows, and more (about 15 minutes; 25 at most)",
    run: |arguments| {
        let minutes = match arguments {
            [] => MINUTES,
            [option, value] if option == "--minutes" => match value.parse() {
                Ok(minutes) if minutes > 0 => minutes,
                _ => return fail("`--minutes` takes a number from 1"),
            },
            _ => return fail("it takes `--minutes N` or nothing"),
        };
        fuzz(minutes)
    },
};

/// Asks a server of its own for so many minutes.
fn fuzz(minutes: u64) -> Result<()> {
    let folder = files::target().join("fuzz");
    let schemathesis = pypi::program(&pypi::install(&folder, &[SCHEMATHESIS])?, "schemathesis");
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
    run::say(format!(
        "Of every operation: its examples, the bounds of everything it takes (of a list's combined conditions one in \
         fifty), and {MADE_UP} requests made up"
    ));
    run::step(&format!("Asking {base} for {minutes} minutes at most"), || {
        let here = files::root().join("tests/fuzz");
        let mut command = Process::new(&schemathesis);
        command
            .arg("--config-file")
            .arg(here.join("schemathesis.toml"))
            .args(["run", &format!("{base}/api/openapi.json")])
            .env("SCHEMATHESIS_HOOKS", here.join("asking.py"))
            .env("PORTICO_FUZZ_BASE", base)
            .env("PORTICO_FUZZ_EMAIL", text(user, "email"))
            .env("PORTICO_FUZZ_PASSWORD", text(user, "password"))
            .env("PORTICO_FUZZ_ORIGIN", text(&demo, "demo_site"))
            .env("PORTICO_FUZZ_WIDGET", text(&demo, "widget_key"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .args(["--workers", "1", "--phases", "examples,coverage,fuzzing", "--max-examples", MADE_UP, "--no-shrink"])
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

/// A member that is a string.
fn text<'j>(document: &'j Json, name: &str) -> &'j str {
    document.get(name).and_then(Json::as_str).unwrap_or_default()
}
