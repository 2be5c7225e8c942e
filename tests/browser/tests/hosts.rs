//! Runs `real.mjs` with Node against the platform as people start it: with the demo's salon, whose website is on an origin of
//! its own. It needs `cargo build -p portico`, the widget (`cargo xtask widget`), and a browser.

use std::io::{Error, Result};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the platform may take to make the demo.
const PATIENCE: Duration = Duration::from_secs(120);

/// Ends the platform with the test.
struct Platform(Child);

impl Drop for Platform {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_widget_on_the_native_host() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder.join("../../target"), PathBuf::from);
    let program = target.join("debug").join(format!("portico{}", std::env::consts::EXE_SUFFIX));
    let widget = target.join("edge/widget");
    assert!(program.is_file(), "{} is not there: run `cargo build -p portico`", program.display());
    assert!(widget.join("widget.js").is_file(), "{} is not there: run `cargo xtask widget`", widget.display());
    let data = tempfile::tempdir()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
    let child = Command::new(&program)
        .args(["serve", "--demo", "--quiet", "--port", &port, "--data"])
        .arg(data.path())
        .arg("--widget")
        .arg(&widget)
        .env_remove("PORTICO_DATABASE_URL")
        .stdout(Stdio::null())
        .spawn()?;
    let _platform = Platform(child);
    let demo = told(&data.path().join("demo.json"))?;
    let of = |name: &str| demo.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let screenshots = target.join("screenshots");
    std::fs::create_dir_all(&screenshots)?;
    let status = Command::new("node")
        .arg(folder.join("real.mjs"))
        .args([of("base_url"), of("widget_key"), of("demo_site")])
        .arg(screenshots)
        .status()?;
    assert!(status.success(), "the tests named above failed");
    Ok(())
}

/// What the platform tells of the demo, once it is served.
fn told(file: &Path) -> Result<serde_json::Value> {
    let begin = Instant::now();
    loop {
        let read = std::fs::read_to_string(file).ok().and_then(|text| serde_json::from_str(&text).ok());
        match read {
            Some(demo) => return Ok(demo),
            None if begin.elapsed() > PATIENCE => return Err(Error::other("the platform did not start")),
            None => std::thread::sleep(Duration::from_millis(100)),
        }
    }
}
