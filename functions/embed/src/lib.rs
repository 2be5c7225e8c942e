//! What a client puts on websites of its own: the widget's configuration, free slots, holds and bookings.

mod appointments;
mod configuration;
mod holds;
mod offered;
mod operations;
mod slots;

pub use operations::MODULE;

edge::export!(MODULE);
