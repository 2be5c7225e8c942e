//! Visitors come back to their appointments by the link that they got: they look, move, cancel, and take them into a
//! calendar.

mod by_link;
mod operations;

pub use operations::MODULE;

edge::export!(MODULE);
