//! Where rows live: SQL plans, the transports to libSQL, and the directory of tenants.

mod codes;
pub mod hrana;
pub mod outbound;
pub mod sql;
pub mod transport;

pub use hrana::{HranaOptions, HranaTransport, Sleep};
pub use outbound::{Outbound, OutboundError, OutboundRequest, OutboundResponse};
pub use transport::{Batch, DatabaseError, DatabaseName, Mode, ResultSet, Statement, Task, Transport};
