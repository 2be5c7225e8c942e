//! The suite on the native host with embedded databases.

use api::Settings;
use conformance::{Platform, clock, run, settings};
use edge::native::{Databases, Options, start};
use store::embedded::{EmbeddedOptions, EmbeddedTransport};

#[test]
fn native_host_conforms() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder.path())).expect("a folder for databases");
    let platform = Platform::make(Databases::Embedded(transport), Settings::new(settings(&[])));
    let address = "127.0.0.1:0".parse().expect("an address");
    let options = Options { access_log: false, ..Options::new(address, platform.databases(), platform.settings()) };
    let server = start(options, modules::MODULES).expect("the host starts");
    let base_url = format!("http://{}", server.address());
    run("native", &base_url, &platform, &|| clock::call(&base_url));
    server.stop();
}
