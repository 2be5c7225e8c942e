//! What a client puts on websites of its own: the widget's configuration, free slots, bookings and enquiries.

mod appointments;
mod by_link;
mod configuration;
mod domains;
mod door;
mod entry;
mod holds;
mod key;
mod leads;
mod limits;
mod operations;
mod origin;
mod quarantine;
mod slots;
mod support;
mod token;
mod view;

pub use operations::MODULE;

edge::export!(MODULE);
