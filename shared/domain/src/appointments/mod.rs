//! Appointments: when somebody can come, and to whom.

pub mod slots;
