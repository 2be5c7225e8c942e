use entity::Entity;
use entity::types::{Bounded, Ref, RowId};

use super::{Service, Staff};
use crate::identity::entities::Client;

/// That somebody offers a service.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 82,
    module = "appointments",
    table = "staff_services",
    prefix = "sts",
    title = "id",
    client = "client_id",
    owners("staff_id.user_id"),
    unique("service_id, staff_id")
)]
pub struct StaffService {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "create")]
    pub staff_id: Ref<Staff>,
    #[field(4, on_delete = "cascade", access = "create")]
    pub service_id: Ref<Service>,
    /// For this service; that of the person when empty.
    #[field(5)]
    pub priority: Option<Bounded<0, 1_000_000>>,
}
