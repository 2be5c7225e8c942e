use entity::types::{Line, Prose, Ref, RowId};
use entity::{Entity, choice};

use super::{Agency, Client, Role};

choice! {
    /// What a team is for.
    pub enum UserGroupType {
        SalesTeam = "SALES_TEAM",
        MarketingTeam = "MARKETING_TEAM",
        FinanceTeam = "FINANCE_TEAM",
        Management = "MANAGEMENT",
        Custom = "CUSTOM",
    }
}

/// A team of users.
///
/// Commands write it, because what its role forbids ends with it.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 21,
    module = "identity",
    table = "user_groups",
    prefix = "ugr",
    title = "name",
    writes = "commands",
    agency = "agency_id",
    client = "client_id"
)]
pub struct UserGroup {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub agency_id: Option<Ref<Agency>>,
    #[field(3, access = "create")]
    pub client_id: Option<Ref<Client>>,
    #[field(4, index)]
    pub name: Line<120>,
    #[field(5)]
    pub description: Option<Prose>,
    #[field(6, index, default = "CUSTOM", alias("type"))]
    pub group_type: UserGroupType,
    /// What its members may do besides what their own roles allow. A command sets it: permissions are not data that
    /// anyone writes.
    #[field(7, on_delete = "set_null", access = "read")]
    pub role_id: Option<Ref<Role>>,
    #[field(8, index, default = true)]
    pub is_active: bool,
}
