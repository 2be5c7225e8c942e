//! From a request to a plan, to SQL, to a response.

pub mod answer;
mod authenticate;
pub mod caller;
pub mod clock;
pub mod command;
pub mod context;
pub mod custom;
pub mod host;
pub mod http;
pub mod input;
mod members;
pub mod memory;
pub mod module;
pub mod problem;
pub mod query;
pub mod render;
pub mod resource;
pub mod seal;
pub mod token;
pub mod transaction;

pub use answer::Answer;
pub use authenticate::{AUTHENTICATION, Authentication, authenticate};
pub use caller::{Caller, CallerKind};
pub use context::{BatchError, Context, Detached, request_id};
pub use host::{Clock, Ed25519, Host, Random, Settings, Signatures};
pub use http::{Body, Chunks, Request, Response};
pub use members::Members;
pub use memory::{Counted, Memory};
pub use module::{Handler, Module, Operation, match_path, sql_fault, sql_fault_of};
pub use problem::{InputError, Problem};
pub use transaction::{Refused, Transaction};
