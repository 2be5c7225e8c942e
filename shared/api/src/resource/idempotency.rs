//! `Idempotency-Key`: a repeated write gets the first answer, and another request under the same key is refused.
//!
//! The key is claimed and the answer kept in the transaction of the write itself, so that there is no moment in which
//! one is there without the other. What is kept are the cells of the row with the names of their columns; they are rendered
//! again on a repetition, which may be one version later.

use entity::{EntityDef, FieldDef, Value, json};
use serde_json::Value as Json;
use store::sql::Sql;
use store::{Batch, DatabaseName, Mode, ResultSet, Statement};

use crate::context::Context;
use crate::problem::Kind;
use crate::transaction::{Refused, Transaction};
use crate::{Problem, Request, Response, render, sql_fault_of};

/// How long an answer is kept, in milliseconds: a day.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// A claim on an idempotency key within a transaction.
pub struct Claim {
    id: String,
    actor: String,
    key: String,
    request_hash: String,
    step: usize,
}

impl Claim {
    /// Claims the key of the request, if it names one, as the next steps of the transaction.
    pub fn of(
        context: &Context<'_>,
        request: &Request,
        transaction: &mut Transaction,
    ) -> Result<Option<Self>, Problem> {
        let actor = context.caller()?.id.clone();
        Claim::under(context, request, actor, request_hash(request), transaction)
    }

    /// The same for somebody who is no caller, and with a hash of one's own over what makes two requests the same.
    pub fn under(
        context: &Context<'_>,
        request: &Request,
        actor: String,
        request_hash: String,
        transaction: &mut Transaction,
    ) -> Result<Option<Self>, Problem> {
        let Some(key) = request.header("idempotency-key") else { return Ok(None) };
        let printable = key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if key.is_empty() || key.len() > 255 || !printable {
            let message = "The Idempotency-Key must be 1 to 255 printable ASCII characters.";
            return Err(Problem::new(Kind::Malformed, message));
        }
        let id = context.prefixed_id("idk");
        transaction.step(Statement::new(
            "DELETE FROM idempotency_keys WHERE actor_id = ?1 AND key = ?2 AND expires_at <= ?3",
            vec![actor.clone().into(), key.into(), context.now_ms.into()],
        ));
        let step = transaction.step(Statement::new(
            "INSERT INTO idempotency_keys (id, actor_id, key, request_hash, status_code, expires_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            vec![
                id.clone().into(),
                actor.clone().into(),
                key.into(),
                request_hash.clone().into(),
                201_i64.into(),
                (context.now_ms + KEPT_MS).into(),
            ],
        ));
        Ok(Some(Claim { id, actor, key: key.to_owned(), request_hash, step }))
    }

    /// Keeps the rows with these ids as the answer, as the transaction leaves them: the last step before it ends. A row
    /// that is gone by then is kept without cells.
    pub fn keep(&self, transaction: &mut Transaction, entity: &EntityDef, ids: &[Value]) {
        let mut list = String::from("[");
        for id in ids {
            list.push_str(if list.len() > 1 { "," } else { "" });
            json::write_string(id.as_text().unwrap_or_default(), &mut list);
        }
        list.push(']');
        let columns = columns(&render::visible(entity, None)).join(", ");
        let sql = format!(
            "UPDATE idempotency_keys SET response_body = json_object('columns', ?3, 'rows', json((SELECT \
             json_group_array(json(coalesce(row, '[]'))) FROM (SELECT (SELECT json_array({columns}) FROM {} WHERE id = o.value) \
             AS row FROM json_each(?2) o ORDER BY o.key)))) WHERE id = ?1",
            entity.table,
        );
        transaction.step(Statement::new(sql, vec![self.id.as_str().into(), list.into(), columns.into()]));
    }

    /// Keeps a text as the answer, where that is no row of a table.
    pub fn keep_text(&self, transaction: &mut Transaction, text: &str) {
        let sql = "UPDATE idempotency_keys SET response_body = json_object('text', ?2) WHERE id = ?1";
        transaction.step(Statement::new(sql, vec![self.id.as_str().into(), text.into()]));
    }

    /// Whether the refusal says that the key was claimed before.
    pub fn was_claimed(&self, refused: &Refused) -> bool {
        refused.step == self.step && refused.code == "SQLITE_CONSTRAINT_UNIQUE"
    }

    /// The rows of the answer that was kept under this key, in the order of their ids in [`Claim::keep`]: a second round
    /// trip, taken only by repetitions.
    pub async fn kept(&self, context: &Context<'_>, entity: &EntityDef) -> Result<Vec<Vec<Value>>, Problem> {
        Ok(self.kept_in(context, &context.caller()?.database).await?.rows(entity))
    }

    /// The answer that was kept in the database that the claim was made in.
    pub async fn kept_in(&self, context: &Context<'_>, database: &DatabaseName) -> Result<Kept, Problem> {
        let batch = Batch { mode: Mode::Read, statements: vec![lookup(&self.actor, &self.key)] };
        let results = context.batch(database, batch).await;
        let results = results.map_err(|error| sql_fault_of(context, error))?;
        let kept = results.first().map(|set| found(set, &self.request_hash)).transpose()?.flatten();
        kept.ok_or_else(Problem::unavailable)
    }
}

