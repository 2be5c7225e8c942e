//! What must hold of the rows as they are when something is written, whatever was read before.

use std::ops::Range;

use api::problem::Kind;
use api::{Context, Problem, Refused, Transaction};
use store::Statement;
use store::sql::Sql;

use crate::placing::Placing;
use crate::reading::Question;
use crate::{Offer, Person};

/// The steps of a transaction that say whether its slot is still free by the rules that were read.
pub(crate) struct Guards(Range<usize>);

impl Guards {
    /// Whether the transaction ended because something was not as it was read: worth another look.
    pub fn stale(&self, refused: &Refused) -> bool {
        self.0.contains(&refused.step) && refused.code.starts_with("SQLITE_CONSTRAINT")
    }
}

/// What was read of the hours and rules of somebody, as text that changes whenever a row of it does.
const FINGERPRINT: &str = "SELECT count(*) || '/' || sum(version) || '/' || max(updated_at) FROM (\
    SELECT version, updated_at FROM staff WHERE id = {staff} AND is_active \
    UNION ALL SELECT version, updated_at FROM staff_services WHERE staff_id = {staff} AND service_id = {service} \
    UNION ALL SELECT version, updated_at FROM working_hours WHERE staff_id = {staff} \
    UNION ALL SELECT version, updated_at FROM availabilities WHERE staff_id = {staff} \
    UNION ALL SELECT version, updated_at FROM availabilities WHERE client_id = {client} AND staff_id IS NULL)";

/// The statement that reads the fingerprints of all who serve: the first column is the person, the second the text.
pub(crate) fn fingerprints(question: &Question) -> Statement {
    let text = FINGERPRINT
        .replace("{staff}", "ss.staff_id")
        .replace("{service}", "?1")
        .replace("{client}", "(SELECT client_id FROM services WHERE id = ?1)");
    let sql = format!(
        "SELECT ss.staff_id, ({text}) AS fingerprint FROM staff_services ss WHERE ss.service_id = ?1 \
         AND (?2 IS NULL OR ss.staff_id = ?2)"
    );
    Statement::new(sql, vec![question.service.as_str().into(), question.staff.clone().into()])
}

/// Adds everything that must hold for the placing to be written.
pub(crate) fn guard(
    context: &Context<'_>,
    offer: &Offer,
    placing: &Placing<'_>,
    question: &Question,
    fingerprints: &[(String, String)],
    transaction: &mut Transaction,
) -> Guards {
    let taken = || Problem::new(Kind::SlotTaken, "This time is not free any more.");
    let first = transaction.len();
    let unchanged = Statement::new(
        "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM services WHERE id = ?1 AND version = ?2)",
        vec![offer.service.id.as_str().into(), offer.service.version.into()],
    );
    transaction.guard(unchanged, taken());
    for person in &placing.staff {
        let known = fingerprints.iter().find(|(id, _)| *id == person.id);
        let known = known.map(|(_, text)| text.as_str()).unwrap_or_default();
        transaction.guard(schedule_unchanged(offer, person, known), taken());
        transaction.guard(person_free(context, offer, placing, person, question), taken());
        if offer.service.capacity > 1 {
            transaction.guard(seats_left(context, offer, placing, person, question), taken());
        }
    }
    if let Some((room, _)) = placing.room {
        transaction.guard(room_free(context, offer, placing, room, question), taken());
    }
    Guards(first..transaction.len())
}

fn schedule_unchanged(offer: &Offer, person: &Person, known: &str) -> Statement {
    let text = FINGERPRINT.replace("{staff}", "?1").replace("{service}", "?2").replace("{client}", "?3");
    let sql = format!("INSERT INTO guard SELECT ({text}) = ?4");
    let service = &offer.service;
    let args = [person.id.as_str(), &service.id, &service.client, known];
    Statement::new(sql, args.map(entity::Value::from).to_vec())
}

/// Whatever takes the person's time then, but for the session that is joined in its room, and their own calendar.
fn person_free(
    context: &Context<'_>,
    offer: &Offer,
    placing: &Placing<'_>,
    person: &Person,
    question: &Question,
) -> Statement {
    let mut sql = Sql::new("INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM occupancies o WHERE o.staff_id = ");
    sql.bind(person.id.as_str()).push(" AND ");
    overlapping(&mut sql, "o", offer, placing);
    live(&mut sql, context, question);
    if offer.service.capacity > 1 {
        sql.push(" AND NOT (");
        same_session(&mut sql, offer, placing).push(" AND o.room_id IS ").bind(placing.room_cell()).push(")");
    }
    sql.push(") AND NOT EXISTS (SELECT 1 FROM busy_times b WHERE b.staff_id = ").bind(person.id.as_str()).push(" AND ");
    overlapping(&mut sql, "b", offer, placing).push(")");
    sql.finish()
}

/// The room then, but for the session of the same people.
fn room_free(
    context: &Context<'_>,
    offer: &Offer,
    placing: &Placing<'_>,
    room: &str,
    question: &Question,
) -> Statement {
    let mut sql = Sql::new("INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM occupancies o WHERE o.room_id = ");
    sql.bind(room).push(" AND ");
    overlapping(&mut sql, "o", offer, placing);
    live(&mut sql, context, question);
    if offer.service.capacity > 1 {
        sql.push(" AND NOT (");
        same_session(&mut sql, offer, placing).push(" AND o.staff_id IN (");
        sql.bind_all(placing.staff.iter().map(|person| person.id.as_str().into())).push("))");
    }
    sql.push(")");
    sql.finish()
}

fn seats_left(
    context: &Context<'_>,
    offer: &Offer,
    placing: &Placing<'_>,
    person: &Person,
    question: &Question,
) -> Statement {
    let mut sql = Sql::new("INSERT INTO guard SELECT coalesce(sum(o.seats), 0) + ");
    sql.bind(placing.seats).push(" <= (SELECT capacity FROM services WHERE id = ").bind(offer.service.id.as_str());
    sql.push(") FROM occupancies o WHERE o.staff_id = ").bind(person.id.as_str()).push(" AND ");
    overlapping(&mut sql, "o", offer, placing);
    live(&mut sql, context, question);
    sql.push(" AND ");
    same_session(&mut sql, offer, placing);
    sql.finish()
}

/// Overlaps in time. A row is at most a day long, so that its start is bounded on both sides.
fn overlapping<'s>(sql: &'s mut Sql, alias: &str, offer: &Offer, placing: &Placing<'_>) -> &'s mut Sql {
    let (start, end) = offer.service.occupied(placing.start_ms);
    sql.push(alias).push(".start_time > ").bind(start - crate::rows::DAY_MS);
    sql.push(" AND ").push(alias).push(".start_time < ").bind(end);
    sql.push(" AND ").push(alias).push(".end_time > ").bind(start)
}

/// Not a hold that has ended, and nothing of one's own.
fn live(sql: &mut Sql, context: &Context<'_>, question: &Question) {
    sql.push(" AND (o.expires_at IS NULL OR o.expires_at > ").bind(context.now_ms).push(")");
    // Nobody's own is the empty text, which is no id: what is not null would be everything.
    sql.push(" AND o.hold_id IS NOT ").bind(question.own_hold.clone().unwrap_or_default());
    sql.push(" AND o.appointment_id IS NOT ").bind(question.own_appointment.clone().unwrap_or_default());
}

fn same_session<'s>(sql: &'s mut Sql, offer: &Offer, placing: &Placing<'_>) -> &'s mut Sql {
    sql.push("o.service_id = ").bind(offer.service.id.as_str());
    sql.push(" AND o.session_start = ").bind(placing.start_ms)
}
