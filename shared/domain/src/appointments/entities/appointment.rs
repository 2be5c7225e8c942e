use entity::types::{
    Amount, Bounded, CurrencyCode, EmailAddress, Instant, LanguageTag, Line, PhoneNumber, Prose, Ref, RowId, ZoneName,
};
use entity::{Entity, choice};
use serde_json::Value as Json;

use super::{Service, Staff};
use crate::contacts::entities::Contact;
use crate::identity::entities::{Client, Location, Room};
use crate::types::RecordId;

choice! {
    /// Where an appointment stands.
    pub enum AppointmentStatus {
        /// It waits for somebody to confirm it.
        Scheduled = "SCHEDULED",
        Confirmed = "CONFIRMED",
        Completed = "COMPLETED",
        Cancelled = "CANCELLED",
        NoShow = "NO_SHOW",
    }
}

choice! {
    /// How an appointment came in.
    pub enum AppointmentSource {
        Staff = "STAFF",
        Widget = "WIDGET",
        Import = "IMPORT",
    }
}

/// Somebody comes for a service, at a time, to somebody.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 87,
    module = "appointments",
    table = "appointments",
    prefix = "apt",
    title = "id",
    writes = "commands",
    client = "client_id",
    location = "location_id",
    owners("staff_id.user_id"),
    index("staff_id, start_time"),
    index("staff_id, created_at"),
    index("status, end_time"),
    // Whoever is deleted is forgotten here too.
    follows(
        "contact_id: UPDATE appointments SET guest_name = NULL, guest_email = NULL, guest_phone = NULL WHERE id = NEW.id \
         AND NEW.contact_id IS NULL;"
    )
)]
pub struct Appointment {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, access = "read", on_delete = "set_null")]
    pub location_id: Option<Ref<Location>>,
    #[field(4, access = "read")]
    pub service_id: Ref<Service>,
    /// Who serves; the first of them where several do together.
    #[field(5, access = "read")]
    pub staff_id: Ref<Staff>,
    #[field(6, access = "read", on_delete = "set_null")]
    pub room_id: Option<Ref<Room>>,
    #[field(7, on_delete = "set_null", access = "read")]
    pub contact_id: Option<Ref<Contact>>,
    #[field(8, index, access = "read")]
    pub start_time: Instant,
    #[field(9, access = "read")]
    pub end_time: Instant,
    #[field(10, index, default = "SCHEDULED", access = "read")]
    pub status: AppointmentStatus,
    #[field(11, default = 1, access = "read")]
    pub seats: Bounded<1, 1000>,
    /// The zone that its visitor reads times in.
    #[field(12, access = "read")]
    pub time_zone: ZoneName,
    /// The language that its visitor is written to in.
    #[field(13, access = "read")]
    pub language: LanguageTag,
    /// What the visitor answered, by the ids of the service's questions.
    #[field(14, access = "read")]
    pub answers: Option<Json>,
    /// What the visitor wrote besides.
    #[field(15, access = "read")]
    pub notes: Option<Prose>,
    #[field(16, default = "STAFF", access = "read")]
    pub source: AppointmentSource,
    /// What the service cost when it was booked.
    #[field(17, access = "read")]
    pub price: Option<Amount>,
    /// The currency of `price`.
    #[field(18, access = "read")]
    pub currency: Option<CurrencyCode>,
    /// What calendars know it by, for ever.
    #[field(19, access = "read")]
    pub ics_uid: Line<120>,
    /// Counts what calendars must be told.
    #[field(20, default = 0, access = "read")]
    pub ics_sequence: Bounded<0, 1_000_000>,
    /// Why it was declined, cancelled or moved the last time, or booked outside the rules.
    #[field(21, access = "read")]
    pub reason: Option<Line<500>>,
    #[field(22, access = "read")]
    pub confirmed_at: Option<Instant>,
    #[field(23, access = "read")]
    pub cancelled_at: Option<Instant>,
    /// How many times it was moved.
    #[field(24, default = 0, access = "read")]
    pub times_rescheduled: Bounded<0, 1_000_000>,
    /// The widget that it came through.
    #[field(25, access = "read")]
    pub widget_id: Option<RecordId>,
    /// The form submission with where its visitor came from.
    #[field(26, access = "read")]
    pub form_submission_id: Option<RecordId>,
    /// What whoever comes was called when it was booked: messages about it go to these, whatever becomes of the contact.
    #[field(27, access = "read")]
    pub guest_name: Option<Line<250>>,
    /// Their e-mail address then.
    #[field(28, access = "read")]
    pub guest_email: Option<EmailAddress>,
    /// Their telephone number then.
    #[field(29, access = "read")]
    pub guest_phone: Option<PhoneNumber>,
    /// Whether staff booked or moved it past the notice, the horizon or the hours, or into the past.
    #[field(30, default = false, access = "read")]
    pub outside_rules: bool,
}
