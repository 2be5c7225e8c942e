use entity::types::{Bounded, Line, Prose, Ref, RowId};
use entity::{CalendarDate, Entity, choice};

use super::Staff;
use crate::identity::entities::Client;
use crate::types::RecurrenceRule;

choice! {
    /// Why somebody is there, or is not.
    pub enum AvailabilityType {
        Personal = "PERSONAL",
        Sick = "SICK",
        Vacation = "VACATION",
        Training = "TRAINING",
        Maintenance = "MAINTENANCE",
        Holiday = "HOLIDAY",
        Other = "OTHER",
    }
}

/// What differs from the weekly hours: time off, hours of single days, extra hours, holidays.
///
/// Days and minutes are those of the person's wall clock. Without a person it is for everybody of the client.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 85,
    module = "appointments",
    table = "availabilities",
    prefix = "avl",
    title = "reason",
    client = "client_id",
    owners("staff_id.user_id"),
    index("staff_id, date"),
    ordered(
        "date <= end_date",
        "start_minute < end_minute when coalesce(NEW.end_date, NEW.date) = NEW.date OR (NEW.replaces_hours AND NEW.is_available)"
    )
)]
pub struct Availability {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    /// Whom it is about; everybody of the client when empty.
    #[field(3, on_delete = "cascade", access = "create", alias("user_id"))]
    pub staff_id: Option<Ref<Staff>>,
    /// The first day.
    #[field(4, index)]
    pub date: CalendarDate,
    /// The last day of one that is longer than a day; the first when empty.
    #[field(5)]
    pub end_date: Option<CalendarDate>,
    /// When it begins on the first day, in minutes since midnight; the beginning of the day when empty.
    #[field(6, alias("start_time"))]
    pub start_minute: Option<Bounded<0, 1439>>,
    /// When it ends on the last day, in minutes since its midnight, after `start_minute` where that is the same day; the end
    /// of the day when empty. What is beyond 1440 is on the day after.
    #[field(7, alias("end_time"))]
    pub end_minute: Option<Bounded<1, 2880>>,
    /// Whether they serve then, or do not.
    #[field(8, index, default = true)]
    pub is_available: bool,
    /// Whether these hours take the place of the weekly ones of the day, or come beside them.
    #[field(9, default = false)]
    pub replaces_hours: bool,
    #[field(10, index, default = "PERSONAL", alias("type"))]
    pub availability_type: AvailabilityType,
    #[field(11, index)]
    pub reason: Option<Line<250>>,
    #[field(12)]
    pub notes: Option<Prose>,
    /// When it comes again, as RRULE of RFC 5545 with the first day for its beginning.
    #[field(13, alias("is_recurring"))]
    pub recurring_pattern: Option<RecurrenceRule>,
}
