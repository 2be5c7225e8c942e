//! `PUT /api/roles/{id}/permissions`.

use accounts::answer;
use accounts::escalation::{refuse_heavy_role, refuse_lifting, refuse_more_than_own};
use accounts::rows::{new_row, stamped};
use api::command::write_row;
use api::custom::Definitions;
use api::input::{Cells, Purpose, read_row};
use api::resource::{guard_row, id_of};
use api::{Context, InputError, Members, Problem, Request, Response, Transaction};
use domain::identity::entities::{Role, RolePermission};
use domain::identity::permissions::compile;
use entity::{Entity, Invalid, Row, Value};
use serde_json::Value as Json;
use store::Statement;
use store::sql::update;

use super::{Before, guard_own};
use crate::rules::check_rule;

/// The most rows of one role.
const MOST: usize = 500;

/// Replaces all that a role allows, and what tokens are compiled from with it.
pub async fn set_permissions(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    let role = id_of(Role::DEFINITION, id)?;
    let mut members = Members::read(request)?;
    let items = members.list("permissions", MOST);
    members.finish()?;
    let rows = read_rows(&items, id)?;
    let typed: Vec<RolePermission> = rows.iter().filter_map(permission_of).collect();
    if typed.len() != rows.len() {
        return Err(Problem::internal());
    }
    let grants = compile(&typed, &[], context.now_ms);
    refuse_heavy_role(&grants, "/permissions")?;
    refuse_more_than_own(context, &grants)?;

    let mut transaction = Transaction::begin(context);
    if let Some(before) = Before::read(context, &role, "update").await? {
        refuse_lifting(context, &before.grants, &grants)?;
        before.guard(&role, &mut transaction);
    }
    guard_row(context, Role::DEFINITION, &role, None, "update", &mut transaction)?;
    guard_own(&role, &mut transaction);
    transaction.step(Statement::new("DELETE FROM role_permissions WHERE role_id = ?1", vec![role.clone()]));
    for cells in rows {
        transaction.step(new_row(context, RolePermission::DEFINITION, cells).1);
    }
    let cells = stamped(context, vec![("permissions", grants.to_json().to_string().into())]);
    let step = transaction.step(update(Role::DEFINITION, &role, &cells, &answer::columns(Role::DEFINITION)));
    write_row(context, transaction, 200, Role::DEFINITION, &role, step).await
}

/// Reads every row, and reports what is wrong with any of them at once.
fn read_rows(items: &[Json], role: &str) -> Result<Vec<Cells>, Problem> {
    let mut rows: Vec<Cells> = Vec::new();
    let mut errors = Vec::new();
    let mut seen: Vec<(Option<Value>, Option<Value>)> = Vec::new();
    for (position, item) in items.iter().enumerate() {
        let pointer = format!("/permissions/{position}");
        let mut refuse = |invalid: Invalid| errors.push(InputError::new(&pointer, invalid));
        let Json::Object(members) = item else {
            refuse(Invalid::wrong_type("an object"));
            continue;
        };
        if members.contains_key("role_id") {
            refuse(Invalid::new("unknown_field", "There is no such member.").at("role_id"));
            continue;
        }
        let mut members = members.clone();
        members.insert("role_id".to_owned(), Json::from(role));
        match read_row(RolePermission::DEFINITION, &members, Purpose::Create, &Definitions::default()) {
            Ok(cells) => {
                let cell =
                    |column: &str| cells.iter().find(|(name, _)| *name == column).map(|(_, value)| value.clone());
                let what = (cell("resource"), cell("action"));
                if let Err(invalid) = check_rule(&members) {
                    refuse(invalid);
                } else if seen.contains(&what) {
                    refuse(Invalid::new("repeated", "Another permission is about the same resource and action."));
                }
                seen.push(what);
                rows.push(cells);
            }
            Err(refused) => {
                let moved = |error: InputError| InputError { pointer: format!("{pointer}{}", error.pointer), ..error };
                errors.extend(refused.into_iter().map(moved));
            }
        }
    }
    if errors.is_empty() { Ok(rows) } else { Err(Problem::invalid(errors)) }
}

fn permission_of(cells: &Cells) -> Option<RolePermission> {
    let (columns, values) = crate::rules::whole_row(RolePermission::DEFINITION, cells);
    RolePermission::read(&Row::new(&columns, &values)).ok()
}
