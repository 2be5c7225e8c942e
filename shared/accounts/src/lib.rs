//! What the functions of identity share: an account as sign-ins see it, passwords, secrets, sessions, links, and the
//! way their commands read and answer. A function carries of it what it calls.

pub mod account;
pub mod answer;
pub mod escalation;
pub mod input;
pub mod link;
pub mod outbox;
pub mod password;
pub mod place;
pub mod rows;
pub mod secret;
pub mod session;
pub mod throttle;
