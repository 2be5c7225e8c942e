//! What the native host supplies behind the ports of `api`.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use api::{Clock, Ed25519, Host, Memory, Random, Settings};
use store::{EmbeddedTransport, HranaOptions, HranaTransport, Outbound, Task, Transport};

use super::log;
use super::metrics::{Counted, Metrics};
use super::outbound::HttpClient;

/// The setting that lets addresses which tenants enter lead into the host's own network.
const PRIVATE_ADDRESSES: &str = "PORTICO_PRIVATE_ADDRESSES";

/// Where the databases are.
#[derive(Clone)]
pub enum Databases {
    /// Files of this process.
    Embedded(EmbeddedTransport),
    /// A libSQL server.
    Server(HranaOptions),
}

/// The ports for one thread, inside or outside a server: a command that works on databases takes them too. They need
/// a Tokio runtime on this thread when they are used.
pub fn host(databases: &Databases, settings: &Settings) -> Host {
    let private_allowed = settings.get(PRIVATE_ADDRESSES) == Some("allowed");
    let outbound: Rc<dyn Outbound> = Rc::new(HttpClient::new(private_allowed));
    Host {
        databases: transport(databases, outbound.clone()).into(),
        clock: Rc::new(SystemClock),
        random: Rc::new(SystemRandom),
        outbound,
        signatures: Rc::new(Ed25519),
        settings: Rc::new(settings.clone()),
        memory: Rc::new(Memory::default()),
        log: log::stderr(),
    }
}

/// The same, with every batch counted.
pub(super) fn counted_host(databases: &Databases, settings: &Settings, metrics: Arc<Metrics>) -> Host {
    let host = host(databases, settings);
    let transport = transport(databases, host.outbound.clone());
    Host { databases: Rc::new(Counted { transport, metrics }), ..host }
}

fn transport(databases: &Databases, outbound: Rc<dyn Outbound>) -> Box<dyn Transport> {
    match databases {
        Databases::Embedded(transport) => Box::new(transport.clone()),
        Databases::Server(options) => {
            let mut seed = [0; 8];
            SystemRandom.fill(&mut seed);
            // Every thread pauses on its own terms.
            let options = HranaOptions { seed: u64::from_le_bytes(seed), ..options.clone() };
            let sleep =
                |ms| -> Task<'static, ()> { Box::pin(tokio::time::sleep(Duration::from_millis(u64::from(ms)))) };
            Box::new(HranaTransport::new(outbound, Rc::new(sleep), options))
        }
    }
}

/// The settings in the environment: every variable whose name begins with `PORTICO_`.
pub fn settings_from_environment() -> Settings {
    let ours = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok().filter(|name| name.starts_with("PORTICO_"))?;
        Some((name, value.into_string().ok()?))
    });
    Settings::new(ours)
}

struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        // A clock set before 1970 is as wrong as one at 1970.
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom_04::fill(buffer) {
            // Without randomness every key would be guessable: there is no way to go on.
            log::stderr()(&log::event("error", "no_randomness", &error.to_string()));
            std::process::abort();
        }
    }
}
