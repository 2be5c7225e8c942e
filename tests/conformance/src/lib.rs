//! One suite of black-box HTTP tests that runs unchanged against every host.
//!
//! A host starts with an empty platform database and nothing else. Everything that the suite needs it makes through the
//! API: it signs up, and works as what it signed up.

mod client;
mod embed;
mod resolver;
mod start;
mod suite;

pub use client::{Client, Reply};
pub use resolver::Resolver;
pub use start::{Platform, settings};
pub use suite::run;
