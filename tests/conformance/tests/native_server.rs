//! What is about bookings on the native host, with a real libSQL server behind it that comes and goes.

use conformance::{Line, Platform, clock, run_bookings, settings};
use edge::native::{Options, start};
use hosts::Sqld;

#[test]
fn native_host_with_a_server_books_once() {
    let server = Sqld::start().expect("the libSQL server starts");
    let line = Line::to(&server.base_url);
    let settings = settings(&[("PORTICO_DATABASE_URL", &line), ("PORTICO_DATABASE_ADMIN_URL", &server.admin_url)]);
    let platform = Platform::on_server(&settings);
    let address = "127.0.0.1:0".parse().expect("an address");
    let options = Options { access_log: false, ..Options::new(address, platform.databases(), platform.settings()) };
    let host = start(options, modules::MODULES).expect("the host starts");
    let base_url = format!("http://{}", host.address());
    run_bookings("native-with-server", &base_url, &platform, &|| clock::call(&base_url));
    host.stop();
}
