//! Moving an appointment to another slot: its old time is freed and the new one taken in one transaction.

use api::problem::Kind;
use api::{Context, Problem, Refused, Transaction};
use domain::appointments::entities::{Appointment, Service};
use entity::Entity;
use store::sql::Access;
use store::{DatabaseName, Statement};

use crate::colleague::{Colleague, tell_of_move};
use crate::guards::guard;
use crate::look::{MOST_TRIES, look, taken};
use crate::message::{Occasion, send};
use crate::placing::{Owner, Placing};
use crate::reading::Question;
use crate::rows::{Cells, read};
use crate::status::{By, free, row_statement, unchanged, write};
use crate::visit::Outcome;
use crate::write::together;
use crate::{Alongside, Nothing, Offer, Visit, reminder};

/// Where an appointment is to be moved.
#[derive(Clone, Debug)]
pub struct Rescheduling {
    /// The appointment.
    pub id: String,
    /// Its new start, in milliseconds since 1970.
    pub start_ms: i64,
    /// The one person that is asked for. Otherwise whoever served is preferred.
    pub staff: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Moves an appointment, or says what else is free. To move it to where it is changes nothing.
///
/// # Errors
///
/// 409 with `next_free` when the slot is not free, when the appointment does not take place any more, or when it is too
/// late for its visitor; 404 and 403 as everywhere.
pub async fn reschedule(
    context: &Context<'_>,
    database: &DatabaseName,
    by: By,
    wanted: &Rescheduling,
    alongside: &mut dyn Alongside,
) -> Result<Outcome, Refused> {
    let access = by.access(context)?;
    let id = wanted.id.as_str();
    let mut statements = vec![Visit::statement(id, &access), row_statement(id), Colleague::of_appointment(id)];
    statements.extend(alongside.reads());
    let sets = read(context, database, statements).await?;
    alongside.look(sets.get(3..).unwrap_or_default())?;
    let visit = Visit::read(sets.first())?;
    let colleagues = Colleague::read_all(sets.get(2));
    if !visit.is_live() {
        return Err(Problem::new(Kind::Conflict, "The appointment does not take place any more.").into());
    }
    let other = wanted.staff.as_deref().is_some_and(|staff| staff != visit.staff);
    if visit.start_ms == wanted.start_ms && !other {
        let row = sets.into_iter().nth(1).and_then(|mut set| set.rows.pop()).ok_or_else(Problem::not_found)?;
        return unchanged(context, database, Outcome { visit, row }, alongside).await;
    }
    if by == By::Visitor && context.now_ms > visit.reschedule_until_ms() {
        return Err(Problem::new(Kind::TooLate, "It is too late to move it from here. Ask the business.").into());
    }
    let services = match by {
        By::Staff => context.access(Service::DEFINITION, "read")?,
        By::Visitor => Access::everything(),
    };
    let around = Question::around(&visit.service, wanted.staff.as_deref(), wanted.start_ms, context.now_ms);
    let question = Question { own_appointment: Some(visit.id.clone()), ..around };
    let mut tries = 0;
    loop {
        tries += 1;
        let found = look(context, database, &services, &question, Vec::new(), &mut Nothing).await?;
        let offer = &found.offer;
        if by == By::Visitor {
            offer.require_staff_choice(wanted.staff.as_deref())?;
        }
        let preferred = offer.place_of(&visit.staff);
        let placing = Placing::find(offer, wanted.start_ms, visit.seats, context.now_ms, preferred);
        let Some(placing) = placing else { return Err(taken(context, offer, wanted.start_ms, visit.seats)) };
        let mut transaction = Transaction::begin(context);
        alongside.begin(&mut transaction)?;
        by.guard(context, &visit, &mut transaction)?;
        let guards = guard(context, offer, &placing, &question, &found.fingerprints, &mut transaction);
        let moved = moved(&visit, offer, &placing);
        let written = write(context, &visit.id, cells(&moved, offer, &placing, wanted), &mut transaction);
        transaction.step(free(&visit.id));
        for statement in placing.occupancies(context, offer, &Owner::Appointment(&visit.id)) {
            transaction.step(statement);
        }
        transaction.step(reminder::cancel(context, &visit.id));
        reminder::plan(context, offer, &visit.id, placing.start_ms, &mut transaction);
        let before = "DELETE FROM appointment_staff WHERE appointment_id = ?1";
        transaction.step(Statement::new(before, vec![visit.id.as_str().into()]));
        if placing.staff.len() > 1 {
            for statement in together(context, offer, &placing, &visit.id) {
                transaction.step(statement);
            }
        }
        let reason = wanted.reason.as_deref();
        send(context, database, &moved, occasion(&visit), reason, &mut transaction)?;
        let serving: Vec<&Colleague> = placing.staff.iter().map(|person| &person.colleague).collect();
        tell_of_move(context, (&colleagues, &visit), (&serving, &moved), reason, &mut transaction)?;
        alongside.finish(&mut transaction, &moved)?;
        match transaction.run(context, database, Some(Appointment::DEFINITION)).await {
            Ok(mut results) => {
                let row = results.get_mut(written).and_then(|set| set.rows.pop()).ok_or_else(Problem::internal)?;
                return Ok(Outcome { visit: moved, row });
            }
            Err(refused) if !guards.stale(&refused) => return Err(refused),
            Err(_) if tries < MOST_TRIES => {}
            Err(_) => return Err(taken(context, offer, wanted.start_ms + 1, visit.seats)),
        }
    }
}

/// Whoever was not confirmed yet is told that the request is in, and not invited.
fn occasion(visit: &Visit) -> Occasion {
    if visit.status == "SCHEDULED" { Occasion::Received } else { Occasion::Rescheduled }
}

/// The appointment as it will be.
fn moved(visit: &Visit, offer: &Offer, placing: &Placing<'_>) -> Visit {
    let names: Vec<&str> = placing.staff.iter().map(|person| person.name.as_str()).collect();
    Visit {
        start_ms: placing.start_ms,
        end_ms: placing.end_ms,
        staff: placing.first().map(|person| person.id.clone()).unwrap_or_default(),
        staff_name: names.join(", "),
        place: placing.place(offer),
        room: placing.room.map(|(_, name)| name.clone()),
        sequence: visit.sequence + 1,
        times_rescheduled: visit.times_rescheduled + 1,
        version: visit.version + 1,
        ..visit.clone()
    }
}

fn cells(moved: &Visit, offer: &Offer, placing: &Placing<'_>, wanted: &Rescheduling) -> Cells {
    vec![
        ("start_time", moved.start_ms.into()),
        ("end_time", moved.end_ms.into()),
        ("location_id", placing.location_cell(offer)),
        ("staff_id", moved.staff.as_str().into()),
        ("room_id", placing.room_cell()),
        ("ics_sequence", moved.sequence.into()),
        ("times_rescheduled", moved.times_rescheduled.into()),
        ("reason", wanted.reason.clone().into()),
    ]
}
