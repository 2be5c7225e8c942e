//! Where rows live: SQL plans, the transports to libSQL, and the directory of tenants.

mod codes;
pub mod draft;
#[cfg(not(target_family = "wasm"))]
pub mod embedded;
pub mod hrana;
pub mod migrate;
pub mod outbound;
pub mod schema;
pub mod sql;
pub mod suspension;
pub mod transport;

#[cfg(not(target_family = "wasm"))]
pub use embedded::{EmbeddedOptions, EmbeddedTransport};
pub use hrana::{HranaOptions, HranaTransport, Sleep};
pub use outbound::{Outbound, OutboundError, OutboundRequest, OutboundResponse};
pub use transport::{Batch, DatabaseError, DatabaseName, Mode, ResultSet, Statement, Task, Transport};
