//! What is read to know what is free: six statements, one round trip.

use api::Context;
use entity::{CalendarDate, EntityDef, Value};
use store::Statement;
use store::sql::{Access, Sql};

use crate::colleague;
use crate::hours::ZONE_OF_STAFF;
use crate::rows::DAY_MS;

/// How many statements an offer is read by.
pub(crate) const STATEMENTS: usize = 6;

/// Which services a caller reaches.
#[derive(Clone, Copy)]
pub enum Reach<'a> {
    /// Every one: what may be asked for is said elsewhere. A function without callers does not carry what a service is.
    Everything,
    /// Those of this definition, which is the service's, that the caller's grants reach.
    Of(&'static EntityDef, &'a Access),
}

/// What is asked of a service.
#[derive(Clone, Debug)]
pub struct Question {
    /// The service.
    pub service: String,
    /// The one person that is asked for.
    pub staff: Option<String>,
    /// From when on busy times matter, in milliseconds since 1970.
    pub from_ms: i64,
    /// Until when they do; as far as the service can be booked when empty.
    pub to_ms: Option<i64>,
    /// A hold whose time does not count as taken: the caller's own.
    pub own_hold: Option<String>,
    /// An appointment whose time does not count as taken: the one that is moved.
    pub own_appointment: Option<String>,
}

/// How far around a start is looked for what else is free, in milliseconds: fourteen days.
const AROUND_MS: i64 = 14 * DAY_MS;

impl Question {
    /// What is asked to take one start of a service, and to say what else is free where it is not.
    pub(crate) fn around(service: &str, staff: Option<&str>, start_ms: i64, now_ms: i64) -> Self {
        // What is over is not free, and what comes after it is asked for instead.
        let from_ms = start_ms.max(now_ms);
        Question {
            service: service.to_owned(),
            staff: staff.map(str::to_owned),
            from_ms: from_ms - DAY_MS,
            to_ms: Some(from_ms.saturating_add(AROUND_MS)),
            own_hold: None,
            own_appointment: None,
        }
    }

    /// The same with what is taken from a start on that may be over, for staff who book outside the rules.
    pub(crate) fn with_start(self, start_ms: i64, outside: bool) -> Self {
        match outside {
            true => Question { from_ms: start_ms - DAY_MS, to_ms: Some(start_ms.saturating_add(AROUND_MS)), ..self },
            false => self,
        }
    }

    /// The statements, in the order that [`crate::Offer::read`] takes their results.
    pub(crate) fn statements(&self, context: &Context<'_>, services: Reach<'_>) -> Vec<Statement> {
        vec![
            self.service(services),
            self.people(),
            self.hours(),
            self.availabilities(),
            self.rooms(),
            self.busy(context.now_ms),
        ]
    }

    fn service(&self, services: Reach<'_>) -> Statement {
        let mut sql = Sql::new(
            "SELECT t.id, t.version, t.client_id, t.location_id, t.name, t.duration_minutes, t.price, t.currency, \
             t.buffer_before_minutes, t.buffer_after_minutes, t.minimum_notice_minutes, t.horizon_days, \
             t.slot_step_minutes, t.capacity, t.assignment, t.staff_choice, t.requires_approval, \
             t.cancel_notice_minutes, t.reschedule_notice_minutes, t.room_required, t.questions, t.reminder_minutes, \
             t.location_note, c.name AS client_name, c.email AS client_email, c.phone AS client_phone, \
             c.timezone AS client_zone, c.locale AS client_language, l.name AS location_name \
             FROM services t JOIN clients c ON c.id = t.client_id LEFT JOIN locations l ON l.id = t.location_id \
             WHERE c.is_active AND (t.is_active OR ",
        );
        // What was booked before a service was put aside may still be moved.
        sql.bind(self.own_appointment.is_some()).push(") AND t.id = ").bind(self.service.as_str());
        if let Reach::Of(entity, access) = services {
            sql.push(" AND ").access("t", entity, access);
        }
        sql.finish()
    }

    fn people(&self) -> Statement {
        let sql = format!(
            "SELECT s.id, s.name, {ZONE_OF_STAFF} AS time_zone, s.location_id, l.name AS location_name, \
             coalesce(ss.priority, s.priority) AS priority, \
             (SELECT max(a.created_at) FROM appointments a WHERE a.staff_id = s.id) AS last_booked, {} \
             FROM staff_services ss JOIN staff s ON s.id = ss.staff_id LEFT JOIN users u ON u.id = s.user_id \
             LEFT JOIN locations l ON l.id = s.location_id \
             WHERE ss.service_id = ?1 AND s.is_active AND (?2 IS NULL OR s.id = ?2) ORDER BY s.id",
            colleague::COLUMNS
        );
        Statement::new(sql, self.service_and_staff())
    }

