//! What somebody may book, and what is to be booked.

use domain::appointments::entities::AppointmentSource;
use serde_json::Value as Json;
use store::sql::Access;

use crate::contact::Visitor;
use crate::reading::Reach;

/// What of whom somebody may reach who books.
pub struct Permit<'a> {
    /// The services that may be booked.
    pub services: Reach<'a>,
    /// The appointments that may be made; any where the system itself answers for it.
    pub appointments: Option<&'a Access>,
}

/// What is to be booked.
#[derive(Clone, Debug)]
pub struct Booking {
    /// The service.
    pub service: String,
    /// When it begins, in milliseconds since 1970.
    pub start_ms: i64,
    /// The one person that is asked for.
    pub staff: Option<String>,
    /// The hold that has kept the slot.
    pub hold: Option<String>,
    /// How many seats.
    pub seats: i64,
    /// Who comes.
    pub visitor: Visitor,
    /// The zone that they read times in; the client's when empty.
    pub time_zone: Option<String>,
    /// The language that they are written to in; the client's when empty.
    pub language: Option<String>,
    /// Their answers by the ids of the questions.
    pub answers: Option<Json>,
    /// What they wrote.
    pub notes: Option<String>,
    /// How it came in.
    pub source: AppointmentSource,
    /// The widget that it came through.
    pub widget: Option<String>,
    /// The form submission that is written alongside.
    pub form_submission: Option<String>,
    /// Why staff book it past notice, horizon and hours, or into the past.
    pub outside_rules: Option<String>,
    /// The page that it was booked on, of a verified domain and without a query.
    pub page: Option<String>,
}
