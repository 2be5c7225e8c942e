//! The suite on a wasi:http host with the Spin components, with a real libSQL server behind it.

use conformance::{Line, Platform, clock, run, settings};
use hosts::{Spin, Sqld};

#[test]
fn spin_conform() {
    let server = Sqld::start().expect("the libSQL server starts");
    let line = Line::to(&server.base_url);
    let settings = settings(&[("PORTICO_DATABASE_URL", &line), ("PORTICO_DATABASE_ADMIN_URL", &server.admin_url)]);
    let platform = Platform::on_server(&settings);
    let host = Spin::start(&settings).expect("the host starts");
    // What Spin does every minute by the triggers of spin.toml.
    let cron = format!("{}/.spin-host/cron", host.base_url);
    run("spin", &host.base_url, &platform, &|| clock::ring(&cron));
}
