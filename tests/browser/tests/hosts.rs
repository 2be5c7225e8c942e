//! Runs `real.mjs` with Node against each host, and `looks.mjs` against the native one: with the demo's salon, whose website is on an origin of its own. It needs
//! `cargo build -p portico`, what `cargo xtask build` makes, and a browser.
//!
//! The native host is started as people start it. The functions of the two others meet its demo in a libSQL server; what
//! they do not serve, the files of the widget and the website, comes from the native host as it would from any server of
//! files, and the website says in `data-api` where the functions are.

use std::collections::BTreeMap;
use std::io::{Error, Result};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use hosts::{Settings, Spin, Sqld, Workers};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

/// How long the platform may take to make the demo.
const PATIENCE: Duration = Duration::from_secs(120);

/// The platform with its demo; both end with the test.
struct Demo {
    process: Child,
    data: TempDir,
    base: String,
    key: String,
    site: String,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Demo {
    /// Makes and serves it, on files of its own or with these settings.
    fn start(settings: &Settings) -> Result<Demo> {
        let (program, widget) = (target().join("debug/portico"), target().join("edge/widget"));
        let program = program.with_extension(std::env::consts::EXE_EXTENSION);
        assert!(program.is_file(), "{} is not there: run `cargo build -p portico`", program.display());
        assert!(widget.join("widget.js").is_file(), "{} is not there: run `cargo xtask widget`", widget.display());
        let data = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
        let process = Command::new(&program)
            .args(["serve", "--demo", "--quiet", "--port", &port, "--widget"])
            .arg(&widget)
            .env_remove("PORTICO_DATABASE_URL")
            .env("PORTICO_DATA", data.path())
            .envs(settings)
            .stdout(Stdio::null())
            .spawn()?;
        let mut demo = Demo { process, data, base: String::new(), key: String::new(), site: String::new() };
        let told = demo.told()?;
        let of = |name: &str| told.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        (demo.base, demo.key, demo.site) = (of("base_url"), of("widget_key"), of("demo_site"));
        Ok(demo)
    }

    /// What the platform tells of the demo, once it is served.
    fn told(&self) -> Result<Json> {
        let begin = Instant::now();
        loop {
            match read(&self.data.path().join("demo.json")) {
                Some(demo) => return Ok(demo),
                None if begin.elapsed() > PATIENCE => return Err(Error::other("the platform did not start")),
                None => std::thread::sleep(Duration::from_millis(100)),
            }
        }
    }

    /// The keys that it made, as settings.
    fn keys(&self) -> Option<Settings> {
        let keys = read(&self.data.path().join("keys.json"))?;
        let text = |pointer: &str| keys.pointer(pointer).and_then(Json::as_str).map(str::to_owned);
        let public = BTreeMap::from([(text("/keys/0/id")?, text("/keys/0/public_key")?)]);
        Some(Settings::from([
            ("PORTICO_SIGNING_KEY".to_owned(), text("/keys/0/signing_key")?),
            ("PORTICO_PUBLIC_KEYS".to_owned(), json!(public).to_string()),
            ("PORTICO_SEALING_KEYS".to_owned(), text("/sealing_keys/0")?),
        ]))
    }

    /// Tells the website that the embed API is elsewhere.
    fn lead_to(&self, api: &str) -> Result<()> {
        let config = json!({"base": self.base, "key": self.key, "api": api});
        let file = self.data.path().join("demo-site/demo-config.js");
        std::fs::write(file, format!("window.PORTICO_DEMO = {config};\n"))
    }

    /// Looks at it in a browser, as a script does.
    fn look(&self, script: &str, host: &str, api: &str) -> Result<()> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(script);
        let screenshots = target().join("screenshots").join(host);
        let (base, key, site) = (&self.base, &self.key, &self.site);
        let status = Command::new("node").arg(script).args([api, base, key, site]).arg(screenshots).status()?;
        assert!(status.success(), "the tests named above failed");
        Ok(())
    }
}

#[test]
fn the_widget_on_the_native_host() -> Result<()> {
    let demo = Demo::start(&Settings::new())?;
    demo.look("real.mjs", "native", &demo.base)?;
    // The same files are looked at on every host: one is enough for what the eye judges.
    demo.look("looks.mjs", "native", &demo.base)
}

#[test]
fn the_widget_on_workers() -> Result<()> {
    on_functions("workers", |settings| {
        let host = Workers::start(settings)?;
        Ok((host.base_url.clone(), host))
    })
}

#[test]
fn the_widget_on_components() -> Result<()> {
    on_functions("spin", |settings| {
        let host = Spin::start(settings)?;
        Ok((host.base_url.clone(), host))
    })
}

/// The same with functions that have a libSQL server behind them.
fn on_functions<H>(name: &str, start: impl FnOnce(&Settings) -> hosts::Result<(String, H)>) -> Result<()> {
    let server = Sqld::start().map_err(Error::other)?;
    let mut settings = Settings::from([
        ("PORTICO_DATABASE_URL".to_owned(), server.base_url.clone()),
        ("PORTICO_DATABASE_ADMIN_URL".to_owned(), server.admin_url.clone()),
    ]);
    let demo = Demo::start(&settings)?;
    settings.extend(demo.keys().ok_or_else(|| Error::other("the platform has no keys"))?);
    let (api, _host) = start(&settings).map_err(Error::other)?;
    demo.lead_to(&api)?;
    demo.look("real.mjs", name, &api)
}

fn read(file: &Path) -> Option<Json> {
    serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()
}

fn target() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(beside, PathBuf::from)
}
