use entity::Entity;
use entity::types::{Bounded, Instant, Ref, RowId};

use super::{Appointment, Hold, Service, Staff};
use crate::identity::entities::{Client, Room};

/// What is taken: a person, and the room with them, by an appointment or a hold. Slots are read from these rows, and
/// what is booked is guarded by them.
///
/// It is not in the change log: it says again what its appointment says, in the form that is quickest to look through.
/// Buffers included it is at most a day long, so that a range of them is a range of their beginnings.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 90,
    module = "appointments",
    table = "occupancies",
    prefix = "occ",
    title = "id",
    writes = "log",
    client = "client_id",
    owners("staff_id.user_id"),
    index("staff_id, start_time"),
    index("room_id, start_time")
)]
pub struct Occupancy {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "read")]
    pub staff_id: Ref<Staff>,
    /// Empty too once the room is gone: the person is still taken.
    #[field(4, on_delete = "set_null", access = "read")]
    pub room_id: Option<Ref<Room>>,
    #[field(5, on_delete = "cascade", access = "read")]
    pub service_id: Ref<Service>,
    #[field(6, on_delete = "cascade", access = "read")]
    pub appointment_id: Option<Ref<Appointment>>,
    #[field(7, on_delete = "cascade", access = "read")]
    pub hold_id: Option<Ref<Hold>>,
    /// With the buffer before.
    #[field(8, access = "read")]
    pub start_time: Instant,
    /// With the buffer after.
    #[field(9, access = "read")]
    pub end_time: Instant,
    /// When the service itself begins: who shares service, person and this start is in the same session.
    #[field(10, access = "read")]
    pub session_start: Instant,
    #[field(11, default = 1, access = "read")]
    pub seats: Bounded<1, 1000>,
    /// From here on a hold keeps nobody out; empty for appointments.
    #[field(12, access = "read")]
    pub expires_at: Option<Instant>,
}
