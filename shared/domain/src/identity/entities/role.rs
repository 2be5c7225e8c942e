use entity::types::{Line, Prose, Ref, RowId};
use entity::{Entity, choice};
use serde_json::Value as Json;

use super::{Agency, Client};

choice! {
    /// Where in the hierarchy people with a role belong.
    pub enum RoleLevel {
        Tenant = "TENANT",
        Agency = "AGENCY",
        Client = "CLIENT",
    }
}

/// What people of a kind may do: of the system, or made by a tenant, an agency or a client for itself.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 18,
    module = "identity",
    table = "roles",
    prefix = "rol",
    title = "label",
    writes = "commands",
    agency = "agency_id",
    client = "client_id",
    unique("agency_id, client_id, name"),
    bounded,
    shared_when_unset
)]
pub struct Role {
    #[field(1)]
    pub id: RowId,
    /// The agency that made it for itself or for a client.
    #[field(2, access = "create")]
    pub agency_id: Option<Ref<Agency>>,
    #[field(3, access = "create")]
    pub client_id: Option<Ref<Client>>,
    /// What programs call it, such as `AGENCY_ADMIN`.
    #[field(4, index, access = "create")]
    pub name: Line<80>,
    /// What people call it.
    #[field(5, index)]
    pub label: Line<120>,
    #[field(6)]
    pub description: Option<Prose>,
    #[field(7, access = "create")]
    pub level: RoleLevel,
    /// The grants of its permission rows in the compact form that tokens carry: written whenever those change, so
    /// that a sign-in reads one row.
    #[field(8, access = "read")]
    pub permissions: Option<Json>,
    #[field(9, default = true)]
    pub is_active: bool,
    /// Whether it came with the platform: it cannot be changed, only copied.
    #[field(10, default = false, access = "read")]
    pub is_system: bool,
}
