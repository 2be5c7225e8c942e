//! `POST /api/appointments/{id}/confirm`, `/decline`, `/complete`, `/no-show`, `/cancel` and `/reschedule`.

use api::resource::idempotency::{replayed, request_hash};
use api::{Context, Members, Problem, Refused, Request, Response};
use booking::{By, Move, Once, Outcome, Rescheduling, change_status, reschedule as move_to};
use domain::appointments::entities::{Appointment, Staff};
use entity::Entity;
use entity::types::{Instant, Line, Ref};
use store::{DatabaseName, Task};

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
        let caller = context.caller()?;
        let mut once = Once::new(context, request, caller.id.clone(), request_hash(request));
        let (database, reason) = (&caller.database, reason.as_deref());
        let outcome = change_status(context, database, By::Staff, id, step, reason, &mut once).await;
        answered(database, outcome, once).await
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
    let caller = context.caller()?;
    let mut once = Once::new(context, request, caller.id.clone(), request_hash(request));
    let outcome = move_to(context, &caller.database, By::Staff, &wanted, &mut once).await;
    answered(&caller.database, outcome, once).await
}

/// The appointment as it is now, or as it was answered to the same request before.
async fn answered(
    database: &DatabaseName,
    outcome: Result<Outcome, Refused>,
    mut once: Once<'_>,
) -> Result<Response, Problem> {
    match outcome {
        Ok(outcome) => Ok(appointment(200, &outcome.row)),
        Err(refused) => match once.replayed(database, &refused).await? {
            Some(row) => Ok(replayed(appointment(200, &row))),
            None => Err(refused.problem),
        },
    }
}
