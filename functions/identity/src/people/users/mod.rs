//! What is done with users.

mod above;
mod activity;
mod assign_role;
mod invite;
mod profile;

pub use activity::{deactivate, reactivate};
pub use assign_role::assign_role;
pub use invite::{invite, invite_again};
pub use profile::update;
