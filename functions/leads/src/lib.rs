//! Enquiries, from the widget until they are a customer's.

mod booked;
mod capture;
mod enquiries;
mod operations;
mod quarantine;

pub use operations::MODULE;

edge::export!(MODULE);
