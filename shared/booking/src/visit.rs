//! An appointment with everything that somebody is told of it.

use api::Problem;
use domain::appointments::entities::Appointment;
use entity::{Entity, Row, Value};
use store::sql::{Access, Sql};
use store::{ResultSet, Statement};

use crate::contact::Guest;
use crate::link::without_query;
use crate::rows::{MINUTE_MS, number, rows, text};

/// How many times an appointment was moved, by whomever, when its visitor may not move it any more: each move writes to
/// everybody who meets.
const MOST_MOVES: i64 = 10;

/// An appointment as its visitor knows it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The appointment's id.
    pub id: String,
    /// The client's id.
    pub client: String,
    /// The service's id.
    pub service: String,
    /// What the service is called.
    pub service_name: String,
    /// Who serves, or the first of them: an id.
    pub staff: String,
    /// Who serves: names, separated by commas.
    pub staff_name: String,
    /// What the client is called.
    pub client_name: String,
    /// The client's e-mail address.
    pub client_email: Option<String>,
    /// The client's telephone number.
    pub client_phone: Option<String>,
    /// Where it is.
    pub place: Option<String>,
    /// In which room.
    pub room: Option<String>,
    /// Who comes, as they said when it was booked; the contact, where it was booked before that was kept.
    pub guest: Guest,
    /// When it begins, in milliseconds since 1970.
    pub start_ms: i64,
    /// When it ends.
    pub end_ms: i64,
    /// As [`domain::appointments::entities::AppointmentStatus`] has it.
    pub status: String,
    /// The version of its row.
    pub version: i64,
    /// How many seats it takes.
    pub seats: i64,
    /// The zone that its visitor reads times in.
    pub time_zone: String,
    /// The language of its visitor.
    pub language: String,
    /// What calendars know it by.
    pub uid: String,
    /// What calendars have been told so far.
    pub sequence: i64,
    /// How many times it was moved.
    pub times_rescheduled: i64,
    /// Milliseconds before the start until which a visitor may cancel.
    pub cancel_notice_ms: i64,
    /// Milliseconds before the start until which a visitor may move it.
    pub reschedule_notice_ms: i64,
    /// The widget that it came through.
    pub widget: Option<String>,
    /// Whether its entry waits in quarantine, or was put away there, and nobody has confirmed it. Nobody writes to the address in it then: it may be
    /// that of somebody who knows nothing of it.
    pub is_suspicious: bool,
    /// The page that it was booked on, while its domain is a verified one of the client.
    pub page: Option<String>,
}

/// An appointment after something was done about it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it is now.
    pub visit: Visit,
    /// The cells of its row, as [`api::render::visible`] has the fields.
    pub row: Vec<Value>,
}

/// The columns and tables of a visit. The page is what a visitor's browser said, so that it counts only on a host that the
/// client has shown to be theirs: between the scheme and the first slash, and of letters that a host has.
pub(crate) const SELECT: &str = "SELECT t.id, t.client_id, t.service_id, v.name AS service_name, t.staff_id, \
    coalesce((SELECT group_concat(p.name, ', ') FROM appointment_staff x JOIN staff p ON p.id = x.staff_id \
    WHERE x.appointment_id = t.id), f.name) AS staff_name, c.name AS client_name, c.email AS client_email, \
    c.phone AS client_phone, coalesce(v.location_note, l.name) AS place, r.name AS room_name, \
    iif(coalesce(t.guest_name, t.guest_email, t.guest_phone) IS NULL, k.display_name, t.guest_name) AS guest_name, \
    iif(coalesce(t.guest_name, t.guest_email, t.guest_phone) IS NULL, k.email, t.guest_email) AS guest_email, \
    iif(coalesce(t.guest_name, t.guest_email, t.guest_phone) IS NULL, k.phone, t.guest_phone) AS guest_phone, \
    t.start_time, t.end_time, t.status, \
    t.version, t.seats, t.time_zone, t.language, t.ics_uid, t.ics_sequence, t.times_rescheduled, \
    v.cancel_notice_minutes, \
    v.reschedule_notice_minutes, t.widget_id, \
    t.confirmed_at IS NULL AND EXISTS (SELECT 1 FROM form_submissions q WHERE q.id = t.form_submission_id AND \
    q.status <> 'ACCEPTED') AS is_suspicious, \
    (SELECT u.url FROM (SELECT client_id, source_url AS url, \
    substr(source_url, iif(source_url LIKE 'https://%', 9, 8), instr(substr(source_url, 9) || '/', '/') - \
    iif(source_url LIKE 'https://%', 1, 0)) AS host FROM form_submissions WHERE id = t.form_submission_id) u \
    JOIN domains d ON d.client_id = u.client_id AND d.is_active = 1 AND d.verified_at IS NOT NULL \
    WHERE u.host NOT GLOB '*[^-a-z0-9.:]*' AND (u.url LIKE 'https://%' OR u.host GLOB '127.0.0.1:*') AND \
    (u.host = d.domain OR d.includes_subdomains = 1 AND u.host LIKE '%.' || d.domain) LIMIT 1) AS page \
    FROM appointments t JOIN services v ON v.id = t.service_id \
    JOIN staff f ON f.id = t.staff_id JOIN clients c ON c.id = t.client_id LEFT JOIN contacts k ON k.id = t.contact_id \
    LEFT JOIN locations l ON l.id = t.location_id LEFT JOIN rooms r ON r.id = t.room_id";

