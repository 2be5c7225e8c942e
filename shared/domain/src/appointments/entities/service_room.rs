use entity::Entity;
use entity::types::{Bounded, Ref, RowId};

use super::Service;
use crate::identity::entities::{Client, Room};

/// That a service can take place in a room.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 83,
    module = "appointments",
    table = "service_rooms",
    prefix = "svr",
    title = "id",
    client = "client_id",
    unique("service_id, room_id")
)]
pub struct ServiceRoom {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "create")]
    pub service_id: Ref<Service>,
    #[field(4, on_delete = "cascade", access = "create")]
    pub room_id: Ref<Room>,
    /// The first choice has the lowest number.
    #[field(5, default = 0)]
    pub priority: Bounded<0, 1_000_000>,
}
