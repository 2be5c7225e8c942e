use entity::Entity;
use entity::types::{Instant, Line, Ref, RowId};

use super::Staff;
use crate::identity::entities::Client;

/// A time at which somebody is busy by a calendar outside, as it was last read: at most a day long, so that a range of
/// them is a range of their beginnings.
///
/// It is not in the change log: each reading of the calendar writes them anew.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 86,
    module = "appointments",
    table = "busy_times",
    prefix = "bsy",
    title = "uid",
    writes = "log",
    client = "client_id",
    owners("staff_id.user_id"),
    index("staff_id, start_time")
)]
pub struct BusyTime {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "read")]
    pub staff_id: Ref<Staff>,
    #[field(4, index, access = "read")]
    pub start_time: Instant,
    #[field(5, access = "read")]
    pub end_time: Instant,
    /// What the calendar calls the event.
    #[field(6, access = "read")]
    pub uid: Option<Line<250>>,
}
