//! Who may do what, and that nobody may do more.

mod calls;
mod isolation;
mod permissions;
mod repeated;
mod round_trips;
mod world;
