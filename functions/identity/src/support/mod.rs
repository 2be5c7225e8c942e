//! What the commands have in common.

pub mod account;
pub mod answer;
pub mod escalation;
pub mod grants;
pub mod input;
pub mod link;
pub mod password;
pub mod place;
pub mod rows;
pub mod secret;
pub mod session;
pub mod throttle;
