//! Whether a tenant is suspended, in its own database: what is open to the public asks there, in the statement by which it
//! looks anything up, and the platform's database is not asked for every visitor. The platform's word counts; this row
//! follows it, at once when a tenant is suspended or resumed, and with the next tick where that did not reach it or an
//! older copy of the database was put back.

use crate::Statement;

/// The statement that finds a row while the tenant is suspended.
pub fn find() -> Statement {
    Statement::new("SELECT at FROM suspension", [])
}

/// The statement that notes whether the tenant is suspended.
pub fn note(suspended: bool, at_ms: i64) -> Statement {
    match suspended {
        true => Statement::new("INSERT OR IGNORE INTO suspension (only_row, at) VALUES (1, ?1)", [at_ms.into()]),
        false => Statement::new("DELETE FROM suspension", []),
    }
}
