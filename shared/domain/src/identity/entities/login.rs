use entity::Entity;
use entity::types::{EmailAddress, Ref, RowId};

use super::Tenant;
use crate::types::RecordId;

/// Which tenant someone who signs in with this address belongs to.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 5,
    module = "identity",
    table = "logins",
    prefix = "lgn",
    title = "email",
    home = "platform",
    writes = "commands",
    unique("email, tenant_id")
)]
pub struct Login {
    #[field(1)]
    pub id: RowId,
    #[field(2, index)]
    pub email: EmailAddress,
    #[field(3, on_delete = "cascade")]
    pub tenant_id: Ref<Tenant>,
    /// The user in the tenant's database.
    #[field(4, index)]
    pub user_id: RecordId,
}
