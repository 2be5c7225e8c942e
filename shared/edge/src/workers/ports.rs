//! What a worker's runtime supplies, behind the ports of `api`.

use std::cell::OnceCell;
use std::rc::Rc;

use api::{Clock, Host, Random, Settings};
use js_sys::Promise;
use store::hrana::HranaTransport;
use store::{Outbound, OutboundError, OutboundRequest, OutboundResponse, Task};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen(module = "/src/workers/host.js")]
extern "C" {
    type Answer;

    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Answer) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Vec<u8>;

    fn send(method: &str, url: &str, headers: Vec<String>, body: Vec<u8>, timeout: u32) -> Promise;

    fn sleep(milliseconds: u32) -> Promise;

    fn fill(buffer: &mut [u8]);

    fn settings(bindings: &JsValue) -> Vec<String>;

    /// Writes a line of log.
    pub(super) fn log(line: &str);
}

thread_local! {
    static HOST: OnceCell<Host> = const { OnceCell::new() };
}

/// The ports. Made once: a worker's bindings do not change while it lives.
pub fn host(bindings: &JsValue) -> Host {
    HOST.with(|host| host.get_or_init(|| make(bindings)).clone())
}

fn make(bindings: &JsValue) -> Host {
    let settings = Settings(super::pairs(settings(bindings)).into_iter().collect());
    let outbound: Rc<dyn Outbound> = Rc::new(Fetch);
    let mut seed = [0; 8];
    Crypto.fill(&mut seed);
    let options = crate::database_options(&settings, u64::from_le_bytes(seed));
    let sleep = Rc::new(|milliseconds| -> Task<'static, ()> {
        Box::pin(async move {
            let _ = sleep(milliseconds).await;
        })
    });
    Host {
        databases: Rc::new(HranaTransport::new(Rc::clone(&outbound), sleep, options)),
        clock: Rc::new(SystemClock),
        random: Rc::new(Crypto),
        outbound,
        settings: Rc::new(settings),
        memory: Rc::default(),
        log: Rc::new(log),
    }
}

struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        js_sys::Date::now() as i64
    }
}

struct Crypto;

impl Random for Crypto {
    fn fill(&self, buffer: &mut [u8]) {
        // The most that the runtime gives at a time.
        for part in buffer.chunks_mut(65_536) {
            fill(part);
        }
    }
}

struct Fetch;

impl Outbound for Fetch {
    fn send(&self, request: OutboundRequest) -> Task<'_, Result<OutboundResponse, OutboundError>> {
        Box::pin(async move {
            let OutboundRequest { method, url, headers, body, timeout_ms } = request;
            let headers = headers.into_iter().flat_map(|(name, value)| [name, value]).collect();
            let answer = send(method, &url, headers, body, timeout_ms)
                .await
                .map_err(|error| OutboundError(js_sys::Object::from(error).to_string().into()))?
                .unchecked_into::<Answer>();
            Ok(OutboundResponse {
                status: answer.status(),
                headers: super::pairs(answer.headers()),
                body: answer.body(),
            })
        })
    }
}
