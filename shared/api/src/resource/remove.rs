//! `DELETE /api/<resource>/{id}`: a row goes.

use entity::EntityDef;
use store::sql::delete;

use super::update::guard_row;
use super::{id_of, if_match};
use crate::context::Context;
use crate::transaction::Transaction;
use crate::{Problem, Request, Response};

/// Deletes a row, and answers 204.
pub async fn remove(
    context: &Context<'_>,
    entity: &'static EntityDef,
    id: &str,
    request: &Request,
) -> Result<Response, Problem> {
    let id = id_of(entity, id)?;
    let mut transaction = Transaction::begin(context);
    guard_row(context, entity, &id, if_match(request)?, "delete", &mut transaction)?;
    transaction.step(delete(entity, &id));
    transaction.run(context, &context.caller()?.database, Some(entity)).await?;
    Ok(Response::empty(204))
}
