//! `POST /api/users/{id}/assign-role`.

use accounts::account::{self, Standing};
use accounts::answer;
use accounts::escalation::{GivenRole, refuse_heavy_user, refuse_lifting, refuse_more_than_own, role_statement};
use accounts::rows::{first, read, stamped};
use api::command::write_row;
use api::problem::Kind;
use api::resource::{guard_row, id_of};
use api::{Context, Members, Problem, Request, Response, Transaction};
use domain::identity::entities::{Location, Role, User};
use entity::types::Ref;
use entity::{Entity, Value};
use store::Statement;
use store::sql::{RowClient, guard_reference, guard_version, row_by_id, update};

/// Gives a user another role.
pub async fn assign_role(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let user = id_of(User::DEFINITION, id)?;
    let mut members = Members::read(request)?;
    let role_id = members.required::<Ref<Role>>("role_id");
    let location = members.nullable::<Ref<Location>>("location_id");
    let role_id = Value::from(members.finish_with(|| role_id)?.id);
    let caller = context.caller()?;
    if caller.id == id {
        return Err(Problem::new(Kind::Conflict, "Nobody changes their own role. Ask another administrator."));
    }

    let access = context.access(User::DEFINITION, "assign-role")?;
    let columns = ["version", "agency_id", "client_id"];
    let mut statements =
        vec![role_statement(context, &role_id)?, row_by_id(User::DEFINITION, &user, &access, &columns)];
    statements.extend(account::statements(&Statement::new("SELECT ?1", vec![user.clone()]), context.now_ms));
    let sets = read(context, &caller.database, statements).await?;
    let target = first(sets.get(1)).ok_or_else(Problem::not_found)?;
    let role = GivenRole::read(sets.first())?;
    role.refuse_elsewhere(target.text("agency_id"), target.text("client_id"))?;
    refuse_more_than_own(context, &role.grants)?;
    // Nobody takes a role from somebody who may do more than they.
    let before = Standing::read(sets.get(2..).unwrap_or_default(), context.now_ms).ok_or_else(Problem::internal)?;
    refuse_more_than_own(context, &before.role)?;
    refuse_lifting(context, &before.role, &role.grants)?;
    let after = Standing { role: role.grants.clone(), others: before.others };
    refuse_heavy_user(&after.grants(), "/role_id")?;

    let version = target.integer("version").unwrap_or_default();
    let mut transaction = Transaction::begin(context);
    guard_row(context, User::DEFINITION, &user, None, "assign-role", &mut transaction)?;
    let changed = || Problem::new(Kind::Conflict, "The user or the role has been changed in the meantime. Try again.");
    transaction.guard(guard_version(User::DEFINITION, &user, version), changed());
    transaction.guard(guard_version(Role::DEFINITION, &role_id, role.version), changed());
    let mut cells = vec![("role_id", role_id)];
    if let Some(None) = location {
        cells.push(("location_id", Value::Null));
    }
    if let Some(Some(location)) = location {
        let location = Value::from(location.id);
        let access = context.access(Location::DEFINITION, "read")?;
        let of_user = RowClient::OfRow(User::DEFINITION, &user);
        let missing = Problem::invalid_at("/location_id", "not_found", "Is not there, or of another client.");
        transaction.guard(guard_reference(Location::DEFINITION, &location, &access, &of_user), missing);
        cells.push(("location_id", location));
    }
    let cells = stamped(context, cells);
    let row = transaction.step(update(User::DEFINITION, &user, &cells, &answer::columns(User::DEFINITION)));
    write_row(context, transaction, 200, User::DEFINITION, &user, row).await
}
