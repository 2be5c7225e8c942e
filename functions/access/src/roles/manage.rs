//! `POST /api/roles`, `PATCH` and `DELETE /api/roles/{id}`.

use accounts::answer;
use accounts::escalation::{refuse_lifting, refuse_more_than_own};
use accounts::place::guard_place;
use api::command::write_row;
use api::custom::Definitions;
use api::input::{Purpose, json_object, read_row};
use api::problem::Kind;
use api::resource::{bound, guard_row, id_of, if_match, plan_create, plan_update};
use api::{Context, InputError, Problem, Request, Response, Transaction};
use domain::identity::entities::{Role, RoleLevel};
use domain::identity::roles::system_role;
use entity::permission::Grants;
use entity::{Entity, Value};
use store::Statement;
use store::sql::delete as delete_row;

use super::{Before, guard_own};

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
    write_row(context, transaction, 201, Role::DEFINITION, &planned.id, planned.step).await
}

fn taken() -> Problem {
    let message = "Another role has this name.".to_owned();
    let error = InputError { pointer: "/name".to_owned(), code: "taken", message: message.clone() };
    Problem::new(Kind::Conflict, message).with_errors(vec![error])
}

/// Changes what a role is called, and whether it counts.
pub async fn update(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let id = id_of(Role::DEFINITION, id)?;
    let parsed = read_row(Role::DEFINITION, &json_object(request)?, Purpose::Patch, &Definitions::default());
    let cells = parsed.map_err(Problem::invalid)?;
    let mut transaction = Transaction::begin(context);
    guard_row(context, Role::DEFINITION, &id, None, "update", &mut transaction)?;
    guard_own(&id, &mut transaction);
    let counts = cells.iter().find(|(column, _)| *column == "is_active").map(|(_, value)| *value == true.into());
    if let Some(counts) = counts
        && let Some(before) = Before::read(context, &id, "update").await?
    {
        // A role that is to count again is handed out again to everybody who has it; one that does not, lifts.
        if counts {
            refuse_more_than_own(context, &before.grants)?;
        } else {
            refuse_lifting(context, &before.grants, &Grants::default())?;
        }
        before.guard(&id, &mut transaction);
    }
    let resource = crate::MODULE.resource(Role::DEFINITION);
    let step = plan_update(context, resource, &id, if_match(request)?, cells, "", &mut transaction)?;
    write_row(context, transaction, 200, Role::DEFINITION, &id, step).await
}

/// Deletes a role that nobody has: its users would be without one. Groups lose what it allows and forbids them.
pub async fn delete(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let id: Value = id_of(Role::DEFINITION, id)?;
    let mut transaction = Transaction::begin(context);
    if let Some(before) = Before::read(context, &id, "delete").await? {
        refuse_lifting(context, &before.grants, &Grants::default())?;
        before.guard(&id, &mut transaction);
    }
    guard_row(context, Role::DEFINITION, &id, if_match(request)?, "delete", &mut transaction)?;
    guard_own(&id, &mut transaction);
    transaction.step(delete_row(Role::DEFINITION, &id));
    transaction.run(context, &context.caller()?.database, Some(Role::DEFINITION)).await?;
    Ok(answer::done(204))
}
