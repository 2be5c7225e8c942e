//! Whole rows as cells, and cells as rows again, exactly.

use domain::contacts::merge::Cells;
use entity::{EntityDef, FieldDef, Value, cells};
use store::Statement;
use store::sql::{Access, Sql};

use entity::cells::value;

/// The row number of a table with full-text search, which lists of search results are in the order of.
pub const ROW_NUMBER: &str = "row_id";

/// Every column that is stored: the fields but those that the database computes, and the row number.
pub fn stored_columns(entity: &EntityDef) -> Vec<&str> {
    let number = (!entity.search.is_empty()).then_some(ROW_NUMBER);
    number.into_iter().chain(stored_fields(entity).map(|field| field.name)).collect()
}

fn stored_fields(entity: &EntityDef) -> impl Iterator<Item = &FieldDef> {
    entity.fields().filter(|field| field.generated.is_none())
}

/// A row of a result as cells by column.
pub fn cells(columns: &[&str], row: &[Value]) -> Cells {
    cells::row(columns.iter().copied().zip(row))
}

/// The whole row under `alias` as an SQL expression of JSON text. It is built as text, because `json_object` takes
/// fewer arguments than a contact has columns.
pub fn as_document(entity: &EntityDef, alias: &str) -> String {
    let members: Vec<String> = stored_columns(entity)
        .iter()
        .map(|column| format!("'\"{column}\":' || json_quote({alias}.{column})"))
        .collect();
    format!("'{{' || {} || '}}'", members.join(" || ',' || "))
}

/// Reads a whole row, if the access reaches it.
pub fn read(entity: &EntityDef, id: &Value, access: &Access) -> Statement {
    store::sql::row_by_id(entity, id, access, &stored_columns(entity))
}

/// Inserts a row as it was. What it pointed to and may do without is left out when it has gone since, and its row
/// number is a new one when another row has taken it.
pub fn insert(entity: &EntityDef, row: &Cells) -> Statement {
    let mut sql = Sql::new("INSERT INTO ");
    sql.push(entity.table).push(" (").push(&stored_columns(entity).join(", ")).push(") VALUES (");
    for (position, column) in stored_columns(entity).into_iter().enumerate() {
        if position > 0 {
            sql.push(", ");
        }
        let cell = row.get(column).map_or(Value::Null, value);
        let optional = entity.field(column).filter(|field| !field.required);
        if column == ROW_NUMBER {
            sql.push("(SELECT ").bind(cell.clone()).push(" WHERE NOT EXISTS (SELECT 1 FROM ").push(entity.table);
            sql.push(" WHERE row_id = ").bind(cell).push("))");
        } else if let Some(target) = optional.and_then(|field| field.kind.references()) {
            sql.push("(SELECT id FROM ").push(target.table).push(" WHERE id = ").bind(cell).push(")");
        } else {
            sql.bind(cell);
        }
    }
    sql.push(")");
    sql.finish()
}

/// Writes cells over those of a row, counts its version up and returns `returning`.
pub fn overwrite(entity: &EntityDef, id: &Value, row: &Cells, returning: &[&str]) -> Statement {
    let mut sql = Sql::new("UPDATE ");
    sql.push(entity.table).push(" SET ");
    for field in stored_fields(entity) {
        if let Some(cell) = row.get(field.name) {
            sql.push(field.name).push(" = ").bind(value(cell)).push(", ");
        }
    }
    sql.push("version = version + 1 WHERE id = ").bind(id.clone());
    sql.push(" RETURNING ").push(&returning.join(", "));
    sql.finish()
}
