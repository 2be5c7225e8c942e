//! `PATCH` and `PUT /api/<resource>/{id}`: some or all fields of a row.

use entity::{EntityDef, Value};
use store::sql::{RowClient, guard_exists, guard_version, update as update_row};

use super::create::guard_references;
use super::idempotency::columns;
use super::{Resource, id_of, if_match};
use crate::answer::Answer;
use crate::context::Context;
use crate::custom::Definitions;
use crate::input::{Cells, Purpose, json_object, read_row};
use crate::problem::Kind;
use crate::transaction::Transaction;
use crate::{Problem, Request, Response, render, seal};

/// Updates a row, and answers with it.
pub async fn update(
    context: &Context<'_>,
    resource: Resource,
    id: &str,
    purpose: Purpose,
    request: &Request,
) -> Result<Response, Problem> {
    let entity = resource.entity;
    let id = id_of(entity, id)?;
    let version = if_match(request)?;
    let members = json_object(request)?;
    let mut definitions = Definitions::kept(context, entity).await?;
    loop {
        let cells = match read_row(entity, &members, purpose, &definitions) {
            Ok(cells) => cells,
            Err(refused) if definitions.renew_after(context, &refused).await? => continue,
            Err(refused) => return Err(Problem::invalid(refused)),
        };
        let mut transaction = Transaction::begin(context);
        let stale = definitions.guard(entity, &mut transaction);
        let step = plan_update(context, resource, &id, version, cells, "", &mut transaction)?;
        let answer = Answer::row(entity, &id);
        transaction.answers(answer.clone());
        match transaction.run(context, &context.caller()?.database, Some(entity)).await {
            Ok(mut results) => {
                let rows = results.get_mut(step).map(|set| std::mem::take(&mut set.rows));
                let rows = rows.filter(|rows| !rows.is_empty()).ok_or_else(Problem::not_found)?;
                return Ok(answer.response(context.host(), 200, &rows));
            }
            Err(refused) if stale.is(&refused) && definitions.renew(context).await? => {}
            Err(refused) => return Err(refused.problem),
        }
    }
}

/// Adds the update of a row with all that must hold for it, and gives the step that returns the row.
pub fn plan_update(
    context: &Context<'_>,
    resource: Resource,
    id: &Value,
    version: Option<i64>,
    mut cells: Cells,
    pointer: &str,
    transaction: &mut Transaction,
) -> Result<usize, Problem> {
    let entity = resource.entity;
    guard_row(context, entity, id, version, "update", transaction)?;
    guard_references(context, resource, &cells, &RowClient::OfRow(entity, id), pointer, transaction);
    seal::seal_cells(context.host(), entity, id.as_text().unwrap_or_default(), &mut cells)?;
    cells.push(("updated_at", context.now_ms.into()));
    cells.push(("updated_by", context.caller()?.id.clone().into()));
    let returning = columns(&render::visible(entity, None));
    Ok(transaction.step(update_row(entity, id, &cells, &returning)))
}

/// Adds what must hold before a row is changed: the caller sees it, may do this to it, and has seen its last version.
pub fn guard_row(
    context: &Context<'_>,
    entity: &'static EntityDef,
    id: &Value,
    version: Option<i64>,
    action: &str,
    transaction: &mut Transaction,
) -> Result<(), Problem> {
    let access = context.access(entity, action)?;
    // Whoever may change a row but not read it is told no more than that it is not there.
    let readable = context.access(entity, "read").ok();
    if let Some(readable) = &readable {
        transaction.guard(guard_exists(entity, id, readable), Problem::not_found());
    }
    let refusal = if readable.is_some() { Problem::forbidden() } else { Problem::not_found() };
    transaction.guard(guard_exists(entity, id, &access), refusal);
    if let Some(version) = version {
        let refusal = Problem::new(Kind::PreconditionFailed, "Somebody has changed it since. Read it again.");
        transaction.guard(guard_version(entity, id, version), refusal);
    }
    Ok(())
}
