//! Signing in, and who may do what.

use api::Module;

/// What this function serves.
pub const MODULE: Module = Module { name: "identity" };

edge::export!(MODULE);
