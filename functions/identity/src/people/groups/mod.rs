//! Groups: who is in them, and what their members may do.

mod manage;
mod members;

pub use manage::{create, delete, set_role, update};
pub use members::{add_member, remove_member};

use accounts::account::grants_of;
use accounts::rows::first;
use api::problem::Kind;
use api::{Problem, Transaction};
use domain::identity::entities::{Role, UserGroup};
use entity::permission::Grants;
use entity::{Entity, Value};
use store::sql::guard_version;
use store::{ResultSet, Statement};

/// What a group's role allows and forbids its members, and what this was read from.
struct RoleOfGroup {
    grants: Grants,
    read_from: Vec<(&'static entity::EntityDef, Value, i64)>,
}

/// The statement that reads the role of the one group whose id the query `which` gives, in which `?1` is `id`: for
/// [`RoleOfGroup::read`].
fn role_of_group(which: &str, id: &Value) -> Statement {
    let sql = format!(
        "SELECT g.id, g.version, r.id AS role_id, r.version AS role_version, r.permissions FROM user_groups g \
         LEFT JOIN roles r ON r.id = g.role_id WHERE g.id = ({which})"
    );
    Statement::new(sql, vec![id.clone()])
}

impl RoleOfGroup {
    /// The result of [`role_of_group`]; nothing where there is no such group.
    fn read(set: Option<&ResultSet>) -> Option<Self> {
        let row = first(set)?;
        let version_of = |entity, id: &str, version: &str| {
            Some((entity, Value::from(row.text(id)?), row.integer(version).unwrap_or_default()))
        };
        let group = version_of(UserGroup::DEFINITION, "id", "version");
        let role = version_of(Role::DEFINITION, "role_id", "role_version");
        Some(RoleOfGroup {
            grants: row.cell("permissions").and_then(grants_of).unwrap_or_default(),
            read_from: group.into_iter().chain(role).collect(),
        })
    }

    /// Adds that group and role are still as they were read.
    fn guard(&self, transaction: &mut Transaction) {
        for (entity, id, version) in &self.read_from {
            transaction.guard(guard_version(entity, id, *version), changed());
        }
    }
}

fn changed() -> Problem {
    Problem::new(Kind::Conflict, "The group or its role has been changed in the meantime. Try again.")
}
