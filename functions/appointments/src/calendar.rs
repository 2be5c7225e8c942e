//! `GET /api/appointments/calendar`.

use api::command::answer;
use api::render::Rows;
use api::{Context, Problem, Request, Response, render};
use booking::{TeamQuestion, team};
use domain::appointments::entities::{Appointment, Staff};
use domain::identity::entities::Client;
use domain::time::{Interval, civil};
use entity::types::{Ref, ZoneName};
use entity::{CalendarDate, Entity, FieldType, Invalid, json};
use serde_json::Value as Json;

use crate::answer::{Parameters, write_instant};

/// The most people that one request names.
const MOST_PEOPLE: usize = 100;

/// A day, a week or a month of a team.
pub async fn read(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut query = Parameters::read(&request.query)?;
    let (from_day, to_day) = days(query.day("date")?, query.text("view").as_deref())?;
    let client = query.optional::<Ref<Client>>("client_id")?.map(|client| client.id);
    let missing = || Problem::parameter("client_id", Invalid::new("required", "Say whose calendar it is."));
    let question = TeamQuestion {
        client: client.or_else(|| context.caller().ok()?.client.clone()).ok_or_else(missing)?,
        staff: people(query.text("staff_id").as_deref())?,
        from_day,
        to_day,
        time_zone: query.optional::<ZoneName>("time_zone")?.map(|zone| zone.0),
    };
    query.finish()?;
    let found = team(context, &question).await?;
    let mut out = String::from("{");
    write_instant("from", Some(found.window.start * 1000), &mut out);
    out.push(',');
    write_instant("to", Some(found.window.end * 1000), &mut out);
    out.push_str(",\"time_zone\":");
    json::write_string(&found.time_zone, &mut out);
    out.push_str(",\"appointments\":[");
    let fields = render::visible(Appointment::DEFINITION, None);
    let rows = Rows::new(&fields);
    for (position, row) in found.appointments.iter().enumerate() {
        out.push_str(if position > 0 { "," } else { "" });
        rows.write(row, &mut out, |_| {});
    }
    out.push_str("],\"staff\":[");
    for (position, member) in found.members.iter().enumerate() {
        out.push_str(if position > 0 { ",{\"id\":" } else { "{\"id\":" });
        json::write_string(&member.id, &mut out);
        out.push_str(",\"name\":");
        json::write_string(&member.name, &mut out);
        write_intervals("open", &member.open, &mut out);
        write_intervals("busy", &member.busy, &mut out);
        out.push('}');
    }
    out.push_str("]}");
    Ok(answer(200, out))
}

/// The first and the last day of a view. Weeks begin on Monday.
fn days(day: i32, view: Option<&str>) -> Result<(i32, i32), Problem> {
    match view {
        None | Some("day") => Ok((day, day)),
        Some("week") => {
            let monday = day - civil::weekday(day);
            Ok((monday, monday + 6))
        }
        Some("month") => {
            let (year, month, of_month) = CalendarDate::of_days(day).year_month_day();
            let first = day - of_month + 1;
            let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            let next = CalendarDate::new(next_year, next_month, 1).map_or(first + 31, CalendarDate::days);
            Ok((first, next - 1))
        }
        Some(_) => Err(Problem::parameter("view", Invalid::new("not_a_choice", "Must be day, week or month."))),
    }
}

/// The people of a list with commas.
fn people(list: Option<&str>) -> Result<Vec<String>, Problem> {
    let mut found = Vec::new();
    for name in list.unwrap_or_default().split(',').filter(|name| !name.is_empty()) {
        if found.len() >= MOST_PEOPLE {
            return Err(Problem::parameter("staff_id", Invalid::new("too_long", "Names too many people.")));
        }
        let parsed = <Ref<Staff> as FieldType>::KIND.parse(&Json::from(name));
        parsed.map_err(|invalid| Problem::parameter("staff_id", invalid))?;
        found.push(name.to_owned());
    }
    Ok(found)
}

fn write_intervals(name: &str, intervals: &[Interval], out: &mut String) {
    out.push(',');
    json::write_string(name, out);
    out.push_str(":[");
    for (position, interval) in intervals.iter().enumerate() {
        out.push_str(if position > 0 { ",{" } else { "{" });
        write_instant("start", Some(interval.start * 1000), out);
        out.push(',');
        write_instant("end", Some(interval.end * 1000), out);
        out.push('}');
    }
    out.push(']');
}
