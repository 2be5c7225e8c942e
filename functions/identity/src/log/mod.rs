//! What happened, and what the clock does.

pub mod activity_feed;
pub mod tick;
