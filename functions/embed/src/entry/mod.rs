//! An entry: what a visitor sends, read, looked at and kept.

pub mod answers;
pub mod attribution;
pub mod capture;
pub mod contact;
pub mod fields;
pub mod offered;
pub mod spam;
pub mod submission;
pub mod turnstile;
pub mod widget;
