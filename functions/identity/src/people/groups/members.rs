//! `POST /api/user-group-members` and `DELETE /api/user-group-members/{id}`.

use accounts::account::{self, Standing};
use accounts::answer;
use accounts::escalation::{refuse_heavy_user, refuse_lifting, refuse_more_than_own};
use accounts::rows::{first, read};
use api::command::write_row;
use api::custom::Definitions;
use api::input::{Purpose, json_object, read_row};
use api::resource::{guard_row, id_of, plan_create};
use api::{Context, Problem, Request, Response, Transaction};
use domain::identity::entities::{User, UserGroup, UserGroupMember};
use entity::Entity;
use entity::permission::Grants;
use store::sql::{delete, row_by_id};

use super::{RoleOfGroup, role_of_group};

/// Adds a user to a group. What the group's role allows goes to the user, so that the caller must have it.
pub async fn add_member(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let entity = UserGroupMember::DEFINITION;
    let parsed = read_row(entity, &json_object(request)?, Purpose::Create, &Definitions::default());
    let cells = parsed.map_err(Problem::invalid)?;
    let cell = |column: &str| cells.iter().find(|(name, _)| *name == column).map(|(_, value)| value.clone());
    let (group, user) = cell("user_group_id").zip(cell("user_id")).ok_or_else(Problem::internal)?;
    let database = &context.caller()?.database;
    let missing = || Problem::invalid_at("/user_group_id", "not_found", "Is not there, or not for you.");
    let access = context.access(UserGroup::DEFINITION, "read").map_err(|_| missing())?;
    let mut statements = vec![row_by_id(UserGroup::DEFINITION, &group, &access, &["id"]), role_of_group("?1", &group)];
    // Of somebody whom the caller does not see nothing is told; the guards refuse them.
    let seen = context.access(User::DEFINITION, "read").unwrap_or_default();
    statements.extend(account::statements(&row_by_id(User::DEFINITION, &user, &seen, &["id"]), context.now_ms));
    let sets = read(context, database, statements).await?;
    let role = first(sets.first()).and_then(|_| RoleOfGroup::read(sets.get(1))).ok_or_else(missing)?;
    refuse_more_than_own(context, &role.grants)?;
    let standing = Standing::read(sets.get(2..).unwrap_or_default(), context.now_ms);

    let mut transaction = Transaction::begin(context);
    role.guard(&mut transaction);
    if let Some(standing) = standing {
        refuse_heavy_user(&standing.with(role.grants), "/user_group_id")?;
    }
    let planned = plan_create(context, crate::MODULE.resource(entity), cells, "", &mut transaction)?;
    write_row(context, transaction, 201, entity, &planned.id, planned.step).await
}

/// Takes a user out of a group, and from under what the group's role forbids.
pub async fn remove_member(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let entity = UserGroupMember::DEFINITION;
    let id = id_of(entity, id)?;
    let database = &context.caller()?.database;
    let access = context.access(entity, "delete")?;
    let group = role_of_group("SELECT user_group_id FROM user_group_members WHERE id = ?1", &id);
    let sets = read(context, database, vec![row_by_id(entity, &id, &access, &["id"]), group]).await?;
    let mut transaction = Transaction::begin(context);
    if let Some(role) = first(sets.first()).and_then(|_| RoleOfGroup::read(sets.get(1))) {
        refuse_lifting(context, &role.grants, &Grants::default())?;
        role.guard(&mut transaction);
    }
    guard_row(context, entity, &id, None, "delete", &mut transaction)?;
    transaction.step(delete(entity, &id));
    transaction.run(context, database, Some(entity)).await?;
    Ok(answer::done(204))
}
