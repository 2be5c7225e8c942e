//! What the commands have in common.

pub mod escalation;
pub mod grants;
pub mod place;
