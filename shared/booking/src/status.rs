//! The steps of an appointment from one status to another, each under a guard on the version that was read.

use api::problem::Kind;
use api::resource::guard_row;
use api::resource::idempotency::columns;
use api::{Context, Problem, Refused, Transaction, render};
use domain::appointments::entities::Appointment;
use entity::{Entity, Value};
use store::sql::{Access, guard_version, update};
use store::{DatabaseName, Statement};

use crate::colleague::{Colleague, tell};
use crate::message::{Occasion, send};
use crate::rows::{Cells, read};
use crate::visit::Outcome;
use crate::{Alongside, Visit, reminder};

/// Who does something with an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The caller, as far as their grants reach.
    Staff,
    /// Whoever has the link, as far as the service's rules allow.
    Visitor,
}

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// From waiting to confirmed.
    Confirm,
    /// From waiting to cancelled.
    Decline,
    /// It took place.
    Complete,
    /// Nobody came.
    NoShow,
    /// It is called off.
    Cancel,
}

impl Move {
    fn from(self) -> &'static [&'static str] {
        match self {
            Move::Confirm | Move::Decline => &["SCHEDULED"],
            // What was entered by mistake is put right.
            Move::Complete => &["CONFIRMED", "NO_SHOW"],
            Move::NoShow => &["CONFIRMED", "COMPLETED"],
            Move::Cancel => &["SCHEDULED", "CONFIRMED"],
        }
    }

    fn to(self) -> &'static str {
        match self {
            Move::Confirm => "CONFIRMED",
            Move::Decline | Move::Cancel => "CANCELLED",
            Move::Complete => "COMPLETED",
            Move::NoShow => "NO_SHOW",
        }
    }

    fn occasion(self, by: By, before: &str) -> Option<Occasion> {
        match self {
            Move::Confirm => Some(Occasion::Confirmed),
            Move::Decline => Some(Occasion::Declined),
            // Whoever was never invited has nothing in a calendar to be called off.
            Move::Cancel if before == "SCHEDULED" => match by {
                By::Staff => Some(Occasion::Declined),
                By::Visitor => Some(Occasion::Withdrawn),
            },
            Move::Cancel => Some(Occasion::Cancelled),
            Move::Complete | Move::NoShow => None,
        }
    }
}

/// Takes a step: one round trip to read what is told of it, one to write. To cancel what is cancelled changes nothing.
///
/// # Errors
///
/// 409 when the appointment is in no status for the step, or it is too late for its visitor; 404 and 403 as everywhere.
#[allow(clippy::too_many_arguments)]
pub async fn change_status(
    context: &Context<'_>,
    database: &DatabaseName,
    by: By,
    id: &str,
    step: Move,
    reason: Option<&str>,
    alongside: &mut dyn Alongside,
) -> Result<Outcome, Refused> {
    let access = by.access(context)?;
    let mut statements = vec![Visit::statement(id, &access), row_statement(id), Colleague::of_appointment(id)];
    statements.extend(alongside.reads());
    let sets = read(context, database, statements).await?;
    alongside.look(sets.get(3..).unwrap_or_default())?;
    let mut visit = Visit::read(sets.first())?;
    if step == Move::Cancel && visit.status == "CANCELLED" {
        let row = sets.into_iter().nth(1).and_then(|mut set| set.rows.pop()).ok_or_else(Problem::not_found)?;
        return unchanged(context, database, Outcome { visit, row }, alongside).await;
    }
    if !step.from().contains(&visit.status.as_str()) {
        return Err(
            Problem::new(Kind::Conflict, "The appointment is not in a status in which this can be done.").into()
        );
    }
    if by == By::Visitor && context.now_ms > visit.cancel_until_ms() {
        return Err(Problem::new(Kind::TooLate, "It is too late to cancel from here. Ask the business.").into());
    }
    if matches!(step, Move::Complete | Move::NoShow) && visit.start_ms > context.now_ms {
        return Err(Problem::new(Kind::Conflict, "The appointment has not begun yet.").into());
    }
    let occasion = step.occasion(by, &visit.status);
    let told = occasion == Some(Occasion::Cancelled);
    let mut transaction = Transaction::begin(context);
    alongside.begin(&mut transaction)?;
    by.guard(context, &visit, &mut transaction)?;
    let mut cells: Cells = vec![("status", step.to().into()), ("reason", reason.into())];
    match step {
        Move::Confirm => cells.push(("confirmed_at", context.now_ms.into())),
        Move::Decline | Move::Cancel => cells.push(("cancelled_at", context.now_ms.into())),
        Move::Complete | Move::NoShow => {}
    }
    if told {
        cells.push(("ics_sequence", (visit.sequence + 1).into()));
        visit.sequence += 1;
    }
    let written = write(context, &visit.id, cells, &mut transaction);
    visit.status = step.to().to_owned();
    visit.version += 1;
    if !visit.is_live() && visit.status == "CANCELLED" {
        transaction.step(free(&visit.id));
        transaction.step(reminder::cancel(context, &visit.id));
    }
    if visit.is_suspicious && by == By::Staff {
        // Whoever decides about the appointment has decided about its entry.
        visit.is_suspicious = step != Move::Confirm;
        transaction.step(decide(context, &visit));
    }
    if let Some(occasion) = occasion {
        send(context, database, &visit, occasion, by.told(reason), &mut transaction)?;
        let colleagues = Colleague::read_all(sets.get(2));
        tell(context, &colleagues, &visit, occasion, reason, &mut transaction)?;
    }
    alongside.finish(&mut transaction, &visit)?;
    let mut results = transaction.run(context, database, Some(Appointment::DEFINITION)).await?;
    let row = results.get_mut(written).and_then(|set| set.rows.pop()).ok_or_else(Problem::internal)?;
    Ok(Outcome { visit, row })
}

