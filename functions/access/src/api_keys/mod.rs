//! Keys for programs.

mod create;
mod revoke;

pub use create::create;
pub use revoke::revoke;
