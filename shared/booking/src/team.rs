//! A team over some days: its appointments, and when each of them is open and busy. One round trip.

use api::resource::idempotency::columns;
use api::{Context, Problem, render};
use domain::appointments::entities::{Appointment, Staff};
use domain::appointments::slots::{self, open, range};
use domain::identity::entities::Client;
use domain::time::{Interval, TimeZone, seconds_ceil, seconds_floor, sets};
use entity::{CalendarDate, Entity, Value, json};
use store::sql::{Sql, row_by_id};
use store::{ResultSet, Statement};

use crate::hours::{Exception, Hours, ZONE_OF_STAFF, Zones, days_of, weekly};
use crate::rows::{DAY_MS, number, read, rows, text};

/// The most appointments of one answer.
const MOST: i64 = 5000;

/// What is asked.
#[derive(Clone, Debug)]
pub struct TeamQuestion {
    /// The client.
    pub client: String,
    /// Only these people; everybody when empty.
    pub staff: Vec<String>,
    /// The first day, in days since 1970.
    pub from_day: i32,
    /// The last day.
    pub to_day: i32,
    /// The zone of the days; the client's when empty.
    pub time_zone: Option<String>,
}

/// The days of a team.
#[derive(Clone, Debug)]
pub struct Team {
    /// From when to when: instants in seconds.
    pub window: Interval,
    /// The zone of the days.
    pub time_zone: String,
    /// The rows of the appointments that meet the window, as [`render::visible`] has the fields, in order of start.
    pub appointments: Vec<Vec<Value>>,
    /// The team, in the order of their names.
    pub members: Vec<Member>,
}

/// One of a team.
#[derive(Clone, Debug)]
pub struct Member {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// When they are open, in seconds; busy times apart.
    pub open: Vec<Interval>,
    /// When they are busy, in seconds: with buffers, as one where it touches.
    pub busy: Vec<Interval>,
}

/// What a team does on some days, as far as the caller may see.
///
/// # Errors
///
/// When there is no such client or zone for the caller.
pub async fn team(context: &Context<'_>, question: &TeamQuestion) -> Result<Team, Problem> {
    let sets = read(context, &context.caller()?.database, statements(context, question)?).await?;
    let [client, staff, hours, exceptions, busy, appointments] = sets.as_slice() else {
        return Err(Problem::internal());
    };
    let home = rows(Some(client)).next().map(|row| text(&row, "timezone")).ok_or_else(Problem::not_found)?;
    let name = question.time_zone.clone().unwrap_or(home);
    let zone = TimeZone::named(&name).ok_or_else(Problem::internal)?;
    let window = range(&zone, question.from_day, question.to_day);
    let mut zones = Zones::default();
    let member = |row: entity::Row<'_>| {
        let id = text(&row, "id");
        Member {
            name: text(&row, "name"),
            open: opened(&id, &zones.of(&row), hours, exceptions, window),
            busy: taken(&id, busy, window),
            id,
        }
    };
    let fields = render::visible(Appointment::DEFINITION, None);
    let place = |name: &str| fields.iter().position(|field| field.name == name);
    let (start, end) = (place("start_time"), place("end_time"));
    let at = |row: &[Value], place: Option<usize>| place.and_then(|place| row.get(place)).and_then(Value::as_integer);
    let meets = |row: &&Vec<Value>| {
        at(row, start).is_some_and(|start| start < window.end * 1000)
            && at(row, end).is_some_and(|end| end > window.start * 1000)
    };
    Ok(Team {
        window,
        time_zone: name,
        appointments: appointments.rows.iter().filter(meets).cloned().collect(),
        members: rows(Some(staff)).map(member).collect(),
    })
}

