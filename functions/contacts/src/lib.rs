//! Contacts, companies, and what is known about them.

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module { name: "contacts" };

edge::export!(MODULE);
