//! Holds: a slot that somebody has picked is kept for them for five minutes. They end by themselves, because everybody
//! who looks compares their end with the present.

use api::problem::Kind;
use api::resource::idempotency;
use api::{Context, Problem, Refused, Transaction};
use domain::appointments::entities::Hold;
use entity::{Entity, Value};
use store::{Batch, DatabaseName, Mode, Statement};

use crate::Alongside;
use crate::guards::guard;
use crate::look::{look, taken};
use crate::placing::{Owner, Placing};
use crate::reading::{Question, Reach};
use crate::rows::{Cells, MINUTE_MS, number, rows, text};

/// How long a slot is kept, in milliseconds.
const KEPT_MS: i64 = 5 * MINUTE_MS;

/// What is to be kept.
#[derive(Clone, Debug)]
pub struct HoldRequest {
    /// The service.
    pub service: String,
    /// When it begins, in milliseconds since 1970.
    pub start_ms: i64,
    /// The one person that is asked for.
    pub staff: Option<String>,
    /// How many seats.
    pub seats: i64,
    /// What a repetition is known by; nothing where it cannot be told from another request.
    pub repetition: Option<Repetition>,
    /// Whose it is, and how many they may have.
    pub holder: Holder,
}

/// What a repeated request for a hold is known by: it gets the same hold.
#[derive(Clone, Debug)]
pub struct Repetition {
    /// SHA-256 in hexadecimal over whose request it is and its `Idempotency-Key`.
    pub key_hash: String,
    /// SHA-256 in hexadecimal over what makes two requests the same: another request under the same key is refused.
    pub request_hash: String,
}

/// Whoever has slots kept. To keep one costs nothing, so that everybody has a few.
#[derive(Clone, Debug)]
pub struct Holder {
    /// SHA-256 in hexadecimal over who it is.
    pub hash: String,
    /// The most holds at a time.
    pub most: i64,
}

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The hold's id.
    pub id: String,
    /// When the slot begins, in milliseconds since 1970.
    pub start_ms: i64,
    /// When it ends.
    pub end_ms: i64,
    /// Until when it is kept.
    pub expires_at_ms: i64,
    /// Who would serve: an id.
    pub staff: String,
    /// Who would serve: a name.
    pub staff_name: String,
}

/// Keeps a slot, or says what else is free: two round trips, and two more each time that somebody else was quicker.
///
/// # Errors
///
/// 409 with `next_free` when the slot is not free, 429 when its holder has as many as they may; otherwise what is wrong with
/// the request, or what is refused alongside. [`Alongside::finish`] is not asked: a hold is no booking.
pub async fn hold(
    context: &Context<'_>,
    database: &DatabaseName,
    services: Reach<'_>,
    request: &HoldRequest,
    alongside: &mut dyn Alongside,
) -> Result<Held, Refused> {
    let question = Question::around(&request.service, request.staff.as_deref(), request.start_ms, context.now_ms);
    let mut tries = 0;
    loop {
        tries += 1;
        let found = look(context, database, services, &question, vec![known(context, request)], alongside).await?;
        if let Some(row) = rows(found.first.first()).next() {
            if row.text("request_hash") != request.repetition.as_ref().map(|known| known.request_hash.as_str()) {
                return Err(idempotency::mismatch().into());
            }
            return Ok(read(&row));
        }
        let offer = &found.offer;
        offer.require_seats(request.seats)?;
        let preferred = Placing::lot(offer, request.start_ms, request.seats, context, tries);
        let placing = Placing::find(offer, request.start_ms, request.seats, context.now_ms, preferred);
        let Some(placing) = placing.filter(|_| tries <= offer.most_tries()) else {
            return Err(taken(context, offer, request.start_ms, request.seats));
        };
        let person = placing.first().ok_or_else(Problem::internal)?;
        let mut transaction = Transaction::begin(context);
        alongside.begin(&mut transaction)?;
        let key_hash = Value::from(request.repetition.as_ref().map(|known| known.key_hash.clone()));
        transaction.guard(has_room(context, &request.holder, &key_hash), too_many());
        let guards = guard(context, offer, &placing, &question, &found.fingerprints, &mut transaction);
        let held = Held {
            id: context.prefixed_id(Hold::NAME.prefix),
            start_ms: placing.start_ms,
            end_ms: placing.end_ms,
            expires_at_ms: context.now_ms + KEPT_MS,
            staff: person.id.clone(),
            staff_name: person.name.clone(),
        };
        let ended = "DELETE FROM holds WHERE key_hash = ?1 AND expires_at <= ?2";
        transaction.step(Statement::new(ended, vec![key_hash.clone(), context.now_ms.into()]));
        let cells: Cells = vec![
            ("id", held.id.as_str().into()),
            ("client_id", offer.service.client.as_str().into()),
            ("service_id", offer.service.id.as_str().into()),
            ("staff_id", held.staff.as_str().into()),
            ("room_id", placing.room_cell()),
            ("start_time", held.start_ms.into()),
            ("end_time", held.end_ms.into()),
            ("seats", placing.seats.into()),
            ("expires_at", held.expires_at_ms.into()),
            ("key_hash", key_hash),
            ("request_hash", request.repetition.as_ref().map(|known| known.request_hash.clone()).into()),
            ("holder_hash", request.holder.hash.as_str().into()),
        ];
        let step = transaction.step(store::sql::insert(Hold::NAME.table, &cells, &[]));
        let owner = Owner::Hold { id: &held.id, expires_at_ms: held.expires_at_ms };
        for statement in placing.occupancies(context, offer, &owner) {
            transaction.step(statement);
        }
        match transaction.run(context, database, Some(Hold::DEFINITION)).await {
            Ok(_) => return Ok(held),
            // Its own repetition came first.
            Err(refused) if refused.step == step && refused.code == "SQLITE_CONSTRAINT_UNIQUE" => {}
            Err(refused) if !guards.stale(&refused) => return Err(refused),
            Err(_) => {}
        }
    }
}

