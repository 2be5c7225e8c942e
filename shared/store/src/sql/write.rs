//! Inserts, updates, deletes, and the guards around them.

use entity::{EntityDef, Value};

use super::{Access, Sql};
use crate::Statement;

/// Who is writing, for the change log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actor {
    /// `USER`, `API_KEY`, `VISITOR`, `SYSTEM` or `INTEGRATION`.
    pub kind: &'static str,
    /// The user's or key's id.
    pub id: Option<String>,
    /// The name as it was at the time.
    pub name: Option<String>,
    /// The address that the request came from.
    pub ip_address: Option<String>,
    /// The user agent that it came from.
    pub user_agent: Option<String>,
    /// The request's id.
    pub request_id: Option<String>,
}

/// The first statement of a writing batch: tells the triggers who writes, and when.
pub fn begin_changes(actor: &Actor, now_ms: i64) -> Statement {
    let args: Vec<Value> = vec![
        now_ms.into(),
        actor.kind.into(),
        actor.id.clone().into(),
        actor.name.clone().into(),
        actor.ip_address.clone().into(),
        actor.user_agent.clone().into(),
        actor.request_id.clone().into(),
    ];
    Statement::new("INSERT OR REPLACE INTO change_context VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)", args)
}

/// The last statement of a writing batch: forgets who wrote.
pub fn end_changes() -> Statement {
    Statement::new("DELETE FROM change_context", Vec::new())
}

/// Ends the transaction unless the row is there and `access` reaches it.
pub fn guard_exists(entity: &EntityDef, id: &Value, access: &Access) -> Statement {
    let mut sql = Sql::new("INSERT INTO guard SELECT EXISTS (SELECT 1 FROM ");
    sql.push(entity.table).push(" t WHERE t.id = ").bind(id.clone()).push(" AND ");
    sql.access("t", entity, access).push(")");
    sql.finish()
}

/// Ends the transaction unless the row has this version.
pub fn guard_version(entity: &EntityDef, id: &Value, version: i64) -> Statement {
    let mut sql = Sql::new("INSERT INTO guard SELECT version = ");
    sql.bind(version).push(" FROM ").push(entity.table).push(" WHERE id = ").bind(id.clone());
    sql.finish()
}

/// Ends the transaction unless the row that a reference names is there, the caller may read it, and it belongs to
/// the same client as the row that will point to it: `client` gives that client, or the row that has it.
pub fn guard_reference(target: &EntityDef, id: &Value, access: &Access, client: &RowClient<'_>) -> Statement {
    let mut sql = Sql::new("INSERT INTO guard SELECT EXISTS (SELECT 1 FROM ");
    sql.push(target.table).push(" t WHERE t.id = ").bind(id.clone()).push(" AND ");
    sql.access("t", target, access);
    if let Some(column) = target.scope.client.filter(|path| *path != "id" && !path.contains('.')) {
        let nullable = target.field(column).is_some_and(|field| !field.required);
        match client {
            RowClient::None => {}
            RowClient::Known(client) => {
                sql.push(" AND (t.").push(column).push(" = ").bind((*client).clone());
                sql.push(if nullable { UNSET } else { ")" }.replace("{column}", column).as_str());
            }
            RowClient::OfRow(entity, row) => {
                let own = entity.scope.client.unwrap_or("client_id");
                sql.push(" AND (t.").push(column).push(" = (SELECT ").push(own).push(" FROM ").push(entity.table);
                sql.push(" WHERE id = ").bind((*row).clone()).push(")");
                sql.push(if nullable { UNSET } else { ")" }.replace("{column}", column).as_str());
            }
        }
    }
    sql.push(")");
    sql.finish()
}

/// A user of the agency, or a role of the tenant, is for every client to point to.
const UNSET: &str = " OR t.{column} IS NULL)";

/// The client that a row belongs to, for [`guard_reference`].
pub enum RowClient<'a> {
    /// The entity is not a client's.
    None,
    /// This one.
    Known(&'a Value),
    /// That of a row already there.
    OfRow(&'a EntityDef, &'a Value),
}

/// Inserts a row into a table and returns `returning`.
pub fn insert(table: &str, cells: &[(&str, Value)], returning: &[&str]) -> Statement {
    let columns: Vec<&str> = cells.iter().map(|(column, _)| *column).collect();
    let mut sql = Sql::new("INSERT INTO ");
    sql.push(table).push(" (").push(&columns.join(", ")).push(") VALUES (");
    sql.bind_all(cells.iter().map(|(_, value)| value.clone())).push(")");
    finish_returning(sql, returning)
}

/// The insert of a row, some cells of which are looked up; left out where `unless` finds something.
pub fn insert_with(
    table: &str,
    cells: Vec<(&str, Value)>,
    found: &[(&str, Statement)],
    unless: Option<Statement>,
) -> Statement {
    let mut columns: Vec<&str> = cells.iter().map(|(column, _)| *column).collect();
    columns.extend(found.iter().map(|(column, _)| *column));
    let mut sql = Sql::new("INSERT INTO ");
    sql.push(table).push(" (").push(&columns.join(", ")).push(") SELECT ");
    sql.bind_all(cells.into_iter().map(|(_, value)| value));
    for (_, statement) in found {
        sql.push(", (").append(statement.clone()).push(")");
    }
    if let Some(unless) = unless {
        sql.push(" WHERE NOT EXISTS (").append(unless).push(")");
    }
    sql.finish()
}

/// Updates a row, counts its version up and returns `returning`. `custom_fields` is merged: a null takes a member
/// away (RFC 7396), everything else is replaced.
pub fn update(entity: &EntityDef, id: &Value, cells: &[(&str, Value)], returning: &[&str]) -> Statement {
    let mut sql = Sql::new("UPDATE ");
    sql.push(entity.table).push(" SET ");
    for (column, value) in cells {
        sql.push(column).push(" = ");
        if *column == "custom_fields" {
            sql.push("json_patch(coalesce(custom_fields, '{}'), ").bind(value.clone()).push(")");
        } else {
            sql.bind(value.clone());
        }
        sql.push(", ");
    }
    sql.push("version = version + 1 WHERE id = ").bind(id.clone());
    finish_returning(sql, returning)
}

/// Deletes a row.
pub fn delete(entity: &EntityDef, id: &Value) -> Statement {
    let mut sql = Sql::new("DELETE FROM ");
    sql.push(entity.table).push(" WHERE id = ").bind(id.clone());
    sql.finish()
}

fn finish_returning(mut sql: Sql, returning: &[&str]) -> Statement {
    if !returning.is_empty() {
        sql.push(" RETURNING ").push(&returning.join(", "));
    }
    sql.finish()
}
