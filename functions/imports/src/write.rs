//! Many rows in one statement. The rows go as one JSON document: the text of the statement stays the same from batch
//! to batch, so that it stays prepared, and no limit on bound values is near.

use entity::{EntityDef, Value, order};
use serde_json::Value as Json;
use store::Statement;
use store::sql::{Access, Sql};

use crate::plan::{Record, ids};

/// Every column that one of the records has.
fn columns(records: &[Record]) -> Vec<&str> {
    let mut columns = Vec::new();
    for column in records.iter().flat_map(|record| record.keys()) {
        if !columns.contains(&column.as_str()) {
            columns.push(column.as_str());
        }
    }
    order::sort_by(&mut columns, |one, other| one.cmp(other));
    columns
}

/// Inserts records.
pub fn insert_all(table: &str, records: &[Record]) -> Statement {
    let columns = columns(records);
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let cells = columns.iter().map(|column| record.get(*column).cloned().unwrap_or_default());
        rows.push(Json::Array(cells.collect()));
    }
    let rows = Json::Array(rows);
    let cells: Vec<String> =
        (0..columns.len()).map(|position| format!("json_extract(d.value, '$[{position}]')")).collect();
    let sql = format!("INSERT INTO {table} ({}) SELECT {} FROM json_each(?1) d", columns.join(", "), cells.join(", "));
    Statement::new(sql, vec![rows.to_string().into()])
}

/// Writes the columns that each record has over those of the row with its id.
pub fn update_all(entity: &EntityDef, records: &[Record], now_ms: i64, actor: &str) -> Statement {
    let mut sql = Sql::new("UPDATE ");
    sql.push(entity.table).push(" AS t SET ");
    for column in columns(records).into_iter().filter(|column| *column != "id") {
        let cell = format!("json_extract(d.value, '$.{column}')");
        let cell = match column {
            "custom_fields" => format!("json_patch(coalesce(t.custom_fields, '{{}}'), {cell})"),
            _ => cell,
        };
        sql.push(&format!("{column} = iif(json_type(d.value, '$.{column}') IS NULL, t.{column}, {cell}), "));
    }
    sql.push("updated_at = ").bind(now_ms).push(", updated_by = ").bind(actor).push(", version = t.version + 1 ");
    sql.push("FROM json_each(").bind(Json::Array(records.iter().cloned().map(Json::Object).collect()).to_string());
    sql.push(") d WHERE t.id = json_extract(d.value, '$.id')");
    sql.finish()
}

/// Ends the transaction unless the caller reaches every one of the records, as they are now.
pub fn guard_reach(entity: &EntityDef, records: &[Record], access: &Access) -> Statement {
    let mut sql = Sql::new("INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM json_each(");
    sql.bind(ids(records)).push(") d CROSS JOIN ").push(entity.table).push(" t ON t.id = d.value ");
    // What cannot be told of a row is not a yes.
    sql.push("WHERE NOT coalesce(").access("t", entity, access).push(", 0))");
    sql.finish()
}

/// Ends the transaction if a row of the client has one of these values by now.
pub fn guard_none(table: &str, expression: &str, client: &Value, values: &[Json]) -> Statement {
    let mut sql = Sql::new("INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM ");
    sql.push(table).push(" t WHERE t.client_id = ").bind(client.clone()).push(" AND ").push(expression);
    sql.push(" IN (SELECT value FROM json_each(").bind(Json::Array(values.to_vec()).to_string()).push(")))");
    sql.finish()
}
