//! `POST /api/<resource>`: a new row.

use entity::{EntityDef, Value};
use serde_json::{Map, Value as Json};
use store::Statement;
use store::sql::{Access, RowClient, guard_exists, guard_reference, insert};

use super::Resource;
use super::idempotency::columns;
use crate::answer::Answer;
use crate::caller::Caller;
use crate::context::Context;
use crate::custom::Definitions;
use crate::input::{Cells, Purpose, json_object, read_row};
use crate::transaction::Transaction;
use crate::{Problem, Request, Response, render, seal};

/// Inserts a row, and answers 201 with it.
pub async fn create(context: &Context<'_>, resource: Resource, request: &Request) -> Result<Response, Problem> {
    let entity = resource.entity;
    let members = bound(context, entity, json_object(request)?)?;
    let mut definitions = Definitions::kept(context, entity).await?;
    loop {
        let cells = match read_row(entity, &members, Purpose::Create, &definitions) {
            Ok(cells) => cells,
            Err(refused) if definitions.renew_after(context, &refused).await? => continue,
            Err(refused) => return Err(Problem::invalid(refused)),
        };
        let mut transaction = Transaction::begin(context);
        let stale = definitions.guard(entity, &mut transaction);
        let planned = plan_create(context, resource, cells, "", &mut transaction)?;
        let answer = Answer::row(entity, &planned.id);
        transaction.answers(answer.clone());
        match transaction.run(context, &context.caller()?.database, Some(entity)).await {
            Ok(mut results) => {
                let rows = results.get_mut(planned.step).map(|set| std::mem::take(&mut set.rows));
                return Ok(answer.response(context.host(), 201, &rows.unwrap_or_default()));
            }
            Err(refused) if stale.is(&refused) && definitions.renew(context).await? => {}
            Err(refused) => return Err(refused.problem),
        }
    }
}

/// The members of a new row with the client, the agency and the location that the caller is bound to, where it names
/// none.
pub fn bound(
    context: &Context<'_>,
    entity: &'static EntityDef,
    mut members: Map<String, Json>,
) -> Result<Map<String, Json>, Problem> {
    let caller = context.caller()?;
    for (path, value) in [(entity.scope.client, &caller.client), (entity.scope.agency, &caller.agency)] {
        if let Some((column, value)) = column_of(path).zip(value.clone()) {
            members.entry(column).or_insert(Json::String(value));
        }
    }
    // A location is its client's: of another client that is named, it would be none.
    let elsewhere = column_of(entity.scope.client)
        .is_some_and(|column| members.get(column).and_then(Json::as_str) != caller.client.as_deref());
    let location = caller.location.clone().filter(|_| !elsewhere);
    if let Some((column, location)) = column_of(entity.scope.location).zip(location) {
        members.entry(column).or_insert(Json::String(location));
    }
    Ok(members)
}

/// The column that says where a row belongs, where it is the row's own.
fn column_of(path: Option<&'static str>) -> Option<&'static str> {
    path.filter(|path| *path != "id" && !path.contains('.'))
}

/// A planned insert: the new row's id, and the step that returns the row as [`render::visible`] shows it.
pub struct Planned {
    /// The new id.
    pub id: Value,
    /// The step whose result is the row.
    pub step: usize,
}

/// Adds the insert of a row with all that must hold for it: its references lead to rows of the same client that the
/// caller may read, and the caller may create a row like this. `pointer` is where the row is in the request.
pub fn plan_create(
    context: &Context<'_>,
    resource: Resource,
    mut cells: Cells,
    pointer: &str,
    transaction: &mut Transaction,
) -> Result<Planned, Problem> {
    let entity = resource.entity;
    let caller = context.caller()?;
    let access = context.access(entity, "create")?;
    let client_column = column_of(entity.scope.client);
    let client = client_column.and_then(|column| cells.iter().find(|(name, _)| *name == column));
    // Of a row for the caller's own client, another location is what may be wrong with it. Of one for that location too,
    // a condition of the caller's role is, and no member of its place.
    let of_own = client.is_some_and(|(_, value)| value.as_text() == caller.client.as_deref());
    let elsewhere = |column: &&str| {
        let location = cells.iter().find(|(name, _)| name == column).and_then(|(_, value)| value.as_text());
        caller.location.is_some() && location != caller.location.as_deref()
    };
    let wrong = if of_own { column_of(entity.scope.location).filter(elsewhere) } else { client_column };
    let client = client.map_or(RowClient::None, |(_, value)| RowClient::Known(value));
    guard_references(context, resource, &cells, &client, pointer, transaction);

    let id = context.new_id(entity);
    seal::seal_cells(context.host(), entity, &id, &mut cells)?;
    let id = Value::from(id);
    cells.push(("id", id.clone()));
    if entity.is_stamped() {
        cells.push(("created_at", context.now_ms.into()));
        cells.push(("updated_at", context.now_ms.into()));
        cells.push(("created_by", caller.id.clone().into()));
        cells.push(("updated_by", caller.id.clone().into()));
        cells.push(("version", 1_i64.into()));
    }
    let returning: Vec<&str> = columns(&render::visible(entity, None));
    let insertion = insert(entity.table, &cells, &returning);
    // The row itself is asked whether the caller may create it: one rule for every scope and condition.
    let refusal = match wrong {
        Some(column) => Problem::invalid_at(format!("{pointer}/{column}"), "not_found", NOTHING_THERE),
        None => Problem::forbidden(),
    };
    let step = transaction.step_pointing(insertion, refusal.clone());
    transaction.guard(guard_exists(entity, &id, &access), refusal);
    Ok(Planned { id, step })
}

const NOTHING_THERE: &str = "Is not there, or not for you, or belongs to another client.";

/// Adds a guard for every reference among the cells.
pub(super) fn guard_references(
    context: &Context<'_>,
    resource: Resource,
    cells: &Cells,
    client: &RowClient<'_>,
    pointer: &str,
    transaction: &mut Transaction,
) {
    let entity = resource.entity;
    let caller = context.caller().ok();
    for (column, value) in cells {
        let target = entity.field(column).and_then(|field| field.kind.references());
        let Some(target) = target.filter(|_| !value.is_null() && Some(*column) != entity.scope.client) else {
            continue;
        };
        // Everybody may point to themselves and to where they belong.
        let own = |caller: &Caller| {
            let places = [&caller.agency, &caller.client, &caller.location].into_iter().flatten();
            places.chain([&caller.id]).any(|own| value.as_text() == Some(own))
        };
        if caller.is_some_and(own) {
            continue;
        }
        let refusal = Problem::invalid_at(format!("{pointer}/{column}"), "not_found", NOTHING_THERE);
        let guard = match resource.behind(target) {
            Some(target) => {
                let access = context.access(target.entity, "read").unwrap_or_else(|_| Access::default());
                guard_reference(target.entity, value, &access, client)
            }
            None => Statement::new("INSERT INTO guard SELECT 0", Vec::new()),
        };
        transaction.guard(guard, refusal);
    }
}
