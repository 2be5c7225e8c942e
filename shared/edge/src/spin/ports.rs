//! What a host of `wasi:http` supplies, behind the ports of `api`.

use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use api::{Clock, Ed25519, Host, Random, Settings};
use store::hrana::HranaTransport;
use store::{Outbound, Task};

use super::bindings::fermyon::spin::variables;
use super::bindings::wasi::random::random;
use super::outbound::{Client, timer};

/// The environment variable that names the Spin variables to read: Spin does not list them. Names by themselves, with
/// spaces between; `portico_database_url` becomes the setting `PORTICO_DATABASE_URL`.
const VARIABLES: &str = "PORTICO_VARIABLES";

/// The ports of this instance.
pub fn host() -> Host {
    let settings = settings();
    let outbound: Rc<dyn Outbound> = Rc::new(Client);
    let options = crate::database_options(&settings, random::get_random_u64());
    let sleep =
        Rc::new(|milliseconds| -> Task<'static, ()> { Box::pin(async move { timer(milliseconds).wait().await }) });
    Host {
        databases: Rc::new(HranaTransport::new(Rc::clone(&outbound), sleep, options)),
        clock: Rc::new(SystemClock),
        random: Rc::new(HostRandom),
        outbound,
        signatures: Rc::new(Ed25519),
        settings: Rc::new(settings),
        memory: Rc::default(),
        log: Rc::new(|line| eprintln!("{line}")),
    }
}

/// Environment variables, and over them Spin's variables, which can be secrets.
fn settings() -> Settings {
    let mut settings = Settings::new(std::env::vars());
    let names = settings.get(VARIABLES).unwrap_or_default().to_owned();
    for name in names.split_ascii_whitespace() {
        if let Ok(value) = variables::get(name) {
            settings.set(name.to_ascii_uppercase(), value);
        }
    }
    settings
}

struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

struct HostRandom;

impl Random for HostRandom {
    fn fill(&self, buffer: &mut [u8]) {
        // The host may give them in any amount; buffers here are small.
        let length = u64::try_from(buffer.len()).unwrap_or_default();
        buffer.copy_from_slice(&random::get_random_bytes(length));
    }
}
