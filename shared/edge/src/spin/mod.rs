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

/// Serves a module as a component.
#[macro_export]
macro_rules! export {
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
