//! Keys for programs.

mod create;
mod exchange;
mod revoke;

pub use create::create;
pub use exchange::exchange;
pub use revoke::revoke;