fn statements(context: &Context<'_>, question: &TeamQuestion) -> Result<Vec<Statement>, Problem> {
    let clients = context.access(Client::DEFINITION, "read")?;
    let people = context.access(Staff::DEFINITION, "read")?;
    let seen = context.access(Appointment::DEFINITION, "read")?;
    let client = question.client.as_str();
    let chosen: Vec<&str> = question.staff.iter().map(String::as_str).collect();
    let chosen = Value::from((!chosen.is_empty()).then(|| json::write_strings(&chosen)));
    let (from, to) = (i64::from(question.from_day) - 1, i64::from(question.to_day) + 2);
    let day = |day: i64, more: i64| CalendarDate::of_days(i32::try_from(day + more).unwrap_or_default()).to_string();

    let mut staff = Sql::new("SELECT s.id, s.name, ");
    staff.push(ZONE_OF_STAFF).push(" AS time_zone FROM staff s WHERE s.is_active AND s.client_id = ");
    staff.bind(client).push(" AND ").access("s", Staff::DEFINITION, &people);
    staff.push(" AND (").bind(chosen.clone()).push(" IS NULL OR s.id IN (SELECT value FROM json_each(");
    staff.bind(chosen.clone()).push("))) ORDER BY s.name, s.id");

    let mut appointments = Sql::new("SELECT ");
    let shown = columns(&render::visible(Appointment::DEFINITION, None));
    appointments.push(&shown.iter().map(|column| format!("t.{column}")).collect::<Vec<_>>().join(", "));
    appointments.push(" FROM appointments t WHERE t.client_id = ").bind(client);
    appointments.push(" AND t.start_time > ").bind((from - 1) * DAY_MS).push(" AND t.start_time < ").bind(to * DAY_MS);
    appointments.push(" AND (").bind(chosen.clone()).push(" IS NULL OR t.staff_id IN (SELECT value FROM json_each(");
    appointments
        .bind(chosen.clone())
        .push(")) OR EXISTS (SELECT 1 FROM appointment_staff x WHERE x.appointment_id = t.id");
    appointments.push(" AND x.staff_id IN (SELECT value FROM json_each(").bind(chosen).push(")))) AND ");
    appointments.access("t", Appointment::DEFINITION, &seen).push(" ORDER BY t.start_time, t.id LIMIT ").bind(MOST);

    Ok(vec![
        row_by_id(Client::DEFINITION, &client.into(), &clients, &["timezone"]),
        staff.finish(),
        Statement::new(
            "SELECT w.staff_id, w.weekday, w.start_minute, w.end_minute FROM working_hours w WHERE w.client_id = ?1",
            vec![client.into()],
        ),
        Statement::new(
            "SELECT a.staff_id, a.date, a.end_date, a.start_minute, a.end_minute, a.is_available, a.replaces_hours, \
             a.recurring_pattern FROM availabilities a WHERE a.client_id = ?1 AND (a.recurring_pattern NOT NULL OR \
             (a.date <= ?3 AND coalesce(a.end_date, a.date) >= ?2))",
            vec![client.into(), day(from, -2).into(), day(to, 2).into()],
        ),
        Statement::new(
            "SELECT o.staff_id, o.start_time, o.end_time FROM staff s JOIN occupancies o ON o.staff_id = s.id \
             AND o.start_time > ?2 AND o.start_time < ?3 WHERE s.client_id = ?1 AND (o.expires_at IS NULL OR \
             o.expires_at > ?4) UNION ALL SELECT b.staff_id, b.start_time, b.end_time FROM staff s JOIN busy_times b \
             ON b.staff_id = s.id AND b.start_time > ?2 AND b.start_time < ?3 WHERE s.client_id = ?1",
            vec![client.into(), ((from - 1) * DAY_MS).into(), (to * DAY_MS).into(), context.now_ms.into()],
        ),
        appointments.finish(),
    ])
}

/// When somebody is open.
fn opened(
    id: &str,
    zone: &TimeZone,
    weekly_rows: &ResultSet,
    exceptions: &ResultSet,
    window: Interval,
) -> Vec<Interval> {
    let mut hours = Hours::default();
    let own = |row: &entity::Row<'_>| row.text("staff_id") == Some(id);
    hours.weekly.extend(rows(Some(weekly_rows)).filter(own).filter_map(|row| weekly(&row)));
    let (from, to) = days_of(window);
    for row in rows(Some(exceptions)).filter(|row| row.text("staff_id").is_none_or(|staff| staff == id)) {
        if let Some(exception) = Exception::read(&row) {
            exception.add(zone, from, to, &mut hours);
        }
    }
    let staff = slots::Staff {
        zone,
        weekly: hours.weekly,
        overrides: hours.overrides,
        extra: hours.extra,
        off: hours.off,
        priority: 0,
        last_booked: 0,
    };
    open(&staff, window)
}

/// When somebody is busy.
fn taken(id: &str, busy: &ResultSet, window: Interval) -> Vec<Interval> {
    let interval = |row: entity::Row<'_>| {
        Interval::new(seconds_floor(number(&row, "start_time")), seconds_ceil(number(&row, "end_time")))
    };
    let own = rows(Some(busy)).filter(|row| row.text("staff_id") == Some(id));
    let mut intervals: Vec<Interval> = own.map(interval).collect();
    sets::normalise(&mut intervals);
    sets::intersection(&intervals, &[window])
}
