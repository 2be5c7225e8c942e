//! What becomes of the appointment of an entry in quarantine, in the transaction that decides about the entry. Where the
//! entry is an enquiry, it finds nothing to do.

use api::problem::Kind;
use api::{Context, Problem, Transaction};
use domain::appointments::entities::{Appointment, Reminder};
use entity::{Entity, Value};
use store::Statement;
use store::sql::Sql;

/// The appointment of the entry `?1`.
const OF_ENTRY: &str = "(SELECT appointment_id FROM form_submissions WHERE id = ?1)";

/// Adds that the caller may change the appointment.
pub fn guard(context: &Context<'_>, entry: &Value, transaction: &mut Transaction) {
    let mut sql = Sql::new("INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM appointments t WHERE t.id = ");
    sql.push("(SELECT appointment_id FROM form_submissions WHERE id = ").bind(entry.clone()).push(")");
    if let Ok(access) = context.access(Appointment::DEFINITION, "update") {
        sql.push(" AND (").access("t", Appointment::DEFINITION, &access).push(") IS NOT TRUE");
    }
    sql.push(")");
    transaction
        .guard(sql.finish(), Problem::new(Kind::Forbidden, "The appointment of this entry is not yours to decide."));
}

/// Confirms it, unless its service asks for approval, and has the clock tell those who meet.
pub fn let_in(context: &Context<'_>, entry: &Value, transaction: &mut Transaction) {
    let sql = format!(
        "UPDATE appointments SET status = 'CONFIRMED', confirmed_at = ?2, updated_at = ?2, updated_by = ?3, version = \
         version + 1 WHERE id = {OF_ENTRY} AND status = 'SCHEDULED' AND NOT EXISTS (SELECT 1 FROM services s WHERE s.id = \
         service_id AND s.requires_approval = 1)"
    );
    transaction.step(Statement::new(sql, stamps(context, entry).to_vec()));
    let sql = format!(
        "INSERT INTO reminders (id, client_id, appointment_id, reminder_type, due_at, status, created_at, updated_at, \
         created_by, updated_by, version) SELECT ?4, client_id, id, 'NOTICE', ?2, 'PENDING', ?2, ?2, ?3, ?3, 1 FROM \
         appointments WHERE id = {OF_ENTRY} AND status IN ('SCHEDULED', 'CONFIRMED')"
    );
    let [entry, now, writer] = stamps(context, entry);
    let id = context.prefixed_id(Reminder::NAME.prefix).into();
    transaction.step(Statement::new(sql, vec![entry, now, writer, id]));
}

/// Declines it, so that its time is free again, and tells nobody: its visitor may not be who they say.
pub fn put_away(context: &Context<'_>, entry: &Value, transaction: &mut Transaction) {
    let declined = format!(
        "UPDATE appointments SET status = 'CANCELLED', cancelled_at = ?2, updated_at = ?2, updated_by = ?3, version = \
         version + 1 WHERE id = {OF_ENTRY} AND status = 'SCHEDULED'"
    );
    transaction.step(Statement::new(declined, stamps(context, entry).to_vec()));
    let freed = format!(
        "DELETE FROM occupancies WHERE appointment_id = (SELECT id FROM appointments WHERE id = {OF_ENTRY} AND status = \
         'CANCELLED')"
    );
    transaction.step(Statement::new(freed, vec![entry.clone()]));
    let silent = format!(
        "UPDATE reminders SET status = 'CANCELLED', updated_at = ?2, updated_by = ?3, version = version + 1 WHERE \
         appointment_id = {OF_ENTRY} AND status = 'PENDING'"
    );
    transaction.step(Statement::new(silent, stamps(context, entry).to_vec()));
}

/// The entry, the present, and who decides.
fn stamps(context: &Context<'_>, entry: &Value) -> [Value; 3] {
    let writer = context.caller().ok().map(|caller| caller.id.clone());
    [entry.clone(), context.now_ms.into(), writer.into()]
}