/// Gives a slot back, and says whether it was kept.
///
/// # Errors
///
/// When the database is away.
pub async fn release(context: &Context<'_>, database: &DatabaseName, hold: &str) -> Result<bool, Problem> {
    let statement = Statement::new("DELETE FROM holds WHERE id = ?1", vec![hold.into()]);
    let batch = Batch { mode: Mode::Write, statements: vec![statement] };
    let results = context.batch(database, batch).await.map_err(|error| api::sql_fault_of(context, error))?;
    Ok(results.first().is_some_and(|set| set.affected > 0))
}

/// Takes away holds that have ended, for the clock.
///
/// # Errors
///
/// When the database is away.
pub async fn forget_ended(context: &Context<'_>, database: &DatabaseName) -> Result<u64, Problem> {
    let sql = "DELETE FROM holds WHERE rowid IN (SELECT rowid FROM holds WHERE expires_at <= ?1 LIMIT 1000)";
    let statements = vec![Statement::new(sql, vec![context.now_ms.into()])];
    let results = context.batch(database, Batch { mode: Mode::Write, statements }).await;
    let results = results.map_err(|error| api::sql_fault_of(context, error))?;
    Ok(results.first().map(|set| set.affected).unwrap_or_default())
}

/// The hold that the same request got before.
fn known(context: &Context<'_>, request: &HoldRequest) -> Statement {
    let sql = "SELECT h.id, h.start_time, h.end_time, h.expires_at, h.staff_id, h.request_hash, s.name FROM holds h \
               JOIN staff s ON s.id = h.staff_id WHERE h.key_hash = ?1 AND h.expires_at > ?2";
    let key_hash = request.repetition.as_ref().map(|known| known.key_hash.clone());
    Statement::new(sql, vec![key_hash.into(), context.now_ms.into()])
}

/// Whether somebody has fewer holds than they may have. Those that have ended do not count, nor does the one that the same
/// request was given at the same moment: it is found, and is the answer.
fn has_room(context: &Context<'_>, holder: &Holder, key_hash: &Value) -> Statement {
    let sql = "INSERT INTO guard SELECT count(*) < ?3 FROM holds WHERE holder_hash = ?1 AND expires_at > ?2 \
               AND (?4 IS NULL OR key_hash IS NOT ?4)";
    let args = vec![holder.hash.as_str().into(), context.now_ms.into(), holder.most.into(), key_hash.clone()];
    Statement::new(sql, args)
}

fn too_many() -> Problem {
    let message = "Too many slots are kept from here already. Give one back, or wait until one is not kept any more.";
    let mut problem = Problem::new(Kind::TooManyRequests, message);
    problem.retry_after = u32::try_from(KEPT_MS / 1000).ok();
    problem
}

fn read(row: &entity::Row<'_>) -> Held {
    Held {
        id: text(row, "id"),
        start_ms: number(row, "start_time"),
        end_ms: number(row, "end_time"),
        expires_at_ms: number(row, "expires_at"),
        staff: text(row, "staff_id"),
        staff_name: text(row, "name"),
    }
}
