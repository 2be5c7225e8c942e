//! Floods, on each host with the limits that it has when nobody lifts them.

use std::sync::Mutex;
use std::time::Duration;

use api::Settings;
use conformance::{Flooded, Platform, is_held_off, settings};
use edge::native::{Databases, Options, start};
use hosts::{Spin, Sqld, Workers};
use store::embedded::{EmbeddedOptions, EmbeddedTransport};

/// One flood at a time: it measures how long others wait, and the resolver that vouches for its domain says one thing.
static TURN: Mutex<()> = Mutex::new(());

const LIMITS: (&str, &str) = ("PORTICO_EMBED_ALLOWANCE", "1");

#[test]
fn the_native_host_holds_floods_off() {
    let _turn = TURN.lock();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder.path())).expect("a folder for databases");
    let platform = Platform::make(Databases::Embedded(transport), Settings::new(settings(&[LIMITS])));
    let address = "127.0.0.1:0".parse().expect("an address");
    let options = Options::new(address, platform.databases(), platform.settings());
    let options = Options { access_log: false, behind_proxy: true, ..options };
    let host = start(options, modules::MODULES).expect("the host starts");
    let Flooded { took, busy } = is_held_off("native", &format!("http://{}", host.address()));
    assert!(took < Duration::from_secs(12) && busy == 0, "it takes a flood as fast as it comes: {took:?}, {busy} busy");
    host.stop();
}

#[test]
fn workers_hold_floods_off() {
    on_server("workers", |settings| {
        let host = Workers::start(settings)?;
        Ok((host.base_url.clone(), host))
    });
}

#[test]
fn components_hold_floods_off() {
    on_server("spin", |settings| {
        let host = Spin::start(settings)?;
        Ok((host.base_url.clone(), host))
    });
}

/// The same with functions that have a libSQL server behind them.
fn on_server<H>(name: &str, start: impl FnOnce(&hosts::Settings) -> hosts::Result<(String, H)>) {
    let _turn = TURN.lock();
    let server = Sqld::start().expect("the libSQL server starts");
    let (url, admin_url) = (server.base_url.as_str(), server.admin_url.as_str());
    let settings = settings(&[LIMITS, ("PORTICO_DATABASE_URL", url), ("PORTICO_DATABASE_ADMIN_URL", admin_url)]);
    Platform::on_server(&settings);
    let (base_url, _host) = start(&settings).expect("the host starts");
    is_held_off(name, &base_url);
}
