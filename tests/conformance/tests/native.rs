//! The suite on the native host with embedded databases.

use api::Settings;
use conformance::{Platform, run, settings};
use edge::native::{Databases, Options, start};
use store::embedded::{EmbeddedOptions, EmbeddedTransport};

#[test]
fn native_host_conforms() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder.path())).expect("a folder for databases");
    let databases = Databases::Embedded(transport);
    let settings = Settings::new(settings(&[]));
    Platform::make(&databases, &settings);
    let address = "127.0.0.1:0".parse().expect("an address");
    let options = Options { access_log: false, ..Options::new(address, databases, settings) };
    let server = start(options, modules::MODULES).expect("the host starts");
    run("native", &format!("http://{}", server.address()));
    server.stop();
}
