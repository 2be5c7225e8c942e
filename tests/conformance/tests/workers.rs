//! The suite on the Workers runtime, with a real libSQL server behind it.

use conformance::{Line, Platform, clock, run, settings};
use hosts::{Sqld, Workers};

#[test]
fn workers_conform() {
    let server = Sqld::start().expect("the libSQL server starts");
    let line = Line::to(&server.base_url);
    let settings = settings(&[("PORTICO_DATABASE_URL", &line), ("PORTICO_DATABASE_ADMIN_URL", &server.admin_url)]);
    let platform = Platform::on_server(&settings);
    let host = Workers::start(&settings).expect("the host starts");
    // What the runtime does every minute by the trigger of wrangler.toml.
    let scheduled = format!("{}/cdn-cgi/handler/scheduled", host.base_url);
    run("workers", &host.base_url, &platform, &|| clock::ring(&scheduled));
}
