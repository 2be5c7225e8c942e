//! `POST /api/user-permissions` and `DELETE /api/user-permissions/{id}`.

use accounts::answer;
use accounts::escalation::refuse_more_than_own;
use accounts::rows::{first, read};
use api::custom::Definitions;
use api::input::{Purpose, json_object, read_row};
use api::resource::{guard_row, id_of, plan_create};
use api::{CallerKind, Context, InputError, Problem, Request, Response, Transaction};
use domain::identity::entities::UserPermission;
use domain::identity::permissions::compile;
use entity::permission::{Grant, Grants};
use entity::{Entity, Row};
use store::sql::{delete as delete_row, row_by_id};

use crate::rules::{check_rule, whole_row};

/// Allows or forbids one user something.
pub async fn create(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let members = json_object(request)?;
    let read = read_row(UserPermission::DEFINITION, &members, Purpose::Create, &Definitions::default());
    let mut cells = read.map_err(Problem::invalid)?;
    check_rule(&members).map_err(|invalid| Problem::invalid(vec![InputError::new("", invalid)]))?;
    let caller = context.caller()?;
    if caller.kind == CallerKind::User {
        cells.push(("granted_by", caller.id.as_str().into()));
    }
    let (columns, values) = whole_row(UserPermission::DEFINITION, &cells);
    let row = UserPermission::read(&Row::new(&columns, &values)).map_err(|_| Problem::internal())?;
    refuse_more_than_own(context, &compile(&[], &[row], context.now_ms))?;

    let mut transaction = Transaction::begin(context);
    let planned =
        plan_create(context, crate::MODULE.resource(UserPermission::DEFINITION), cells, "", &mut transaction)?;
    let results = transaction.run(context, &caller.database, Some(UserPermission::DEFINITION)).await?;
    let row = results.get(planned.step).and_then(|set| set.rows.first()).ok_or_else(Problem::internal)?;
    Ok(answer::row(201, UserPermission::DEFINITION, row))
}

/// Takes back what was allowed or forbidden. Whoever lifts a denial must have what it took away, and so nobody lifts
/// their own.
pub async fn delete(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let id = id_of(UserPermission::DEFINITION, id)?;
    let caller = context.caller()?;
    let access = context.access(UserPermission::DEFINITION, "delete")?;
    let columns = ["resource", "action", "granted", "scope", "version"];
    let sets = read(context, &caller.database, vec![row_by_id(UserPermission::DEFINITION, &id, &access, &columns)]);
    let sets = sets.await?;
    let row = first(sets.first()).ok_or_else(Problem::not_found)?;
    if row.integer("granted") != Some(1) {
        let action = row.text("action").unwrap_or_default().to_ascii_lowercase().replace('_', "-");
        let scope = row.text("scope").and_then(entity::permission::Scope::from_word);
        let scope = scope.ok_or_else(Problem::internal)?;
        let lifted = Grant::new(row.text("resource").unwrap_or_default(), &[&action], scope);
        refuse_more_than_own(context, &Grants(vec![lifted]))?;
    }
    let mut transaction = Transaction::begin(context);
    guard_row(context, UserPermission::DEFINITION, &id, row.integer("version"), "delete", &mut transaction)?;
    transaction.step(delete_row(UserPermission::DEFINITION, &id));
    transaction.run(context, &caller.database, Some(UserPermission::DEFINITION)).await?;
    Ok(answer::done(204))
}
