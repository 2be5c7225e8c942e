//! Who is in a group, and what its members may do: `POST /api/user-group-members`, `DELETE
//! /api/user-group-members/{id}`, `POST /api/user-groups/{id}/set-role`.

use accounts::account::grants_of;
use accounts::answer;
use accounts::escalation::{GivenRole, refuse_more_than_own, role_statement};
use accounts::input::members_of;
use accounts::rows::{first, read, stamped};
use api::custom::Definitions;
use api::input::{Purpose, json_object, read_row};
use api::problem::Kind;
use api::resource::{guard_row, id_of, plan_create};
use api::{Context, Problem, Request, Response, Transaction};
use domain::identity::entities::{Role, UserGroup, UserGroupMember};
use entity::{Entity, Value};
use store::Statement;
use store::sql::{delete, guard_version, row_by_id, update};

/// Adds a user to a group. What the group's role allows goes to the user, so that the caller must have it.
pub async fn add_member(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let entity = UserGroupMember::DEFINITION;
    let parsed = read_row(entity, &json_object(request)?, Purpose::Create, &Definitions::default());
    let cells = parsed.map_err(Problem::invalid)?;
    let group = cells.iter().find(|(column, _)| *column == "user_group_id").map(|(_, value)| value.clone());
    let group = group.ok_or_else(Problem::internal)?;
    let database = &context.caller()?.database;
    let missing = || Problem::invalid_at("/user_group_id", "not_found", "Is not there, or not for you.");
    let access = context.access(UserGroup::DEFINITION, "read").map_err(|_| missing())?;
    let role_of_group = Statement::new(
        "SELECT r.permissions FROM user_groups g JOIN roles r ON r.id = g.role_id WHERE g.id = ?1",
        vec![group.clone()],
    );
    let statements = vec![row_by_id(UserGroup::DEFINITION, &group, &access, &["version"]), role_of_group];
    let sets = read(context, database, statements).await?;
    let version = first(sets.first()).and_then(|row| row.integer("version")).ok_or_else(missing)?;
    let grants = first(sets.get(1)).and_then(|row| row.cell("permissions")).and_then(grants_of);
    refuse_more_than_own(context, &grants.unwrap_or_default())?;

    let mut transaction = Transaction::begin(context);
    transaction.guard(guard_version(UserGroup::DEFINITION, &group, version), changed());
    let planned = plan_create(context, crate::MODULE.resource(entity), cells, "", &mut transaction)?;
    let results = transaction.run(context, database, Some(entity)).await?;
    let row = results.get(planned.step).and_then(|set| set.rows.first()).ok_or_else(Problem::internal)?;
    Ok(answer::row(201, entity, row))
}

/// Takes a user out of a group.
pub async fn remove_member(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let entity = UserGroupMember::DEFINITION;
    let id = id_of(entity, id)?;
    let mut transaction = Transaction::begin(context);
    guard_row(context, entity, &id, None, "delete", &mut transaction)?;
    transaction.step(delete(entity, &id));
    transaction.run(context, &context.caller()?.database, Some(entity)).await?;
    Ok(answer::done(204))
}

/// Gives a group a role, or takes it away.
pub async fn set_role(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let entity = UserGroup::DEFINITION;
    let id = id_of(entity, id)?;
    let role = role_in(request)?;
    let database = &context.caller()?.database;
    let mut transaction = Transaction::begin(context);
    guard_row(context, entity, &id, None, "set-role", &mut transaction)?;
    if !role.is_null() {
        let sets = read(context, database, vec![role_statement(context, &role)?]).await?;
        let given = GivenRole::read(sets.first())?;
        refuse_more_than_own(context, &given.grants)?;
        transaction.guard(guard_version(Role::DEFINITION, &role, given.version), changed());
    }
    let cells = stamped(context, vec![("role_id", role)]);
    let row = transaction.step(update(entity, &id, &cells, &answer::columns(entity)));
    let results = transaction.run(context, database, Some(entity)).await?;
    let row = results.get(row).and_then(|set| set.rows.first()).ok_or_else(Problem::not_found)?;
    Ok(answer::row(200, entity, row))
}

fn role_in(request: &Request) -> Result<Value, Problem> {
    let members = members_of(request, &["role_id"])?;
    let json = members.get("role_id");
    let json = json.ok_or_else(|| Problem::invalid_at("/role_id", "required", "Must be given; null takes it away."))?;
    if json.is_null() {
        return Ok(Value::Null);
    }
    let kind = UserGroup::DEFINITION.field("role_id").ok_or_else(Problem::internal)?.kind;
    kind.parse(json).map_err(|invalid| Problem::invalid_at("/role_id", invalid.code, invalid.message))
}

fn changed() -> Problem {
    Problem::new(Kind::Conflict, "The group or the role has been changed in the meantime. Try again.")
}
