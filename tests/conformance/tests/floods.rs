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

/// How many threads the native host has, which are an instance each: as many as workers that the flood asks.
const THREADS: usize = 2;

/// How many of a flood's requests are let in at the most while its neighbour waits for one answer. Two instances take a flood at
/// once, which do eight things each at a time for an address, and a request has up to two turns in the database's line: behind
/// 32 of them, and twice as many on a machine that is busy. Without an end to what an address has under way it is 110.
const OVERTAKEN: usize = 64;

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
    let Flooded { took, busy, .. } = is_held_off("native", &format!("http://{}", host.address()));
    assert!(took < Duration::from_secs(12) && busy == 0, "it takes a flood as fast as it comes: {took:?}, {busy} busy");
    host.stop();
}

#[test]
fn the_native_host_with_a_server_holds_floods_off() {
    let flooded = on_server("native-with-server", |settings| {
        let settings = Settings::new(settings.clone());
        let databases = Databases::Server(edge::database_options(&settings, 1));
        let options = Options::new("127.0.0.1:0".parse().expect("an address"), databases, settings);
        let options = Options { access_log: false, behind_proxy: true, threads: THREADS, ..options };
        let host = start(options, modules::MODULES).expect("the host starts");
        Ok((format!("http://{}", host.address()), host))
    });
    assert!(flooded.overtaken <= OVERTAKEN, "{} were let in before the neighbour", flooded.overtaken);
}

#[test]
fn workers_hold_floods_off() {
    let flooded = on_server("workers", |settings| {
        let host = Workers::start(settings)?;
        Ok((host.base_url.clone(), host))
    });
    assert!(flooded.overtaken <= OVERTAKEN, "{} were let in before the neighbour", flooded.overtaken);
}

#[test]
fn components_hold_floods_off() {
    // Each request is an instance of its own, which knows of no other.
    on_server("spin", |settings| {
        let host = Spin::start(settings)?;
        Ok((host.base_url.clone(), host))
    });
}

/// The same with functions that have a libSQL server behind them.
fn on_server<H>(name: &str, start: impl FnOnce(&hosts::Settings) -> hosts::Result<(String, H)>) -> Flooded {
    let _turn = TURN.lock();
    let server = Sqld::start().expect("the libSQL server starts");
    let (url, admin_url) = (server.base_url.as_str(), server.admin_url.as_str());
    let settings = settings(&[LIMITS, ("PORTICO_DATABASE_URL", url), ("PORTICO_DATABASE_ADMIN_URL", admin_url)]);
    Platform::on_server(&settings);
    let (base_url, _host) = start(&settings).expect("the host starts");
    is_held_off(name, &base_url)
}
