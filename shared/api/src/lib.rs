//! From a request to a plan, to SQL, to a response.

pub mod host;
pub mod http;
pub mod module;

pub use host::{Clock, Host, Random, Settings};
pub use http::{Body, Chunks, Request, Response};
pub use module::Module;
