//! What a worker's runtime supplies, behind the ports of `api`.

use std::cell::OnceCell;
use std::rc::Rc;

use api::{Clock, Host, Random, Settings, Signatures};
use store::hrana::HranaTransport;
use store::{Outbound, OutboundError, OutboundRequest, OutboundResponse, Task};

use super::Platform;
use super::tasks::Operation;

thread_local! {
    static HOST: OnceCell<Host> = const { OnceCell::new() };
}

/// The ports. Made once: a worker's bindings do not change while it lives.
pub fn host(platform: &Platform) -> Host {
    HOST.with(|host| host.get_or_init(|| make(platform)).clone())
}

fn make(platform: &Platform) -> Host {
    let settings = Settings::new(super::pairs(&platform.settings()));
    let ports = Rc::new(Ports(platform.clone()));
    let mut seed = [0; 8];
    ports.fill(&mut seed);
    let options = crate::database_options(&settings, u64::from_le_bytes(seed));
    let sleeper = Rc::clone(&ports);
    let sleep = Rc::new(move |milliseconds| -> Task<'static, ()> {
        let ports = Rc::clone(&sleeper);
        Box::pin(async move {
            Operation::begin(|operation| ports.0.sleep(operation, milliseconds)).await;
        })
    });
    let log = Rc::clone(&ports);
    Host {
        databases: Rc::new(HranaTransport::new(ports.clone(), sleep, options)),
        clock: ports.clone(),
        random: ports.clone(),
        outbound: ports.clone(),
        signatures: ports,
        settings: Rc::new(settings),
        memory: Rc::default(),
        log: Rc::new(move |line| log.0.log(line)),
    }
}

struct Ports(Platform);

impl Clock for Ports {
    fn now_ms(&self) -> i64 {
        self.0.now() as i64
    }
}

impl Random for Ports {
    fn fill(&self, buffer: &mut [u8]) {
        // The most that the runtime gives at a time.
        for part in buffer.chunks_mut(65_536) {
            self.0.fill(part);
        }
    }
}

impl Signatures for Ports {
    fn verify<'a>(&'a self, key: &'a [u8; 32], message: &'a [u8], signature: &'a [u8]) -> Task<'a, bool> {
        Box::pin(async move {
            Operation::begin(|operation| self.0.verify(operation, key, message, signature)).await.status == 1
        })
    }
}

impl Outbound for Ports {
    fn send(&self, request: OutboundRequest) -> Task<'_, Result<OutboundResponse, OutboundError>> {
        Box::pin(async move {
            let OutboundRequest { method, url, headers, body, timeout_ms, largest_answer, .. } = request;
            let headers = super::joined(&headers);
            let send = |operation| self.0.send(operation, method, &url, &headers, &body, timeout_ms, largest_answer);
            let answer = Operation::begin(send).await;
            match answer.status {
                0 => Err(OutboundError(String::from_utf8_lossy(&answer.body).into_owned())),
                status => Ok(OutboundResponse { status, headers: super::pairs(&answer.headers), body: answer.body }),
            }
        })
    }
}
