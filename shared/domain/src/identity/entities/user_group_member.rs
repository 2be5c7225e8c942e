use entity::Entity;
use entity::types::{Ref, RowId};

use super::{User, UserGroup};

/// A user in a team.
///
/// Commands write it, because being in a team can bring permissions.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 22,
    module = "identity",
    table = "user_group_members",
    prefix = "ugm",
    title = "user_id",
    writes = "commands",
    agency = "user_group_id.agency_id",
    client = "user_group_id.client_id",
    owners("user_id"),
    unique("user_group_id, user_id")
)]
pub struct UserGroupMember {
    #[field(1)]
    pub id: RowId,
    #[field(2, on_delete = "cascade", access = "create", alias("group_id"))]
    pub user_group_id: Ref<UserGroup>,
    #[field(3, on_delete = "cascade", access = "create")]
    pub user_id: Ref<User>,
    /// Whether they lead the team.
    #[field(4, default = false)]
    pub is_lead: bool,
}
