use entity::Entity;
use entity::types::{Ref, RowId};

use super::{Appointment, Staff};
use crate::identity::entities::Client;

/// That somebody serves in an appointment that several serve together.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 88,
    module = "appointments",
    table = "appointment_staff",
    prefix = "aps",
    title = "id",
    writes = "commands",
    client = "client_id",
    location = "appointment_id.location_id",
    owners("staff_id.user_id"),
    unique("appointment_id, staff_id")
)]
pub struct AppointmentStaff {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "read")]
    pub appointment_id: Ref<Appointment>,
    #[field(4, access = "read")]
    pub staff_id: Ref<Staff>,
}