    fn hours(&self) -> Statement {
        let sql = "SELECT w.staff_id, w.weekday, w.start_minute, w.end_minute FROM staff_services ss \
                   JOIN working_hours w ON w.staff_id = ss.staff_id WHERE ss.service_id = ?1 \
                   AND (?2 IS NULL OR ss.staff_id = ?2)";
        Statement::new(sql, self.service_and_staff())
    }

    fn availabilities(&self) -> Statement {
        // Days are those of a wall clock, at most a day from UTC.
        let day = |ms: i64, more: i32| {
            let days = i32::try_from(ms.div_euclid(DAY_MS)).unwrap_or_default().saturating_add(more);
            Value::from(CalendarDate::of_days(days).to_string())
        };
        let columns = "a.staff_id, a.date, a.end_date, a.start_minute, a.end_minute, a.is_available, a.replaces_hours, \
                       a.recurring_pattern";
        let in_range = "(a.recurring_pattern NOT NULL OR (a.date <= ?4 AND coalesce(a.end_date, a.date) >= ?3))";
        let sql = format!(
            "SELECT {columns} FROM staff_services ss JOIN availabilities a ON a.staff_id = ss.staff_id \
             WHERE ss.service_id = ?1 AND (?2 IS NULL OR ss.staff_id = ?2) AND {in_range} \
             UNION ALL SELECT {columns} FROM availabilities a WHERE a.client_id = (SELECT client_id FROM services \
             WHERE id = ?1) AND a.staff_id IS NULL AND {in_range}"
        );
        let mut args = self.service_and_staff();
        let to = self.to_ms.unwrap_or(self.from_ms.saturating_add(FARTHEST_MS));
        args.extend([day(self.from_ms, -3), day(to, 3)]);
        Statement::new(sql, args)
    }

    fn rooms(&self) -> Statement {
        let sql = "SELECT r.id, r.name FROM service_rooms sr JOIN rooms r ON r.id = sr.room_id WHERE sr.service_id = ?1 \
                   AND r.is_active ORDER BY sr.priority, r.name, r.id";
        Statement::new(sql, vec![self.service.as_str().into()])
    }

    /// What is taken of the staff, then what is taken of the rooms by others, then the calendars from outside. Each row
    /// is at most a day long, so that both ends bound the range of an index.
    fn busy(&self, now_ms: i64) -> Statement {
        let until = "coalesce(?4, ?5 + (SELECT horizon_days FROM services WHERE id = ?1) * 86400000 + 172800000)";
        let live = "(o.expires_at IS NULL OR o.expires_at > ?5) AND o.hold_id IS NOT ?6 AND o.appointment_id IS NOT ?7";
        let range = |alias: &str| {
            format!("{alias}.start_time > ?3 - 86400000 AND {alias}.start_time < {until} AND {alias}.end_time > ?3")
        };
        let offered = "ss.service_id = ?1 AND (?2 IS NULL OR ss.staff_id = ?2)";
        let (taken, outside) = (range("o"), range("b"));
        let sql = format!(
            "SELECT o.staff_id, o.room_id, o.start_time, o.end_time, iif(o.service_id = ?1, o.session_start, NULL) \
             AS session_start, o.seats FROM staff_services ss JOIN occupancies o ON o.staff_id = ss.staff_id AND {taken} \
             WHERE {offered} AND {live} \
             UNION ALL SELECT NULL, o.room_id, o.start_time, o.end_time, NULL, 0 FROM service_rooms sr \
             JOIN occupancies o ON o.room_id = sr.room_id AND {taken} WHERE sr.service_id = ?1 AND {live} \
             AND NOT EXISTS (SELECT 1 FROM staff_services ss WHERE ss.staff_id = o.staff_id AND {offered}) \
             UNION ALL SELECT b.staff_id, NULL, b.start_time, b.end_time, NULL, 0 FROM staff_services ss \
             JOIN busy_times b ON b.staff_id = ss.staff_id AND {outside} WHERE {offered}"
        );
        let mut args = self.service_and_staff();
        args.extend([
            self.from_ms.into(),
            self.to_ms.into(),
            now_ms.into(),
            // Nobody's own is the empty text, which is no id: what is not null would be everything.
            self.own_hold.clone().unwrap_or_default().into(),
            self.own_appointment.clone().unwrap_or_default().into(),
        ]);
        Statement::new(sql, args)
    }

    fn service_and_staff(&self) -> Vec<Value> {
        vec![self.service.as_str().into(), self.staff.clone().into()]
    }
}

/// Nothing is booked further ahead than this.
const FARTHEST_MS: i64 = 400 * DAY_MS;
