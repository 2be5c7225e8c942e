//! Sealing the change log, and finding out whether it was tampered with.
//!
//! The rules of the chain are [`domain::identity::audit_chain`]; here they meet the databases. The newest hash of every
//! run of sealing is kept in the platform's database too: whoever rewrites a tenant's whole chain cannot rewrite that.

mod seal;
mod verify;

pub use seal::{Sealing, seal};
pub use verify::{Finding, Report, verify};
