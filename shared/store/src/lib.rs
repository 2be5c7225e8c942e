//! Where rows live: SQL plans, the transports to libSQL, and the directory of tenants.

pub mod outbound;
pub mod transport;

pub use outbound::{Outbound, OutboundError, OutboundRequest, OutboundResponse};
pub use transport::{Batch, DatabaseError, DatabaseName, Mode, ResultSet, Statement, Task, Transport};