/// Looks for the answer that was kept under a key: for those who read before they write.
pub fn lookup(actor: &str, key: &str) -> Statement {
    lookup_by(Statement::new("?1", vec![actor.into()]), key)
}

/// The same where a query says whose key it is.
pub fn lookup_by(actor: Statement, key: &str) -> Statement {
    let mut sql = Sql::new("SELECT request_hash, response_body FROM idempotency_keys WHERE actor_id = (");
    sql.append(actor).push(") AND key = ").bind(key);
    sql.finish()
}

/// An answer that was kept.
#[derive(Debug)]
pub struct Kept(Json);

impl Kept {
    /// The text that [`Claim::keep_text`] kept.
    pub fn text(&self) -> Option<&str> {
        self.0.get("text").and_then(Json::as_str)
    }

    /// The rows that [`Claim::keep`] kept, each with the cells of [`render::visible`].
    pub fn rows(&self, entity: &EntityDef) -> Vec<Vec<Value>> {
        let names: Vec<&str> = self.0.get("columns").and_then(Json::as_str).unwrap_or_default().split(", ").collect();
        // What a column is called does not change from one version to the next; how many there are before it does.
        let visible = render::visible(entity, None);
        let places: Vec<Option<usize>> =
            visible.iter().map(|field| names.iter().position(|name| *name == field.name)).collect();
        let row = |cells: &Json| match cells.as_array() {
            Some(cells) if !cells.is_empty() => {
                places.iter().map(|place| place.and_then(|place| cells.get(place)).map_or(Value::Null, cell)).collect()
            }
            _ => Vec::new(),
        };
        self.0.get("rows").and_then(Json::as_array).into_iter().flatten().map(row).collect()
    }
}

/// The answer that [`lookup`] found, if it found one.
///
/// # Errors
///
/// When the key was used for another request.
pub fn found(set: &ResultSet, request_hash: &str) -> Result<Option<Kept>, Problem> {
    let Some(row) = set.rows.first() else { return Ok(None) };
    let text = |position: usize| row.get(position).and_then(Value::as_text);
    if text(0) != Some(request_hash) {
        return Err(mismatch());
    }
    Ok(Some(Kept(text(1).and_then(entity::json::read).unwrap_or_default())))
}

/// What is told who uses a key for two requests.
pub fn mismatch() -> Problem {
    let message = "Another request was sent with this Idempotency-Key. Use a new key.";
    Problem::new(Kind::IdempotencyMismatch, message)
}

/// Marks an answer as a repetition.
pub fn replayed(response: Response) -> Response {
    response.with_header("idempotency-replayed", "true")
}

/// The columns that an answer is rendered from.
pub fn columns<'e>(fields: &[&'e FieldDef]) -> Vec<&'e str> {
    fields.iter().map(|field| field.name).collect()
}

fn cell(json: &Json) -> Value {
    match json {
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => Value::Real(number.as_f64().unwrap_or_default()),
        },
        Json::Bool(truth) => (*truth).into(),
        _ => Value::Null,
    }
}

/// SHA-256 over method, path and body: what makes two requests the same.
pub fn request_hash(request: &Request) -> String {
    let mut hash = hmac_sha256::Hash::new();
    for part in [request.method.as_bytes(), request.path.as_bytes(), &request.body] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
