//! Roles of a tenant's own, and what they allow.

mod manage;
mod permissions;

pub use manage::{create, delete, update};
pub use permissions::set_permissions;

use accounts::account::grants_of;
use accounts::rows::{first, read};
use api::problem::Kind;
use api::{Context, Problem, Transaction};
use domain::identity::entities::Role;
use entity::permission::Grants;
use entity::{Entity, Value};
use store::Statement;
use store::sql::{guard_version, row_by_id};

/// What a role says before it is changed.
struct Before {
    grants: Grants,
    version: i64,
}

impl Before {
    /// Reads a role that the caller may do something to; nothing where they may not, for the guards to say so.
    async fn read(context: &Context<'_>, role: &Value, action: &str) -> Result<Option<Self>, Problem> {
        let access = context.access(Role::DEFINITION, action)?;
        let statement = row_by_id(Role::DEFINITION, role, &access, &["permissions", "version"]);
        let sets = read(context, &context.caller()?.database, vec![statement]).await?;
        Ok(first(sets.first()).map(|row| Before {
            grants: row.cell("permissions").and_then(grants_of).unwrap_or_default(),
            version: row.integer("version").unwrap_or_default(),
        }))
    }

    /// Adds that the role still says it.
    fn guard(&self, role: &Value, transaction: &mut Transaction) {
        let changed = Problem::new(Kind::Conflict, "The role has been changed in the meantime. Try again.");
        transaction.guard(guard_version(Role::DEFINITION, role, self.version), changed);
    }
}

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
