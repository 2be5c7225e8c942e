//! Rows that commands read and write themselves.

use api::{Context, Problem, sql_fault_of};
use entity::{EntityDef, Value};
use store::sql::Sql;
use store::{Batch, DatabaseName, Mode, ResultSet, Statement, Task};

/// The cells of a row in the making, by column.
pub(crate) type Cells = Vec<(&'static str, Value)>;

/// Milliseconds of a minute.
pub(crate) const MINUTE_MS: i64 = 60_000;
/// Milliseconds of 24 hours: the longest that one row takes somebody's time.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// The insert of a new row with its id, its stamps and the defaults of what is left out, and the id.
pub fn new_row(context: &Context<'_>, entity: &'static EntityDef, cells: Cells) -> (String, Statement) {
    let id = context.new_id(entity);
    let cells = completed(context, entity, &id, cells);
    (id, store::sql::insert(entity.table, &cells, &[]))
}

/// The cells with id, stamps and defaults.
pub(crate) fn completed(context: &Context<'_>, entity: &'static EntityDef, id: &str, mut cells: Cells) -> Cells {
    let writer = context.caller().ok().map(|caller| caller.id.clone());
    for field in entity.fields().filter(|field| field.generated.is_none()) {
        if cells.iter().any(|(column, _)| *column == field.name) {
            continue;
        }
        let default = || field.default.and_then(entity::json::read).and_then(|json| field.kind.parse(&json).ok());
        let cell = match field.name {
            "id" => Some(id.into()),
            "created_at" | "updated_at" => Some(context.now_ms.into()),
            "created_by" | "updated_by" => Some(writer.clone().into()),
            "version" => Some(1_i64.into()),
            _ => default(),
        };
        cells.extend(cell.map(|cell| (field.name, cell)));
    }
    cells
}

/// Begins `INSERT INTO table (columns) SELECT values`, so that conditions can follow.
pub(crate) fn insert_select(entity: &EntityDef, cells: &Cells) -> Sql {
    let mut sql = Sql::new("INSERT INTO ");
    sql.push(entity.table).push(" (");
    for (position, (column, _)) in cells.iter().enumerate() {
        sql.push(if position > 0 { ", " } else { "" }).push(column);
    }
    sql.push(") SELECT ");
    sql.bind_all(cells.iter().map(|(_, value)| value.clone()));
    sql
}

/// Reads: one round trip. As many results as statements.
///
/// # Errors
///
/// When the database is away.
pub fn read<'a>(
    context: &'a Context<'_>,
    database: &'a DatabaseName,
    statements: Vec<Statement>,
) -> Task<'a, Result<Vec<ResultSet>, Problem>> {
    Box::pin(async move {
        let batch = Batch { mode: Mode::Read, statements };
        context.batch(database, batch).await.map_err(|error| sql_fault_of(context, error))
    })
}

/// The rows of a result, by the names of its columns.
pub(crate) fn rows(set: Option<&ResultSet>) -> impl Iterator<Item = entity::Row<'_>> {
    set.into_iter().flat_map(|set| set.rows.iter().map(|row| entity::Row::new(&set.columns, row)))
}

/// The text in a column; empty when there is none.
pub(crate) fn text(row: &entity::Row<'_>, column: &str) -> String {
    row.text(column).unwrap_or_default().to_owned()
}

/// The integer in a column; 0 when there is none.
pub(crate) fn number(row: &entity::Row<'_>, column: &str) -> i64 {
    row.integer(column).unwrap_or_default()
}
