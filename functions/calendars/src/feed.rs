//! `POST /api/staff/{id}/calendar-feed` and `GET /api/calendar-feeds/{token}`.
//!
//! Calendars that subscribe cannot sign in: the address is the secret. It names the tenant, because nothing else would say
//! where to look, and is kept as a hash.

use api::command::document;
use api::resource::{guard_row, id_of};
use api::{Answer, Context, Problem, Response, Transaction};
use domain::appointments::entities::Staff;
use entity::json::object;
use entity::{Entity, Value};
use store::{DatabaseName, Statement, suspension};

/// How far back a feed reaches, in milliseconds: thirty days.
const BACK_MS: i64 = 30 * 86_400_000;
/// The most appointments of a feed: the next ones first would hide those of today, so the oldest come first.
const MOST: i64 = 2000;

/// Makes a new private address.
pub async fn rotate(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let id = id_of(Staff::DEFINITION, id)?;
    let database = &context.caller()?.database;
    let secret = context.random_hex::<32>();
    let mut transaction = Transaction::begin(context);
    guard_row(context, Staff::DEFINITION, &id, None, "update", &mut transaction)?;
    let cells: [(&str, Value); 3] = [
        ("calendar_feed_hash", hash(&secret).into()),
        ("updated_at", context.now_ms.into()),
        ("updated_by", context.caller()?.id.clone().into()),
    ];
    transaction.step(store::sql::update(Staff::DEFINITION, &id, &cells, &[]));
    transaction.answers(Answer::shown_once(
        "An address was made by this request, and shown in its first answer alone. If that was lost, make another one with a \
         new Idempotency-Key; this one stops working then.",
    ));
    transaction.run(context, database, Some(Staff::DEFINITION)).await?;
    let token = format!("{}.{secret}.ics", database.as_str());
    let path = format!("/api/calendar-feeds/{token}");
    Ok(document(201, &object([("token", token.into()), ("path", path.into())])))
}

/// The appointments of whoever has this address.
pub async fn read(context: &Context<'_>, token: &str) -> Result<Response, Problem> {
    let token = token.strip_suffix(".ics").unwrap_or(token);
    let (tenant, secret) = token.split_once('.').ok_or_else(Problem::not_found)?;
    let tenant = Some(tenant).filter(|tenant| entity::id::is_valid("ten", tenant)).ok_or_else(Problem::not_found)?;
    let database = DatabaseName::tenant(tenant).ok_or_else(Problem::not_found)?;
    let hash = hash(secret);
    let who = "SELECT name FROM staff WHERE calendar_feed_hash = ?1 AND is_active";
    let statements = vec![
        Statement::new(who, vec![hash.as_str().into()]),
        booking::Visit::of_feed(&hash, context.now_ms - BACK_MS, MOST),
        suspension::find(),
    ];
    // A database that is not there is no more than an address that is not.
    let sets = booking::read(context, &database, statements).await.map_err(|problem| match problem.status() {
        401 => Problem::not_found(),
        _ => problem,
    })?;
    if sets.get(2).is_none_or(|set| !set.rows.is_empty()) {
        return Err(Problem::not_found());
    }
    let name = sets.first().and_then(|set| set.rows.first()).and_then(|row| row.first()).and_then(Value::as_text);
    let name = name.ok_or_else(Problem::not_found)?;
    let visits = booking::Visit::read_all(sets.get(1));
    let calendar = booking::feed(name, &visits, context.now_ms);
    Ok(Response::bytes(200, "text/calendar; charset=utf-8", calendar)
        .with_header("cache-control", "private, max-age=300")
        .with_header("content-disposition", "inline; filename=\"appointments.ics\""))
}

fn hash(secret: &str) -> String {
    hmac_sha256::Hash::hash(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
