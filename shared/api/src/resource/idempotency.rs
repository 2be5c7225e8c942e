//! `Idempotency-Key`: a repeated write gets the first answer, and another request under the same key is refused.
//!
//! The key is claimed and the answer kept in the transaction of the write itself, so that there is no moment in which
//! one is there without the other. What is kept are the cells of the row with the names of their columns; they are rendered
//! again on a repetition, which may be one version later.

use entity::{EntityDef, FieldDef, Value};
use serde_json::Value as Json;
use store::sql::Sql;
use store::{Batch, DatabaseName, Mode, ResultSet, Statement};

use crate::answer::Answer;
use crate::context::Context;
use crate::problem::Kind;
use crate::transaction::{Refused, Transaction};
use crate::{Problem, Request, Response, render, sql_fault_of};

/// How long an answer is kept, in milliseconds: a day.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// The key that a request names, and whose it is.
pub struct Key {
    actor: String,
    key: String,
    request_hash: String,
}

impl Key {
    /// The key of a request, if it names one: of this actor, with a hash over what makes two requests the same.
    ///
    /// # Errors
    ///
    /// When what it names is no key.
    pub fn of(request: &Request, actor: String, request_hash: String) -> Result<Option<Self>, Problem> {
        let Some(key) = request.header("idempotency-key") else { return Ok(None) };
        let printable = key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if key.is_empty() || key.len() > 255 || !printable {
            let message = "The Idempotency-Key must be 1 to 255 printable ASCII characters.";
            return Err(Problem::new(Kind::Malformed, message));
        }
        Ok(Some(Key { actor, key: key.to_owned(), request_hash }))
    }

    /// Adds the claim of the key for an answer of this status, and gives the id that it is kept under and the step that a
    /// key fails at which was claimed before.
    fn claim(&self, context: &Context<'_>, status: u16, transaction: &mut Transaction) -> (String, usize) {
        let id = context.prefixed_id("idk");
        transaction.step(Statement::new(
            "DELETE FROM idempotency_keys WHERE actor_id = ?1 AND key = ?2 AND expires_at <= ?3",
            vec![self.actor.as_str().into(), self.key.as_str().into(), context.now_ms.into()],
        ));
        let claim = Statement::new(
            "INSERT INTO idempotency_keys (id, actor_id, key, request_hash, status_code, expires_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            vec![
                id.as_str().into(),
                self.actor.as_str().into(),
                self.key.as_str().into(),
                self.request_hash.as_str().into(),
                i64::from(status).into(),
                (context.now_ms + KEPT_MS).into(),
            ],
        );
        let step = transaction.guard(claim, Problem::new(Kind::Conflict, CARRIED_OUT));
        (id, step)
    }

    /// Claims the key, and keeps what is answered with these rows of text and cells, as the last steps of a transaction.
    pub(crate) fn keep(&self, context: &Context<'_>, status: u16, answer: Answer, transaction: &mut Transaction) {
        let (id, _) = self.claim(context, status, transaction);
        transaction.step(answer.kept_by(&id));
    }

    /// The answer that was kept under this key in a database, if one was.
    ///
    /// # Errors
    ///
    /// When the key was used for another request, or the database is away.
    pub(crate) async fn kept(&self, context: &Context<'_>, database: &DatabaseName) -> Result<Option<Kept>, Problem> {
        let batch = Batch { mode: Mode::Read, statements: vec![lookup(&self.actor, &self.key)] };
        let results = context.batch(database, batch).await;
        let results = results.map_err(|error| sql_fault_of(context, error))?;
        Ok(results.first().map(|set| found(set, &self.request_hash)).transpose()?.flatten())
    }
}

/// What is told where a key was claimed and nothing better is known.
pub(crate) const CARRIED_OUT: &str = "This request was carried out before, and its answer is not kept.";

/// A claim on an idempotency key within a transaction.
pub struct Claim {
    key: Key,
    id: String,
    step: usize,
}

impl Claim {
    /// Claims the key of a request, if it names one, as the next steps of the transaction: for whoever is no caller, and
    /// looks for what was kept before anything is chosen. What callers ask is claimed by
    /// [`Operation::once`](crate::Operation::once).
    pub fn under(
        context: &Context<'_>,
        request: &Request,
        actor: String,
        request_hash: String,
        transaction: &mut Transaction,
    ) -> Result<Option<Self>, Problem> {
        let claim = |key: Key| {
            let (id, step) = key.claim(context, 201, transaction);
            Claim { key, id, step }
        };
        Ok(Key::of(request, actor, request_hash)?.map(claim))
    }

    /// Keeps the row with this id as the answer, as the transaction leaves it: the last step before it ends.
    pub fn keep(&self, transaction: &mut Transaction, entity: &'static EntityDef, id: &Value) {
        transaction.step(Answer::row(entity, id).kept_by(&self.id));
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

    /// The answer that was kept in the database that the claim was made in: a second round trip, taken only by
    /// repetitions.
    pub async fn kept_in(&self, context: &Context<'_>, database: &DatabaseName) -> Result<Kept, Problem> {
        self.key.kept(context, database).await?.ok_or_else(Problem::unavailable)
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
pub struct Kept(pub(crate) Json);

impl Kept {
    /// The text that [`Claim::keep_text`] kept.
    pub fn text(&self) -> Option<&str> {
        self.0.get("text").and_then(Json::as_str)
    }

    /// The rows that [`Answer`] kept, each with the cells of [`render::visible`].
    pub fn rows(&self, entity: &EntityDef) -> Vec<Vec<Value>> {
        self.cells(&render::visible(entity, None))
    }

    /// The cells of these fields of the rows.
    pub(crate) fn cells(&self, fields: &[&FieldDef]) -> Vec<Vec<Value>> {
        let names: Vec<&str> = self.0.get("columns").and_then(Json::as_str).unwrap_or_default().split(", ").collect();
        // What a column is called does not change from one version to the next; how many there are before it does.
        let places: Vec<Option<usize>> =
            fields.iter().map(|field| names.iter().position(|name| *name == field.name)).collect();
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
