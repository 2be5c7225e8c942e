use entity::Entity;
use entity::types::{Bounded, EmailAddress, Instant, Line, PhoneNumber, Prose, Ref, RowId, WebAddress, ZoneName};

use crate::identity::entities::{Client, Location, User};
use crate::types::{CalendarAddress, Token};

/// Somebody who serves, whether or not they sign in here.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 81,
    module = "appointments",
    table = "staff",
    prefix = "stf",
    title = "name",
    client = "client_id",
    owners("user_id"),
    search("name", "email"),
    unique("calendar_feed_hash"),
    index("busy_feed_due_at"),
    unlogged("busy_feed_fetched_at", "busy_feed_due_at"),
    follows(
        "busy_feed_url: DELETE FROM busy_times WHERE staff_id = NEW.id; UPDATE staff SET busy_feed_due_at = NULL, \
         busy_feed_fetched_at = NULL, busy_feed_error = NULL WHERE id = NEW.id;"
    ),
    extensible
)]
pub struct Staff {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "set_null")]
    pub location_id: Option<Ref<Location>>,
    /// Who they are when they sign in.
    #[field(4, on_delete = "set_null")]
    pub user_id: Option<Ref<User>>,
    #[field(5, index)]
    pub name: Line<200>,
    #[field(6, index)]
    pub email: Option<EmailAddress>,
    #[field(7)]
    pub phone: Option<PhoneNumber>,
    #[field(8)]
    pub job_title: Option<Line<120>>,
    #[field(9)]
    pub bio: Option<Prose>,
    #[field(10)]
    pub photo_url: Option<WebAddress>,
    /// The wall clock of their hours; that of their location when empty, or else the client's.
    #[field(11)]
    pub time_zone: Option<ZoneName>,
    /// With assignment by priority, the lowest number comes first.
    #[field(12, index, default = 0)]
    pub priority: Bounded<0, 1_000_000>,
    /// SHA-256 of the token in the address of their calendar feed.
    #[field(13, access = "hidden")]
    pub calendar_feed_hash: Option<Token<64>>,
    /// An iCalendar feed whose events keep them busy. With another address the busy times of the old one are gone.
    #[field(14)]
    pub busy_feed_url: Option<CalendarAddress>,
    /// When the feed was last read in full.
    #[field(15, access = "read")]
    pub busy_feed_fetched_at: Option<Instant>,
    /// When the feed is to be read next.
    #[field(16, access = "read")]
    pub busy_feed_due_at: Option<Instant>,
    /// Why the feed could not be read the last time.
    #[field(17, access = "read")]
    pub busy_feed_error: Option<Line<250>>,
    #[field(18, index, default = true)]
    pub is_active: bool,
    /// Whether they are written to about their appointments.
    #[field(19, default = true)]
    pub is_notified: bool,
    /// What of the feed was not understood when it was last read, and so may not keep them busy.
    #[field(20, access = "read")]
    pub busy_feed_warning: Option<Line<250>>,
}
