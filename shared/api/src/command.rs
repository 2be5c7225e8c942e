//! What the handlers of commands do alike, compiled once.

use entity::{EntityDef, Value};
use serde_json::Value as Json;
use store::{Batch, Mode, ResultSet, Statement, Task};

use crate::custom::{Current, Definitions};
use crate::resource::id_of;
use crate::{Answer, Context, Problem, Response, Transaction, sql_fault_of};

/// The id that is the first parameter of a path.
pub fn id_in(parameters: &[String], entity: &EntityDef) -> Result<Value, Problem> {
    id_of(entity, parameters.first().map(String::as_str).unwrap_or_default())
}

/// Reads from the database of the caller: one round trip.
pub fn read<'a>(context: &'a Context<'_>, statements: Vec<Statement>) -> Task<'a, Result<Vec<ResultSet>, Problem>> {
    Box::pin(async move {
        let results = context.batch(&context.caller()?.database, Batch { mode: Mode::Read, statements }).await;
        results.map_err(|error| sql_fault_of(context, error))
    })
}

/// What a tenant added to an entity, as it was last read.
pub fn definitions<'a>(context: &'a Context<'_>, entity: &'static EntityDef) -> Task<'a, Result<Current, Problem>> {
    Box::pin(Definitions::kept(context, entity))
}

/// Carries out a transaction that leaves the row with this id as its `step` gives it, and answers with the row.
pub fn write_row<'a>(
    context: &'a Context<'_>,
    mut transaction: Transaction,
    status: u16,
    entity: &'static EntityDef,
    id: &Value,
    step: usize,
) -> Task<'a, Result<Response, Problem>> {
    let answer = Answer::row(entity, id);
    transaction.answers(answer.clone());
    Box::pin(async move {
        let mut results = transaction.run(context, &context.caller()?.database, Some(entity)).await?;
        let rows = results.get_mut(step).map(|set| std::mem::take(&mut set.rows));
        let rows = rows.filter(|rows| !rows.is_empty()).ok_or_else(Problem::not_found)?;
        Ok(answer.response(context.host(), status, &rows))
    })
}

/// An answer of this JSON text, which nobody keeps.
pub fn answer(status: u16, body: String) -> Response {
    Response::bytes(status, "application/json", body).with_header("cache-control", "no-store")
}

/// The same of a document.
pub fn document(status: u16, document: &Json) -> Response {
    answer(status, document.to_string())
}
