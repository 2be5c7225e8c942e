//! Users, their groups and their sessions.

pub mod groups;
pub mod sessions;
pub mod users;
