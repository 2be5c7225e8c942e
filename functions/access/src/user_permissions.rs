//! `POST /api/user-permissions` and `DELETE /api/user-permissions/{id}`.

use accounts::account::{self, Standing};
use accounts::answer;
use accounts::escalation::{refuse_heavy_user, refuse_lifting, refuse_more_than_own};
use accounts::rows::{first, read};
use api::command::write_row;
use api::custom::Definitions;
use api::input::{Cells, Purpose, json_object, read_row};
use api::resource::{guard_row, id_of, plan_create};
use api::{CallerKind, Context, InputError, Problem, Request, Response, Transaction};
use domain::identity::entities::{User, UserPermission};
use domain::identity::permissions::compile;
use entity::permission::{Grant, Grants, Scope};
use entity::{Entity, Row, Value};
use store::Statement;
use store::sql::{delete as delete_row, row_by_id};

use crate::rules::{check_rule, whole_row};

/// Allows or forbids one user something.
pub async fn create(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let members = json_object(request)?;
    let parsed = read_row(UserPermission::DEFINITION, &members, Purpose::Create, &Definitions::default());
    let mut cells = parsed.map_err(Problem::invalid)?;
    check_rule(&members).map_err(|invalid| Problem::invalid(vec![InputError::new("", invalid)]))?;
    let caller = context.caller()?;
    if caller.kind == CallerKind::User {
        cells.push(("granted_by", caller.id.as_str().into()));
    }
    let (columns, values) = whole_row(UserPermission::DEFINITION, &cells);
    let row = UserPermission::read(&Row::new(&columns, &values)).map_err(|_| Problem::internal())?;
    let user = row.user_id.id.as_str().into();
    let given = compile(&[], &[row], context.now_ms);
    refuse_more_than_own(context, &given)?;
    // Of somebody whom the caller does not see nothing is told; the guards refuse them.
    let seen = context.access(User::DEFINITION, "read").unwrap_or_default();
    let who = row_by_id(User::DEFINITION, &user, &seen, &["id"]);
    let sets = read(context, &caller.database, account::statements(&who, context.now_ms)).await?;
    if let Some(standing) = Standing::read(&sets, context.now_ms) {
        refuse_heavy_user(&standing.with(given), "")?;
    }

    let mut transaction = Transaction::begin(context);
    transaction.step(without_expired(&cells, context.now_ms));
    let planned =
        plan_create(context, crate::MODULE.resource(UserPermission::DEFINITION), cells, "", &mut transaction)?;
    write_row(context, transaction, 201, UserPermission::DEFINITION, &planned.id, planned.step).await
}

/// Takes away what was given for the same and is over, which would be in the way of giving it again.
fn without_expired(cells: &Cells, now_ms: i64) -> Statement {
    let cell =
        |column: &str| cells.iter().find(|(name, _)| *name == column).map_or(Value::Null, |(_, cell)| cell.clone());
    Statement::new(
        "DELETE FROM user_permissions WHERE user_id = ?1 AND resource = ?2 AND action = ?3 AND expires_at <= ?4",
        vec![cell("user_id"), cell("resource"), cell("action"), now_ms.into()],
    )
}

/// Takes back what was allowed or forbidden. Nobody lifts what is forbidden to them.
pub async fn delete(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let id = id_of(UserPermission::DEFINITION, id)?;
    let caller = context.caller()?;
    let access = context.access(UserPermission::DEFINITION, "delete")?;
    let columns = ["resource", "action", "granted", "version"];
    let sets = read(context, &caller.database, vec![row_by_id(UserPermission::DEFINITION, &id, &access, &columns)]);
    let sets = sets.await?;
    let row = first(sets.first()).ok_or_else(Problem::not_found)?;
    if row.integer("granted") != Some(1) {
        let action = row.text("action").unwrap_or_default().to_ascii_lowercase().replace('_', "-");
        let denial = Grant::new(row.text("resource").unwrap_or_default(), &[&action], Scope::All);
        let before = Grants(vec![Grant { allowed: false, ..denial }]);
        refuse_lifting(context, &before, &Grants::default())?;
    }
    let mut transaction = Transaction::begin(context);
    guard_row(context, UserPermission::DEFINITION, &id, row.integer("version"), "delete", &mut transaction)?;
    transaction.step(delete_row(UserPermission::DEFINITION, &id));
    transaction.run(context, &caller.database, Some(UserPermission::DEFINITION)).await?;
    Ok(answer::done(204))
}
