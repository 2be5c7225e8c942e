//! Reminders: planned with the appointment, sent by the clock, each once.

use api::{Context, Problem, Transaction};
use domain::appointments::entities::Reminder;
use entity::Entity;
use store::{DatabaseName, Statement};

use crate::Offer;
use crate::colleague::{Colleague, tell};
use crate::message::{Occasion, send};
use crate::rows::{Cells, MINUTE_MS, new_row, read, rows, text};
use crate::visit::{self, Visit};

/// How many reminders one visit of the clock sends in a tenant.
const PAGE: i64 = 100;

/// Adds the reminders of an appointment that are still to come.
pub(crate) fn plan(
    context: &Context<'_>,
    offer: &Offer,
    appointment: &str,
    start_ms: i64,
    transaction: &mut Transaction,
) {
    let due = offer.service.reminder_minutes.iter().map(|minutes| start_ms - minutes * MINUTE_MS);
    for due_at in due.filter(|due_at| *due_at > context.now_ms) {
        let cells: Cells = vec![
            ("client_id", offer.service.client.as_str().into()),
            ("appointment_id", appointment.into()),
            ("due_at", due_at.into()),
        ];
        transaction.step(new_row(context, Reminder::DEFINITION, cells).1);
    }
}

/// Takes back the reminders of an appointment that were not sent.
pub(crate) fn cancel(context: &Context<'_>, appointment: &str) -> Statement {
    Statement::new(
        "UPDATE reminders SET status = 'CANCELLED', updated_at = ?2, version = version + 1 WHERE appointment_id = ?1 AND \
         status = 'PENDING'",
        vec![appointment.into(), context.now_ms.into()],
    )
}

/// Of what there is to tell by now, if anything.
fn occasion(visit: &Visit, kind: Option<&str>, now_ms: i64) -> Option<Occasion> {
    match (kind, visit.status.as_str()) {
        (Some("NOTICE"), "SCHEDULED") => Some(Occasion::Received),
        (Some("NOTICE"), "CONFIRMED") => Some(Occasion::Confirmed),
        (Some("REMINDER"), "CONFIRMED") if visit.start_ms > now_ms => Some(Occasion::Reminder),
        _ => None,
    }
}

/// Sends what is due: one round trip to see it, one for each, in which the message and its being sent are written
/// together, so that two clocks at once send it once.
///
/// # Errors
///
/// When the database is away.
pub async fn send_due(context: &Context<'_>, database: &DatabaseName) -> Result<u64, Problem> {
    let sql = format!(
        "{} JOIN reminders m ON m.appointment_id = t.id WHERE m.status = 'PENDING' AND m.due_at <= ?1 ORDER BY m.due_at \
         LIMIT ?2",
        visit::SELECT.replacen("SELECT ", "SELECT m.id AS reminder_id, m.reminder_type, ", 1)
    );
    let sets = read(context, database, vec![Statement::new(sql, vec![context.now_ms.into(), PAGE.into()])]).await?;
    let mut sent = 0;
    for row in rows(sets.first()) {
        let (reminder, visit) = (text(&row, "reminder_id"), Visit::of(&row));
        let occasion = occasion(&visit, row.text("reminder_type"), context.now_ms);
        let of_staff = match occasion {
            Some(Occasion::Confirmed) => read(context, database, vec![Colleague::of_appointment(&visit.id)]).await?,
            _ => Vec::new(),
        };
        let mut transaction = Transaction::begin(context);
        let pending = "INSERT INTO guard SELECT status = 'PENDING' FROM reminders WHERE id = ?1";
        let guard = transaction.guard(Statement::new(pending, vec![reminder.as_str().into()]), Problem::not_found());
        let same = "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM appointments WHERE id = ?1 AND version = ?2)";
        let same = Statement::new(same, vec![visit.id.as_str().into(), visit.version.into()]);
        let unchanged = transaction.guard(same, Problem::not_found());
        let message = match occasion {
            Some(occasion) => {
                tell(context, &Colleague::read_all(of_staff.first()), &visit, occasion, None, &mut transaction)?;
                send(context, database, &visit, occasion, None, &mut transaction)?
            }
            None => None,
        };
        let status = if message.is_some() { "SENT" } else { "CANCELLED" };
        let done = "UPDATE reminders SET status = ?2, sent_at = iif(?2 = 'SENT', ?3, NULL), outbox_message_id = ?4, \
                    updated_at = ?3, version = version + 1 WHERE id = ?1";
        let args = vec![reminder.as_str().into(), status.into(), context.now_ms.into(), message.clone().into()];
        transaction.step(Statement::new(done, args));
        match transaction.run(context, database, None).await {
            Ok(_) => sent += u64::from(message.is_some()),
            // Another clock was quicker, or the appointment changed: the next visit looks again.
            Err(refused) if refused.step == guard || refused.step == unchanged => {}
            Err(refused) => return Err(refused.problem),
        }
    }
    Ok(sent)
}
