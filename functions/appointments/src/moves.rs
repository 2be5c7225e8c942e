//! `POST /api/appointments/{id}/confirm`, `/decline`, `/complete`, `/no-show`, `/cancel` and `/reschedule`.

use api::{Context, Members, Problem, Request, Response};
use booking::{By, Move, Rescheduling, change_status, reschedule as move_to};
use domain::appointments::entities::{Appointment, Staff};
use entity::Entity;
use entity::types::{Instant, Line, Ref};
use store::Task;

use crate::answer::{appointment, outside_rules};

/// Takes a step.
pub fn step<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    id: &'a str,
    step: Move,
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let mut members = Members::read_optional(request)?;
        let reason = members.optional::<Line<500>>("reason").map(|reason| reason.0);
        members.finish()?;
        api::resource::id_of(Appointment::DEFINITION, id)?;
        let database = &context.caller()?.database;
        let changed = change_status(context, database, By::Staff, id, step, reason.as_deref()).await?;
        Ok(appointment(200, &changed.row))
    })
}

/// Moves an appointment to another slot.
pub async fn reschedule(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let mut members = Members::read(request)?;
    let start = members.required::<Instant>("start");
    let staff = members.optional::<Ref<Staff>>("staff_id").map(|staff| staff.id);
    let (outside_rules, reason) = outside_rules(&mut members);
    members.finish()?;
    api::resource::id_of(Appointment::DEFINITION, id)?;
    let start_ms = start.ok_or_else(Problem::internal)?.0;
    let wanted = Rescheduling { id: id.to_owned(), start_ms, staff, reason, outside_rules };
    let changed = move_to(context, &context.caller()?.database, By::Staff, &wanted).await?;
    Ok(appointment(200, &changed.row))
}
