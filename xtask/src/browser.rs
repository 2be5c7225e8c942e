//! The browser that the widget is tried in.

use std::path::Path;
use std::process::Command;

use crate::run::{self, Result, fail};

/// Where browsers are that the tests know how to start. A test looks in the same places, and `PORTICO_BROWSER` goes before.
const PLACES: &[&str] = &[
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/// The browser, and letters for the languages that screenshots are made in.
const PACKAGES: &[&str] = &["chromium", "fonts-noto-core"];

/// Installs Debian's Chromium if there is no browser.
pub fn install() -> Result<()> {
    let named = std::env::var_os("PORTICO_BROWSER").is_some_and(|path| Path::new(&path).exists());
    if named || PLACES.iter().any(|place| Path::new(place).exists()) {
        return Ok(());
    }
    let advice = "install Chromium or Chrome, or say in PORTICO_BROWSER where it is, then run this again";
    if !run::exists("apt-get") || run::capture(Command::new("id").arg("-u"), advice)? != "0" {
        return fail(format!("there is no browser to try the widget in; {advice}"));
    }
    run::step("Installing Debian's Chromium for the browser tests", || {
        if apt(advice).is_err() {
            run::run(Command::new("apt-get").args(["-q", "update"]), "check the connection to Debian's archive")?;
            apt(advice)?;
        }
        Ok(())
    })
}

fn apt(advice: &str) -> Result<()> {
    run::run(
        Command::new("apt-get")
            .args(["-q", "install", "-y", "--no-install-recommends", "--no-remove"])
            .args(PACKAGES)
            .env("DEBIAN_FRONTEND", "noninteractive"),
        advice,
    )
}