/// What changes nothing of the appointment, and yet stands for its request from now on: whoever repeats it later, when
/// something else was done meanwhile, gets this answer.
pub(crate) async fn unchanged(
    context: &Context<'_>,
    database: &DatabaseName,
    outcome: Outcome,
    alongside: &mut dyn Alongside,
) -> Result<Outcome, Refused> {
    let mut transaction = Transaction::begin(context);
    alongside.begin(&mut transaction)?;
    alongside.finish(&mut transaction, &outcome.visit)?;
    if !transaction.is_empty() {
        transaction.run(context, database, Some(Appointment::DEFINITION)).await?;
    }
    Ok(outcome)
}

impl By {
    /// What of the appointments they may see.
    pub(crate) fn access(self, context: &Context<'_>) -> Result<Access, Problem> {
        match self {
            By::Staff => context.access(Appointment::DEFINITION, "read"),
            By::Visitor => Ok(Access::everything()),
        }
    }

    /// The reason as the visitor is told it. Not what whoever has the link wrote: a letter of the business carries nobody
    /// else's words.
    pub(crate) fn told(self, reason: Option<&str>) -> Option<&str> {
        reason.filter(|_| self == By::Staff)
    }

    /// Adds that they may change it, and that it is as it was read.
    pub(crate) fn guard(
        self,
        context: &Context<'_>,
        visit: &Visit,
        transaction: &mut Transaction,
    ) -> Result<(), Problem> {
        let id = Value::from(visit.id.as_str());
        if self == By::Staff {
            guard_row(context, Appointment::DEFINITION, &id, None, "update", transaction)?;
        }
        let changed = Problem::new(Kind::Conflict, "Somebody has changed the appointment meanwhile. Look again.");
        transaction.guard(guard_version(Appointment::DEFINITION, &id, visit.version), changed);
        Ok(())
    }
}

/// Adds the update of an appointment, and gives the step that returns its row.
pub(crate) fn write(context: &Context<'_>, id: &str, mut cells: Cells, transaction: &mut Transaction) -> usize {
    cells.push(("updated_at", context.now_ms.into()));
    if let Ok(caller) = context.caller() {
        cells.push(("updated_by", caller.id.clone().into()));
    }
    let returning = columns(&render::visible(Appointment::DEFINITION, None));
    transaction.step(update(Appointment::DEFINITION, &id.into(), &cells, &returning))
}

/// Takes the entry of an appointment out of quarantine, or puts it away.
fn decide(context: &Context<'_>, visit: &Visit) -> Statement {
    let status = if visit.is_suspicious { "REJECTED" } else { "ACCEPTED" };
    let writer = context.caller().ok().map(|caller| caller.id.clone());
    Statement::new(
        "UPDATE form_submissions SET status = ?2, updated_at = ?3, updated_by = ?4, version = version + 1 WHERE \
         appointment_id = ?1 AND status = 'QUARANTINED'",
        vec![visit.id.as_str().into(), status.into(), context.now_ms.into(), writer.into()],
    )
}

/// Gives back the time that an appointment took.
pub(crate) fn free(id: &str) -> Statement {
    Statement::new("DELETE FROM occupancies WHERE appointment_id = ?1", vec![id.into()])
}

/// The row as it is shown.
pub(crate) fn row_statement(id: &str) -> Statement {
    let columns = columns(&render::visible(Appointment::DEFINITION, None)).join(", ");
    Statement::new(format!("SELECT {columns} FROM appointments WHERE id = ?1"), vec![id.into()])
}
