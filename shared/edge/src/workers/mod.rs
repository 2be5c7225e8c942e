//! Cloudflare Workers: `wasm32-unknown-unknown`, wasm-bindgen, and one small JavaScript module.
//!
//! `entry.js` is what a worker starts with; `cargo xtask build` bundles it with every function. Without the `worker`
//! crate, because it costs more than half of what a minimal function weighs, and loses requests that panic. Between the
//! two languages go numbers, text and bytes only: objects, promises and closures would each bring glue of their own.

mod ports;
mod tasks;

use ::wasm_bindgen::prelude::wasm_bindgen;
use api::{Body, Module, Request, Response};

// What `export!` needs in the function's crate, which depends on no host.
#[doc(hidden)]
pub use ::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// What the runtime does for a function: `entry.js` implements it.
    #[derive(Clone)]
    pub type Platform;

    /// Sends a request to another system; [`settle`] is called with the answer.
    #[wasm_bindgen(method)]
    fn send(
        this: &Platform,
        operation: u32,
        method: &str,
        url: &str,
        headers: &str,
        body: &[u8],
        timeout: u32,
        largest: usize,
    );
    /// Waits; [`settle`] is called when it is over.
    #[wasm_bindgen(method)]
    fn sleep(this: &Platform, operation: u32, milliseconds: u32);
    /// Checks an Ed25519 signature; [`settle`] is called with status 1 if it is good.
    #[wasm_bindgen(method)]
    fn verify(this: &Platform, operation: u32, key: &[u8], message: &[u8], signature: &[u8]);
    /// Milliseconds since 1970.
    #[wasm_bindgen(method)]
    fn now(this: &Platform) -> f64;
    #[wasm_bindgen(method)]
    fn fill(this: &Platform, buffer: &mut [u8]);
    /// The variables and secrets: name, value, name, value, …
    #[wasm_bindgen(method)]
    fn settings(this: &Platform) -> String;
    /// Writes a line of log.
    #[wasm_bindgen(method)]
    fn log(this: &Platform, line: &str);
    /// Ends a task with a response.
    #[wasm_bindgen(method)]
    fn finish(this: &Platform, task: u32, status: u16, headers: &str, body: &[u8]);
    /// Ends a task with a response whose body is fetched with [`pull`].
    #[wasm_bindgen(method)]
    fn stream(this: &Platform, task: u32, status: u16, headers: &str);
    /// A piece of a body.
    #[wasm_bindgen(method)]
    fn piece(this: &Platform, task: u32, bytes: &[u8]);
    /// There are no more pieces: the body is whole, or the rest cannot be made.
    #[wasm_bindgen(method)]
    fn end(this: &Platform, task: u32, whole: bool);
}

/// Serves a module as a worker.
#[macro_export]
macro_rules! export {
    // The gateway has the cron trigger, and sends the clock's requests like any other.
    ($module:expr, tick = $tick:expr) => {
        $crate::export!($module);
    };
    ($module:expr) => {
        /// What `entry.js` calls for each request.
        #[$crate::workers::wasm_bindgen::prelude::wasm_bindgen(wasm_bindgen = $crate::workers::wasm_bindgen)]
        pub fn respond(platform: $crate::workers::Platform, task: u32, request: &str, headers: &str, body: Vec<u8>) {
            $crate::workers::respond(const { &$module }, &platform, task, request, headers, body);
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

/// Answers one request: with `finish` or `stream` under the task's number. `request` is method, path, query and the
/// client's address.
pub fn respond(module: &'static Module, platform: &Platform, task: u32, request: &str, headers: &str, body: Vec<u8>) {
    let (host, platform) = (ports::host(platform), platform.clone());
    let mut parts = request.split(SEPARATOR).map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (method, path, query, address) = (part(), part(), part(), part());
    let address = Some(address).filter(|address| !address.is_empty());
    let request = Request { method, path, query, headers: pairs(headers), body, address };
    tasks::start(
        task,
        Box::pin(async move {
            let (method, path, begun) = (request.method.clone(), request.path.clone(), host.clock.now_ms());
            let mut response = module.respond(&host, request).await;
            let took_us = crate::access::since(&*host.clock, begun);
            platform.log(&crate::access::line(module.name, &method, &path, &mut response, took_us));
            let Response { status, headers, body } = response;
            let headers = joined(&headers);
            match body {
                Body::Bytes(bytes) => platform.finish(task, status, &headers, &bytes),
                Body::Stream(chunks) => {
                    tasks::keep(task, chunks);
                    platform.stream(task, status, &headers);
                }
            }
        }),
    );
}

/// An operation of the platform has ended: status, headers and body of an answer, or status 0 and why there is none.
#[wasm_bindgen]
pub fn settle(operation: u32, status: u16, headers: &str, body: Vec<u8>) {
    tasks::settle(operation, tasks::Settled { status, headers: headers.to_owned(), body });
}

/// Makes the next piece of a body: `piece` or `end` is called.
#[wasm_bindgen]
pub fn pull(platform: Platform, task: u32) {
    let Some(mut chunks) = tasks::take(task) else { return platform.end(task, true) };
    tasks::start(
        task,
        Box::pin(async move {
            match chunks.next().await {
                Some(Ok(bytes)) => {
                    tasks::keep(task, chunks);
                    platform.piece(task, &bytes);
                }
                Some(Err(reason)) => {
                    platform.log(&format!(r#"{{"level":"error","event":"broken-stream","reason":{reason:?}}}"#));
                    platform.end(task, false);
                }
                None => platform.end(task, true),
            }
        }),
    );
}

/// Nobody wants the rest of a body.
#[wasm_bindgen]
pub fn cancel(task: u32) {
    tasks::take(task);
}

/// What stands between parts that are handed over as one text: no header and no setting can hold it.
const SEPARATOR: char = '\0';

/// Name, value, name, value, … as pairs; the runtime gives the names in lower case.
fn pairs(joined: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut parts = joined.split(SEPARATOR);
    // A text that ends behind a separator, or is empty, has one part more: it has no value.
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        pairs.push((name.to_owned(), value.to_owned()));
    }
    pairs
}

fn joined(pairs: &[(String, String)]) -> String {
    let mut joined = String::new();
    for (name, value) in pairs {
        joined.push_str(name);
        joined.push(SEPARATOR);
        joined.push_str(value);
        joined.push(SEPARATOR);
    }
    joined
}
