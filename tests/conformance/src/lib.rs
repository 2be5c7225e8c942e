//! One suite of black-box HTTP tests that runs unchanged against every host.
//!
//! A host starts with an empty platform database and nothing else. Everything that the suite needs it makes through the
//! API: it signs up, and works as what it signed up.

mod client;
pub mod clock;
mod crowds;
mod embed;
mod floods;
mod history;
mod line;
mod reminders;
mod resolver;
mod site;
mod start;
mod suite;

pub use client::{Client, Reply};
pub use floods::{Flooded, is_held_off};
pub use line::Line;
pub use resolver::Resolver;
pub use start::{Platform, settings};
pub use suite::{run, run_bookings};
