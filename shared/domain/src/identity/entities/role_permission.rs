use entity::types::{Line, Ref, RowId};
use entity::{Entity, choice};
use serde_json::Value as Json;

use super::Role;

choice! {
    /// How far a permission reaches, from the narrowest to the widest.
    pub enum PermissionScope {
        /// Rows that the user owns.
        Own = "OWN",
        /// Rows of the user's location.
        Location = "LOCATION",
        /// Rows of the user's client.
        Client = "CLIENT",
        /// Rows of all clients of the user's agency.
        Agency = "AGENCY",
        /// Every row of the tenant.
        All = "ALL",
    }
}

/// What a role may do with a resource.
///
/// A row whose `action` is `*` stands for the actions that its `can_…` flags name, and with all five of them for every
/// command too; a row with an action of its own (`DELETE`, or a command such as `merge`) for that one. `can_access` says
/// whether the row allows or forbids; what is forbidden stays forbidden, whatever other rows allow.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 19,
    module = "identity",
    table = "role_permissions",
    prefix = "rlp",
    title = "resource",
    writes = "commands",
    agency = "role_id.agency_id",
    client = "role_id.client_id",
    unique("role_id, resource, action"),
    bounded,
    shared_when_unset
)]
pub struct RolePermission {
    #[field(1)]
    pub id: RowId,
    #[field(2, on_delete = "cascade", access = "create", alias("role"))]
    pub role_id: Ref<Role>,
    /// A resource of the API such as `contacts`, or `*`.
    #[field(3, index, access = "create")]
    pub resource: Line<80>,
    /// `CREATE`, `READ`, `UPDATE`, `DELETE`, `APPROVE`, the name of a command, or `*`.
    #[field(4, default = "*", access = "create")]
    pub action: Line<80>,
    #[field(5, default = true)]
    pub can_access: bool,
    #[field(6, default = false)]
    pub can_create: bool,
    #[field(7, default = false)]
    pub can_read: bool,
    #[field(8, default = false)]
    pub can_update: bool,
    #[field(9, default = false)]
    pub can_delete: bool,
    #[field(10, default = false)]
    pub can_approve: bool,
    #[field(11, default = "OWN")]
    pub scope: PermissionScope,
    /// A filter that a row must pass.
    #[field(12, alias("condition"))]
    pub conditions: Option<Json>,
}
