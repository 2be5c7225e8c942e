use entity::types::{Bounded, Ref, RowId};
use entity::{Entity, choice};

use super::Staff;
use crate::identity::entities::Client;

choice! {
    /// A day of the week.
    pub enum Weekday {
        Monday = "MONDAY",
        Tuesday = "TUESDAY",
        Wednesday = "WEDNESDAY",
        Thursday = "THURSDAY",
        Friday = "FRIDAY",
        Saturday = "SATURDAY",
        Sunday = "SUNDAY",
    }
}

/// Hours of every week in which somebody serves, by their wall clock. A break is what lies between two rows of a day.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 84,
    module = "appointments",
    table = "working_hours",
    prefix = "wkh",
    title = "weekday",
    client = "client_id",
    owners("staff_id.user_id"),
    index("staff_id, weekday"),
    ordered("start_minute < end_minute")
)]
pub struct WorkingHours {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "create")]
    pub staff_id: Ref<Staff>,
    #[field(4)]
    pub weekday: Weekday,
    /// When they begin, in minutes since midnight on the wall.
    #[field(5)]
    pub start_minute: Bounded<0, 1439>,
    /// When they end, after `start_minute`: 1440 is midnight, and what is beyond it on the day after.
    #[field(6)]
    pub end_minute: Bounded<1, 2880>,
}
