//! Roles of a tenant's own, and what they allow.

mod manage;
mod permissions;

pub use manage::{create, delete, update};
pub use permissions::set_permissions;

use api::problem::Kind;
use api::{Problem, Transaction};
use entity::Value;
use store::Statement;

/// Adds that a role is not one of the system's: those are the same everywhere.
fn guard_own(role: &Value, transaction: &mut Transaction) {
    transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM roles WHERE id = ?1 AND is_system = 0)",
            vec![role.clone()],
        ),
        Problem::new(Kind::Conflict, "A role of the system cannot be changed. Make one of your own."),
    );
}
