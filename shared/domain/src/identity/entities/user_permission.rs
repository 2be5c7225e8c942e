use entity::Entity;
use entity::types::{Instant, Line, Ref, RowId};
use serde_json::Value as Json;

use super::User;
use super::role_permission::PermissionScope;

/// What one user may do, or may not, beyond their role; for a while, if it expires.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 20,
    module = "identity",
    table = "user_permissions",
    prefix = "upm",
    title = "resource",
    writes = "commands",
    agency = "user_id.agency_id",
    client = "user_id.client_id",
    unique("user_id, resource, action")
)]
pub struct UserPermission {
    #[field(1)]
    pub id: RowId,
    #[field(2, on_delete = "cascade", access = "create")]
    pub user_id: Ref<User>,
    /// A resource of the API such as `contacts`, or `*`.
    #[field(3, index, access = "create")]
    pub resource: Line<80>,
    /// `CREATE`, `READ`, `UPDATE`, `DELETE`, `APPROVE`, the name of a command, or `*` for those five.
    #[field(4, access = "create")]
    pub action: Line<80>,
    /// Whether it allows or forbids.
    #[field(5, default = true)]
    pub granted: bool,
    #[field(6, default = "OWN")]
    pub scope: PermissionScope,
    /// A filter that a row must pass.
    #[field(7, alias("condition"))]
    pub conditions: Option<Json>,
    #[field(8, index)]
    pub expires_at: Option<Instant>,
    #[field(9)]
    pub reason: Option<Line<500>>,
    #[field(10, on_delete = "set_null", access = "read")]
    pub granted_by: Option<Ref<User>>,
}
