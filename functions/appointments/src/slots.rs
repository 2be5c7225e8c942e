//! `GET /api/appointments/slots`.

use api::command::answer;
use api::{Context, Problem, Request, Response};
use booking::{Nothing, Reach, SlotsQuestion, slots};
use domain::appointments::entities::{Service, Staff};
use entity::types::{Bounded, Ref, ZoneName};
use entity::{Entity, json};

use crate::answer::{Parameters, write_instant};

/// When a service is free.
pub async fn list(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut query = Parameters::read(&request.query)?;
    let question = SlotsQuestion {
        service: query.required::<Ref<Service>>("service_id")?.id,
        staff: query.optional::<Ref<Staff>>("staff_id")?.map(|staff| staff.id),
        from_day: query.day("from")?,
        to_day: query.day("to")?,
        time_zone: query.optional::<ZoneName>("time_zone")?.map(|zone| zone.0),
        seats: query.optional::<Bounded<1, 1000>>("seats")?.map_or(1, |seats| seats.0),
        own_appointment: None,
    };
    query.finish()?;
    let access = context.access(Service::DEFINITION, "read")?;
    let services = Reach::Of(Service::DEFINITION, &access);
    let found = slots(context, &context.caller()?.database, services, &question, &mut Nothing).await?;
    let mut out = String::with_capacity(64 + found.slots.len() * 56);
    out.push_str("{\"time_zone\":");
    json::write_string(&found.time_zone, &mut out);
    out.push_str(",\"slots\":[");
    for (position, slot) in found.slots.iter().enumerate() {
        out.push_str(if position > 0 { ",{" } else { "{" });
        write_instant("start", Some(slot.start_ms), &mut out);
        out.push_str(",\"seats_left\":");
        json::write_integer(slot.seats_left.into(), &mut out);
        out.push('}');
    }
    out.push_str("],");
    write_instant("next_free", found.next_free, &mut out);
    out.push('}');
    Ok(answer(200, out))
}
