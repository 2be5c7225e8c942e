//! What is known before a slot is taken: the offer, and by what it is seen whether it is still so.

use api::problem::Kind;
use api::{Context, Problem, Refused};
use entity::civil::format_timestamp;
use entity::json;
use store::{DatabaseName, ResultSet, Statement};

use crate::guards;
use crate::reading::{Question, Reach, STATEMENTS};
use crate::rows::{read, rows};
use crate::{Alongside, Offer};

/// How many other starts are offered.
const OTHERS: usize = 5;

/// What is known before something is written.
pub(crate) struct Found {
    pub offer: Offer,
    /// Of each person the text that changes with their hours.
    pub fingerprints: Vec<(String, String)>,
    /// Who serves by the caller's own hold, while it lasts.
    pub held: Option<String>,
    /// The results of the caller's own statements.
    pub first: Vec<ResultSet>,
}

/// Reads the offer with what guards it, further statements, and what is read alongside: one round trip.
pub(crate) async fn look(
    context: &Context<'_>,
    database: &DatabaseName,
    services: Reach<'_>,
    question: &Question,
    first: Vec<Statement>,
    alongside: &mut dyn Alongside,
) -> Result<Found, Problem> {
    let own = first.len();
    let mut statements = question.statements(context, services);
    statements.push(guards::fingerprints(question));
    let hold = "SELECT staff_id FROM holds WHERE id = ?1 AND service_id = ?2 AND expires_at > ?3";
    let args = vec![question.own_hold.clone().into(), question.service.as_str().into(), context.now_ms.into()];
    statements.push(Statement::new(hold, args));
    statements.extend(first);
    statements.extend(alongside.reads());
    let mut sets = read(context, database, statements).await?;
    let rest = sets.split_off((STATEMENTS + 2 + own).min(sets.len()));
    let first = sets.split_off((STATEMENTS + 2).min(sets.len()));
    // What was answered before is answered again, whatever has become of the service.
    alongside.look(&rest)?;
    let offer = Offer::read(&sets, question)?;
    alongside.accept(&offer)?;
    let text = |row: &entity::Row<'_>, column: &str| row.text(column).unwrap_or_default().to_owned();
    let fingerprints =
        rows(sets.get(STATEMENTS)).map(|row| (text(&row, "staff_id"), text(&row, "fingerprint"))).collect();
    let held = rows(sets.get(STATEMENTS + 1)).next().map(|row| text(&row, "staff_id"));
    Ok(Found { offer, fingerprints, held, first })
}

/// 409 with other starts.
pub(crate) fn taken(context: &Context<'_>, offer: &Offer, from_ms: i64, seats: i64) -> Refused {
    let mut problem = Problem::new(Kind::SlotTaken, "This time is not free any more. See next_free for others.");
    let others = offer.next_free(from_ms, seats, context.now_ms, OTHERS);
    problem.extra = Some(("next_free", json::of_strings(others.into_iter().filter_map(format_timestamp).collect())));
    problem.into()
}
