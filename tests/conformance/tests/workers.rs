//! The suite on the Workers runtime, with a real libSQL server behind it.

use api::Settings;
use conformance::{Line, Platform, clock, run, settings};
use edge::native::Databases;
use hosts::{Sqld, Workers};

#[test]
fn workers_conform() {
    let server = Sqld::start().expect("the libSQL server starts");
    let line = Line::to(&server.base_url);
    let settings = settings(&[("PORTICO_DATABASE_URL", &line), ("PORTICO_DATABASE_ADMIN_URL", &server.admin_url)]);
    let options = edge::database_options(&Settings::new(settings.clone()), 1);
    Platform::make(&Databases::Server(options), &Settings::new(settings.clone()));
    let host = Workers::start(&settings).expect("the host starts");
    run("workers", &host.base_url);

    // What the runtime does every minute by the trigger of wrangler.toml.
    clock::rings(&settings, &format!("{}/cdn-cgi/handler/scheduled", host.base_url));
}
