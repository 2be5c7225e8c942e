//! `POST /api/user-groups`, `PATCH` and `DELETE /api/user-groups/{id}`, `POST /api/user-groups/{id}/set-role`.

use accounts::account::{self, Standing};
use accounts::answer;
use accounts::escalation::{GivenRole, refuse_heavy_user, refuse_lifting, refuse_more_than_own, role_statement};
use accounts::input::members_of;
use accounts::rows::{first, read, stamped};
use api::command::write_row;
use api::custom::Definitions;
use api::input::{Purpose, json_object, read_row};
use api::resource::{self, guard_row, id_of, if_match, plan_update};
use api::{Context, Problem, Request, Response, Transaction};
use domain::identity::entities::{Role, UserGroup};
use entity::permission::Grants;
use entity::{Entity, Value};
use store::sql::{delete as delete_row, guard_version, row_by_id, update as update_row};
use store::{ResultSet, Statement};

use super::{RoleOfGroup, changed, role_of_group};

/// Makes a group, without a role at first.
pub async fn create(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    resource::create(context, crate::MODULE.resource(UserGroup::DEFINITION), request).await
}

/// Changes what a group is called and whether it counts.
pub async fn update(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let entity = UserGroup::DEFINITION;
    let id = id_of(entity, id)?;
    let parsed = read_row(entity, &json_object(request)?, Purpose::Patch, &Definitions::default());
    let cells = parsed.map_err(Problem::invalid)?;
    let counts = cells.iter().find(|(column, _)| *column == "is_active").map(|(_, value)| *value == true.into());
    let mut transaction = Transaction::begin(context);
    if let Some(counts) = counts
        && let Some(role) = role_within_reach(context, &id, "update").await?
    {
        // A group that is to count again hands out again what its role allows; one that does not, lifts.
        if counts {
            refuse_more_than_own(context, &role.grants)?;
        } else {
            refuse_lifting(context, &role.grants, &Grants::default())?;
        }
        role.guard(&mut transaction);
    }
    let resource = crate::MODULE.resource(entity);
    let row = plan_update(context, resource, &id, if_match(request)?, cells, "", &mut transaction)?;
    write_row(context, transaction, 200, entity, &id, row).await
}

/// Deletes a group with its memberships.
pub async fn delete(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let entity = UserGroup::DEFINITION;
    let id = id_of(entity, id)?;
    let mut transaction = Transaction::begin(context);
    if let Some(role) = role_within_reach(context, &id, "delete").await? {
        refuse_lifting(context, &role.grants, &Grants::default())?;
        role.guard(&mut transaction);
    }
    guard_row(context, entity, &id, if_match(request)?, "delete", &mut transaction)?;
    transaction.step(delete_row(entity, &id));
    transaction.run(context, &context.caller()?.database, Some(entity)).await?;
    Ok(answer::done(204))
}

/// Gives a group a role, or takes it away.
pub async fn set_role(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let entity = UserGroup::DEFINITION;
    let id = id_of(entity, id)?;
    let role = role_in(request)?;
    let database = &context.caller()?.database;
    let access = context.access(entity, "set-role")?;
    let mut statements = vec![row_by_id(entity, &id, &access, &["id"]), role_of_group("?1", &id)];
    if !role.is_null() {
        statements.push(role_statement(context, &role)?);
        let members = "SELECT user_id FROM user_group_members WHERE user_group_id = ?1 ORDER BY id LIMIT ?2";
        statements.push(Statement::new(members, vec![id.clone(), MEMBERS_ASKED.into()]));
    }
    let sets = read(context, database, statements).await?;
    // Of a group that the caller may do nothing to, nothing is told: the guards refuse it.
    let within_reach = first(sets.first()).is_some();
    let mut transaction = Transaction::begin(context);
    let mut after = Grants::default();
    if !role.is_null() {
        let given = GivenRole::read(sets.get(2))?;
        refuse_more_than_own(context, &given.grants)?;
        refuse_heavy_members(context, &id, sets.get(3).filter(|_| within_reach), &given.grants).await?;
        transaction.guard(guard_version(Role::DEFINITION, &role, given.version), changed());
        after = given.grants;
    }
    if let Some(before) = RoleOfGroup::read(sets.get(1)).filter(|_| within_reach) {
        refuse_lifting(context, &before.grants, &after)?;
        before.guard(&mut transaction);
    }
    guard_row(context, entity, &id, None, "set-role", &mut transaction)?;
    let cells = stamped(context, vec![("role_id", role)]);
    let row = transaction.step(update_row(entity, &id, &cells, &answer::columns(entity)));
    write_row(context, transaction, 200, entity, &id, row).await
}

/// How many members are asked what they have besides.
const MEMBERS_ASKED: i64 = 50;

/// Refuses a role that is too much for a member, with all that they have already. In a large group the first ones are asked:
/// they are alike.
async fn refuse_heavy_members(
    context: &Context<'_>,
    group: &Value,
    members: Option<&ResultSet>,
    given: &Grants,
) -> Result<(), Problem> {
    let ids: Vec<&Value> = members.iter().flat_map(|set| &set.rows).flatten().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let of = |id: &&Value| {
        let who = Statement::new("SELECT ?1", vec![(*id).clone()]);
        account::statements_but(&who, group.clone(), context.now_ms)
    };
    let database = &context.caller()?.database;
    let sets = read(context, database, ids.iter().flat_map(of).collect()).await?;
    for member in sets.chunks(account::STATEMENTS) {
        if let Some(standing) = Standing::read(member, context.now_ms) {
            refuse_heavy_user(&standing.with(given.clone()), "/role_id")?;
        }
    }
    Ok(())
}

/// The role of a group that the caller may do something to; nothing where they may not, for the guards to say so.
async fn role_within_reach(context: &Context<'_>, id: &Value, action: &str) -> Result<Option<RoleOfGroup>, Problem> {
    let entity = UserGroup::DEFINITION;
    let access = context.access(entity, action)?;
    let statements = vec![row_by_id(entity, id, &access, &["id"]), role_of_group("?1", id)];
    let sets = read(context, &context.caller()?.database, statements).await?;
    Ok(first(sets.first()).and_then(|_| RoleOfGroup::read(sets.get(1))))
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
