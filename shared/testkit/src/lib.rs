//! An installation for tests: real databases in a temporary folder, a clock that stands still, and people of every
//! role in two agencies with three clients.

mod app;
mod bookings;
mod counting;
mod extent;
mod fakes;
pub mod organisation;
mod people;

pub use app::{Reply, TestApp};
pub use bookings::Bookings;
pub use counting::{CountingTransport, Fault};
pub use extent::{FULL, sample_or_all};
pub use fakes::{FakeClock, FakeOutbound, SeededRandom};
pub use organisation::Organisation;
pub use people::{Person, Place};
