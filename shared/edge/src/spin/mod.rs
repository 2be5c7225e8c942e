//! Spin, and any other host of `wasi:http` 0.2.
//!
//! The host makes an instance for each request, so there is one request, one thread and one future at a time. Bindings
//! are made from the interface files in `wit/`; there is no SDK between.

mod executor;
mod incoming;
mod outbound;
mod outgoing;
mod ports;

use api::Module;
#[doc(hidden)]
pub use bindings::__export_handler as export_handler;
#[doc(hidden)]
pub use bindings::exports::wasi::http::incoming_handler::Guest;
pub use bindings::wasi::http::types::{IncomingRequest, ResponseOutparam};
#[doc(hidden)]
pub use clock::__export_clock as export_clock;

/// Generated from `wit/`.
#[allow(missing_docs, unsafe_code, clippy::all, clippy::restriction)]
pub mod bindings {
    wit_bindgen::generate!({
        world: "function",
        path: "wit",
        generate_all,
        pub_export_macro: true,
        export_macro_name: "__export_handler",
        default_bindings_module: "::edge::spin::bindings",
    });
}

/// Generated from `wit/`, for functions that the clock calls.
#[allow(missing_docs, unsafe_code, clippy::all, clippy::restriction)]
pub mod clock {
    wit_bindgen::generate!({
        world: "clock",
        path: "wit",
        generate_all,
        pub_export_macro: true,
        export_macro_name: "__export_clock",
        default_bindings_module: "::edge::spin::clock",
    });
}

/// Serves a module as a component. What it does by the clock is a path that Spin's cron trigger calls too.
#[macro_export]
macro_rules! export {
    ($module:expr, tick = $tick:expr) => {
        $crate::export!($module);

        const _: () = {
            struct Clock;

            impl $crate::spin::clock::Guest for Clock {
                fn handle_cron_event(_event: $crate::spin::clock::Metadata) -> Result<(), $crate::spin::clock::Error> {
                    $crate::spin::tick(const { &$module }, $tick)
                }
            }

    $crate::spin::export_clock!(Clock with_types_in $crate::spin::clock);
        };
    };
    ($module:expr) => {
        const _: () = {
            struct Function;

            impl $crate::spin::Guest for Function {
                fn handle(request: $crate::spin::IncomingRequest, out: $crate::spin::ResponseOutparam) {
                    $crate::spin::respond(const { &$module }, request, out);
                }
            }

    $crate::spin::export_handler!(Function with_types_in $crate::spin::bindings);
        };
    };
}

/// Answers the request that this instance was made for.
pub fn respond(module: &'static Module, request: IncomingRequest, out: ResponseOutparam) {
    outgoing::expect(out);
    let host = ports::host();
    let done = executor::block_on(async {
        let request = incoming::request(request);
        let (method, path, begun) = (request.method.clone(), request.path.clone(), host.clock.now_ms());
        let mut response = module.respond(&host, request).await;
        (host.log)(&crate::access::line(
            module.name,
            &method,
            &path,
            &mut response,
            crate::access::since(&*host.clock, begun),
        ));
        outgoing::send(response, &*host.log).await;
    });
    if done.is_none() {
        (host.log)(r#"{"level":"error","event":"stuck","reason":"the function waits for nothing"}"#);
        outgoing::fault();
    }
}

/// Does what a module has to do by the clock.
pub fn tick(module: &'static Module, path: &str) -> Result<(), clock::Error> {
    let host = ports::host();
    let done = executor::block_on(api::clock::run(module, &host, path, &mut |_| {}));
    let failed = match done {
        Some(Ok(())) => return Ok(()),
        Some(Err(reason)) => reason,
        None => "the function waits for nothing".to_owned(),
    };
    (host.log)(&format!(r#"{{"level":"error","event":"tick_failed","path":{path:?},"reason":{failed:?}}}"#));
    Err(clock::Error::Other(failed))
}
