//! `POST /api/roles`, `PATCH` and `DELETE /api/roles/{id}`.

use accounts::account::grants_of;
use accounts::answer;
use accounts::escalation::{refuse_more_than_own, role_statement};
use accounts::place::guard_place;
use accounts::rows::{first, read};
use api::custom::Definitions;
use api::input::{Purpose, json_object, read_row};
use api::problem::Kind;
use api::resource::{bound, guard_row, id_of, plan_create, plan_update};
use api::{Context, InputError, Problem, Request, Response, Transaction};
use domain::identity::entities::{Role, RoleLevel};
use domain::identity::roles::system_role;
use entity::{Entity, Value};
use store::Statement;
use store::sql::{delete as delete_row, guard_version};

use super::guard_own;

/// Makes a role without permissions.
pub async fn create(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let members = bound(context, Role::DEFINITION, json_object(request)?)?;
    let read = read_row(Role::DEFINITION, &members, Purpose::Create, &Definitions::default());
    let mut cells = read.map_err(Problem::invalid)?;
    let cell = |column: &str| cells.iter().find(|(name, _)| *name == column).map(|(_, value)| value.clone());
    let text = |column: &str| cell(column).and_then(|value| value.as_text().map(str::to_owned));
    let (name, agency, client) = (text("name").unwrap_or_default(), text("agency_id"), text("client_id"));
    let level = text("level").as_deref().and_then(RoleLevel::from_word);
    let fits = match level {
        Some(RoleLevel::Tenant) => agency.is_none() && client.is_none(),
        Some(RoleLevel::Agency) => client.is_none(),
        Some(RoleLevel::Client) => true,
        None => false,
    };
    if !fits {
        let message = "Must not be above the agency or the client that the role is for.";
        return Err(Problem::invalid_at("/level", "wrong_level", message));
    }
    if system_role(&name.to_ascii_uppercase()).is_some() {
        return Err(taken());
    }
    cells.push(("permissions", "[]".into()));

    let mut transaction = Transaction::begin(context);
    guard_place(context, agency.as_deref(), client.as_deref(), &mut transaction)?;
    // The unique index does not compare what is empty.
    transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM roles WHERE name = ?1 AND agency_id IS ?2 AND client_id IS ?3)",
            vec![name.into(), agency.into(), client.into()],
        ),
        taken(),
    );
    let planned = plan_create(context, crate::MODULE.resource(Role::DEFINITION), cells, "", &mut transaction)?;
    let results = transaction.run(context, &context.caller()?.database, Some(Role::DEFINITION)).await?;
    let row = results.get(planned.step).and_then(|set| set.rows.first()).ok_or_else(Problem::internal)?;
    Ok(answer::row(201, Role::DEFINITION, row))
}

fn taken() -> Problem {
    let message = "Another role has this name.".to_owned();
    let error = InputError { pointer: "/name".to_owned(), code: "taken", message: message.clone() };
    Problem::new(Kind::Conflict, message).with_errors(vec![error])
}

/// Changes what a role is called.
pub async fn update(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let id = id_of(Role::DEFINITION, id)?;
    let parsed = read_row(Role::DEFINITION, &json_object(request)?, Purpose::Patch, &Definitions::default());
    let cells = parsed.map_err(Problem::invalid)?;
    let mut transaction = Transaction::begin(context);
    guard_row(context, Role::DEFINITION, &id, None, "update", &mut transaction)?;
    guard_own(&id, &mut transaction);
    if cells.iter().any(|(column, value)| *column == "is_active" && *value == true.into()) {
        // A role that is to count again is handed out again to everybody who has it.
        let sets = read(context, &context.caller()?.database, vec![role_statement(context, &id)?]).await?;
        let row = first(sets.first()).ok_or_else(Problem::not_found)?;
        refuse_more_than_own(context, &row.cell("permissions").and_then(grants_of).unwrap_or_default())?;
        let version = row.integer("version").unwrap_or_default();
        let changed = Problem::new(Kind::Conflict, "The role has been changed in the meantime. Try again.");
        transaction.guard(guard_version(Role::DEFINITION, &id, version), changed);
    }
    let step = plan_update(context, crate::MODULE.resource(Role::DEFINITION), &id, None, cells, "", &mut transaction)?;
    let results = transaction.run(context, &context.caller()?.database, Some(Role::DEFINITION)).await?;
    let row = results.get(step).and_then(|set| set.rows.first()).ok_or_else(Problem::not_found)?;
    Ok(answer::row(200, Role::DEFINITION, row))
}

/// Deletes a role that nobody has: its users would be without one.
pub async fn delete(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let id: Value = id_of(Role::DEFINITION, id)?;
    let mut transaction = Transaction::begin(context);
    guard_row(context, Role::DEFINITION, &id, None, "delete", &mut transaction)?;
    guard_own(&id, &mut transaction);
    transaction.step(delete_row(Role::DEFINITION, &id));
    transaction.run(context, &context.caller()?.database, Some(Role::DEFINITION)).await?;
    Ok(answer::done(204))
}
