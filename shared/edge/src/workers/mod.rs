//! Cloudflare Workers: `wasm32-unknown-unknown`, wasm-bindgen, and two small JavaScript modules.
//!
//! `entry.js` is what a worker starts with; `cargo xtask build` bundles it with every function. Without the `worker`
//! crate, because it costs more than half of what a minimal function weighs, and loses requests that panic.

mod panic;
mod pieces;
mod ports;

use ::js_sys::{Function, Uint8Array};
use ::wasm_bindgen::JsValue;
use ::wasm_bindgen::prelude::wasm_bindgen;
use api::{Body, Module, Request, Response};

pub use pieces::Pieces;
// What `export!` needs in the function's crate, which depends on no host.
#[doc(hidden)]
pub use ::{js_sys, wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// A request as `entry.js` took it apart.
    pub type Incoming;

    #[wasm_bindgen(method, getter)]
    fn method(this: &Incoming) -> String;
    #[wasm_bindgen(method, getter)]
    fn path(this: &Incoming) -> String;
    #[wasm_bindgen(method, getter)]
    fn query(this: &Incoming) -> String;
    /// Name, value, name, value, …
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Incoming) -> Vec<String>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Incoming) -> Vec<u8>;
    #[wasm_bindgen(method, getter)]
    fn address(this: &Incoming) -> Option<String>;
}

/// Serves a module as a worker.
#[macro_export]
macro_rules! export {
    ($module:expr) => {
        /// What `entry.js` calls for each request.
        #[$crate::workers::wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = $crate::workers::wasm_bindgen)]
        pub fn respond(
            incoming: $crate::workers::Incoming,
            bindings: $crate::workers::wasm_bindgen::JsValue,
            resolve: $crate::workers::js_sys::Function,
            reject: $crate::workers::js_sys::Function,
        ) {
            $crate::workers::respond(const { &$module }, incoming, &bindings, resolve, reject);
        }
    };
}

/// Sends requests on to other workers: `$route` gives the name of the one that serves a path.
#[macro_export]
macro_rules! gateway {
    ($route:expr) => {
        /// What the gateway's `entry.js` calls for each request.
        #[$crate::workers::wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = $crate::workers::wasm_bindgen)]
        pub fn route(path: &str) -> Option<String> {
            let route: fn(&str) -> Option<&'static str> = $route;
            route(path).map(str::to_owned)
        }
    };
}

/// Answers one request: `resolve(status, headers, body)`, or after a panic `reject(problem)`.
pub fn respond(module: &'static Module, incoming: Incoming, bindings: &JsValue, resolve: Function, reject: Function) {
    let host = ports::host(bindings);
    let request = request(&incoming);
    panic::spawn(reject, async move {
        let Response { status, headers, body } = module.respond(&host, request).await;
        let headers: Vec<String> = headers.into_iter().flat_map(|(name, value)| [name, value]).collect();
        let body = match body {
            Body::Bytes(bytes) => JsValue::from(Uint8Array::from(bytes.as_slice())),
            Body::Stream(chunks) => JsValue::from(Pieces::new(chunks)),
        };
        // It can only fail if the runtime takes back what it handed over; then nobody is waiting any more.
        let _ = resolve.call3(&JsValue::NULL, &status.into(), &headers.into(), &body);
    });
}

fn request(incoming: &Incoming) -> Request {
    Request {
        method: incoming.method(),
        path: incoming.path(),
        query: incoming.query(),
        headers: pairs(incoming.headers()),
        body: incoming.body(),
        address: incoming.address(),
    }
}

/// Name, value, name, value, … as pairs; the runtime gives the names in lower case.
fn pairs(flat: Vec<String>) -> Vec<(String, String)> {
    let mut flat = flat.into_iter();
    std::iter::from_fn(|| flat.next().zip(flat.next())).collect()
}