impl Visit {
    /// The statement that reads one that `access` reaches.
    pub fn statement(id: &str, access: &Access) -> Statement {
        let mut sql = Sql::new(SELECT);
        sql.push(" WHERE t.id = ").bind(id).push(" AND ");
        sql.access("t", Appointment::DEFINITION, access);
        sql.finish()
    }

    /// Reads what [`Visit::statement`] gave.
    ///
    /// # Errors
    ///
    /// When there is no such appointment, or not for the caller.
    pub fn read(set: Option<&ResultSet>) -> Result<Self, Problem> {
        rows(set).next().map(|row| Visit::of(&row)).ok_or_else(Problem::not_found)
    }

    /// The statement that reads what whoever has this calendar feed serves from a moment on, `most` at most.
    pub fn of_feed(feed_hash: &str, from_ms: i64, most: i64) -> Statement {
        let person = "(SELECT id FROM staff WHERE calendar_feed_hash = ?1)";
        let sql = format!(
            "{SELECT} WHERE t.id IN (SELECT id FROM appointments WHERE staff_id = {person} AND start_time > ?2 \
             UNION SELECT appointment_id FROM appointment_staff WHERE staff_id = {person}) AND t.start_time > ?2 \
             AND t.status IN ('SCHEDULED', 'CONFIRMED', 'COMPLETED') ORDER BY t.start_time LIMIT ?3"
        );
        Statement::new(sql, vec![feed_hash.into(), from_ms.into(), most.into()])
    }

    /// Reads all that [`Visit::of_feed`] gave.
    pub fn read_all(set: Option<&ResultSet>) -> Vec<Self> {
        rows(set).map(|row| Visit::of(&row)).collect()
    }

    pub(crate) fn of(row: &Row<'_>) -> Self {
        let optional = |column: &str| row.text(column).map(str::to_owned);
        Visit {
            id: text(row, "id"),
            client: text(row, "client_id"),
            service: text(row, "service_id"),
            service_name: text(row, "service_name"),
            staff: text(row, "staff_id"),
            staff_name: text(row, "staff_name"),
            client_name: text(row, "client_name"),
            client_email: optional("client_email"),
            client_phone: optional("client_phone"),
            place: optional("place"),
            room: optional("room_name"),
            guest: Guest {
                name: optional("guest_name"),
                email: optional("guest_email"),
                phone: optional("guest_phone"),
            },
            start_ms: number(row, "start_time"),
            end_ms: number(row, "end_time"),
            status: text(row, "status"),
            version: number(row, "version"),
            seats: number(row, "seats"),
            time_zone: text(row, "time_zone"),
            language: text(row, "language"),
            uid: text(row, "ics_uid"),
            sequence: number(row, "ics_sequence"),
            times_rescheduled: number(row, "times_rescheduled"),
            cancel_notice_ms: number(row, "cancel_notice_minutes") * MINUTE_MS,
            reschedule_notice_ms: number(row, "reschedule_notice_minutes") * MINUTE_MS,
            widget: optional("widget_id"),
            is_suspicious: number(row, "is_suspicious") == 1,
            page: row.text("page").and_then(without_query),
        }
    }

    /// What calendars know an appointment by.
    pub(crate) fn uid_of(id: &str) -> String {
        format!("{id}@portico")
    }

    /// The same as calendars are told that it does not take place then.
    pub(crate) fn gone(&self) -> Visit {
        Visit { sequence: self.sequence + 1, status: "CANCELLED".to_owned(), ..self.clone() }
    }

    /// Whether it still takes somebody's time.
    pub fn is_live(&self) -> bool {
        matches!(self.status.as_str(), "SCHEDULED" | "CONFIRMED")
    }

    /// Whether its visitor may move it once more.
    pub fn may_be_moved(&self) -> bool {
        self.times_rescheduled < MOST_MOVES
    }

    /// The last moment at which its visitor may cancel it.
    pub fn cancel_until_ms(&self) -> i64 {
        self.start_ms - self.cancel_notice_ms
    }

    /// The last moment at which its visitor may move it.
    pub fn reschedule_until_ms(&self) -> i64 {
        self.start_ms - self.reschedule_notice_ms
    }
}
