//! Users and their groups.

pub mod groups;
pub mod users;
