//! Calendars that go out and come in: private feeds, busy times from outside, and reminders when they are due.

mod feed;
mod operations;
mod outside;
mod tick;

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module {
    name: "calendars",
    entities: &[],
    catalogue: &[],
    authentication: Some(api::AUTHENTICATION),
    resources: None,
    sealing: Some(api::seal::AES_256_GCM),
    operations: operations::OPERATIONS,
};

edge::export!(MODULE);
