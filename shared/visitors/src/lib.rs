//! Visitors of clients' websites: who of them is let in, how often they may ask, and what everything that they send goes
//! through. The functions that answer them share it.

pub mod admission;
pub mod answers;
mod attribution;
pub mod contact;
pub mod door;
pub mod fields;
pub mod key;
pub mod limits;
pub mod origin;
mod spam;
pub mod submission;
pub mod support;
pub mod token;
mod turnstile;
pub mod view;
pub mod widget;

pub use booking::Once;
