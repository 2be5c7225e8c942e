//! The doors: one source, three hosts.
//!
//! A function says `edge::export!(MODULE)` and nothing else about where it runs. The compile target chooses the host:
//! `wasm32-unknown-unknown` is Cloudflare Workers, WASI is Spin (or any other host of `wasi:http` 0.2), and anything
//! else is native, where nothing of either is linked.

mod access;
mod database;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod workers;

#[cfg(target_os = "wasi")]
pub mod spin;

#[cfg(not(target_family = "wasm"))]
pub mod native;

pub use database::database_options;

/// What a client gets when a function panics: RFC 9457, with nothing in it about the cause.
pub const FAULT: &str = concat!(
    r#"{"type":"/problems/internal","title":"Something went wrong here","status":500,"#,
    r#""detail":"Nothing of this request was done by halves. It has been logged; try again later."}"#
);

/// Serves a module on the native host: nothing to export, the host takes the module by its name in Rust.
#[cfg(not(target_family = "wasm"))]
#[macro_export]
macro_rules! export {
    ($module:expr, tick = $tick:expr) => {
        $crate::export!($module);
        const _: &str = $tick;
    };
    ($module:expr) => {
        const _: &::api::Module = &$module;
    };
}

/// Sends requests on to other functions. On the native host and on Spin the host does that itself.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
#[macro_export]
macro_rules! gateway {
    ($route:expr) => {
        const _: fn(&str) -> Option<&'static str> = $route;
    };
}
