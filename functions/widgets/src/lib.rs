//! Widgets, the keys that pages show them by, and the domains that they may be shown on.

mod domains;
mod keys;
mod operations;

pub use operations::MODULE;

edge::export!(MODULE);
