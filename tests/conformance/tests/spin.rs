//! The suite on a wasi:http host with the Spin components, with a real libSQL server behind it.

use api::Settings;
use conformance::{Line, Platform, clock, run, settings};
use edge::native::Databases;
use hosts::{Spin, Sqld};

#[test]
fn spin_conform() {
    let server = Sqld::start().expect("the libSQL server starts");
    let line = Line::to(&server.base_url);
    let settings = settings(&[("PORTICO_DATABASE_URL", &line), ("PORTICO_DATABASE_ADMIN_URL", &server.admin_url)]);
    let options = edge::database_options(&Settings::new(settings.clone()), 1);
    Platform::make(&Databases::Server(options), &Settings::new(settings.clone()));
    let host = Spin::start(&settings).expect("the host starts");
    run("spin", &host.base_url);
    // What Spin does every minute by the triggers of spin.toml.
    clock::rings(&settings, &format!("{}/.spin-host/cron", host.base_url));
}
