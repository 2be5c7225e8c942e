//! A panic ends one request, and its client gets a problem document.
//!
//! Panics abort on this target: the call into WebAssembly traps, and no destructor runs. But the panic hook still
//! runs, and it knows which request was being worked on, because only one is at a time.

use std::cell::RefCell;
use std::future::Future;
use std::sync::Once;

use js_sys::Function;
use wasm_bindgen::JsValue;

use super::ports;

thread_local! {
    /// How to turn down whatever is being worked on right now.
    static REJECT: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Runs a future in the background. If it panics, `reject` gets the problem document.
pub fn spawn(reject: Function, future: impl Future<Output = ()> + 'static) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| std::panic::set_hook(Box::new(|info| turn_down(info.location()))));
    let mut future = Box::pin(future);
    js_sys::futures::spawn_local(std::future::poll_fn(move |context| {
        REJECT.set(Some(reject.clone()));
        let poll = future.as_mut().poll(context);
        REJECT.set(None);
        poll
    }));
}

/// Where it happened goes to the log. The message does not: it may hold what a client sent.
fn turn_down(location: Option<&std::panic::Location<'_>>) {
    let place = location.map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
    ports::log(&format!(r#"{{"level":"error","event":"panic","at":"{place}"}}"#));
    if let Ok(Some(reject)) = REJECT.try_with(|reject| reject.take()) {
        let _ = reject.call1(&JsValue::NULL, &crate::FAULT.into());
    }
}
