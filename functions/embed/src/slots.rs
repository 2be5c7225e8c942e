//! `GET /embed/{key}/slots`: when a service is free.

use api::command::document;
use api::query::pairs;
use api::{Context, Problem, Request, Response};
use booking::{Reach, SlotsQuestion};
use domain::appointments::entities::{Service, Staff};
use entity::json::object;
use entity::{CalendarDate, Entity, Invalid, civil, id};
use serde_json::Value as Json;
use store::Task;
use visitors::door::Page;
use visitors::token::Visit;

use crate::offered::{Offered, linked};

/// Free slots, in order of start: one round trip.
pub fn list<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    page: &'a Page,
    _visit: &'a Visit,
    _parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let question = question(context, page, &request.query)?;
        let mut offered = Offered {
            key: &page.key,
            appointment: question.own_appointment.as_deref(),
            service: &question.service,
            staff: question.staff.as_deref(),
        };
        let found = booking::slots(context, &page.database, Reach::Everything, &question, &mut offered).await?;
        let mut slots = Vec::with_capacity(found.slots.len());
        for slot in &found.slots {
            let start = civil::format_timestamp(slot.start_ms);
            slots.push(object([("start", start.into()), ("seats_left", slot.seats_left.into())]));
        }
        let answer = [
            ("time_zone", found.time_zone.into()),
            ("slots", Json::Array(slots)),
            ("next_free", found.next_free.and_then(civil::format_timestamp).into()),
        ];
        Ok(document(200, &object(answer)))
    })
}

fn question(context: &Context<'_>, page: &Page, query: &str) -> Result<SlotsQuestion, Problem> {
    let given = pairs(query)?;
    let text = |name: &str| {
        let found = given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        found.filter(|value| !value.is_empty())
    };
    let refused = |name: &str, code: &'static str, message: &str| Problem::parameter(name, Invalid::new(code, message));
    let day = |name: &str| {
        let date = text(name).and_then(CalendarDate::parse);
        date.map(CalendarDate::days).ok_or_else(|| refused(name, "date", "Must be a day such as 2026-05-04."))
    };
    let service = text("service_id").filter(|service| id::is_valid(Service::NAME.prefix, service));
    let staff = text("staff_id");
    if staff.is_some_and(|staff| !id::is_valid(Staff::NAME.prefix, staff)) {
        return Err(refused("staff_id", "id", "Must be the id of somebody of the staff."));
    }
    Ok(SlotsQuestion {
        service: service.ok_or_else(|| refused("service_id", "id", "Must be the id of a service."))?.to_owned(),
        staff: staff.map(str::to_owned),
        from_day: day("from")?,
        to_day: day("to")?,
        time_zone: text("time_zone").map(str::to_owned),
        seats: 1,
        // With a token of elsewhere, or none, every appointment takes its time.
        own_appointment: text("appointment").and_then(|token| linked(context, page, token)),
    })
}
