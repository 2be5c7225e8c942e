//! What a client puts on websites of its own: the widget's configuration, free slots, bookings and enquiries.

mod answers;
mod attribution;
mod capture;
mod configuration;
mod contact;
mod domains;
mod door;
mod key;
mod leads;
mod limits;
mod operations;
mod origin;
mod quarantine;
mod spam;
mod submission;
mod support;
mod token;
mod turnstile;
mod widget;

/// What this function serves.
pub const MODULE: api::Module = operations::MODULE;

edge::export!(MODULE);
