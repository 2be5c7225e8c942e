//! Rows that commands write themselves.

use api::{Context, Problem, sql_fault_of};
use entity::{EntityDef, Value};
use store::{Batch, DatabaseName, Mode, ResultSet, Statement, Task};

/// The insert of a new row with its id and its stamps, and the id.
pub fn new_row(
    context: &Context<'_>,
    entity: &'static EntityDef,
    mut cells: Vec<(&'static str, Value)>,
) -> (String, Statement) {
    let id = context.new_id(entity);
    let writer = context.caller().ok().map(|caller| caller.id.clone());
    cells.push(("id", id.clone().into()));
    cells.push(("created_at", context.now_ms.into()));
    cells.push(("updated_at", context.now_ms.into()));
    cells.push(("created_by", writer.clone().into()));
    cells.push(("updated_by", writer.into()));
    cells.push(("version", 1_i64.into()));
    (id, store::sql::insert(entity.table, &cells, &[]))
}

/// Adds who writes and when to the cells of an update.
pub fn stamped(context: &Context<'_>, mut cells: Vec<(&'static str, Value)>) -> Vec<(&'static str, Value)> {
    cells.push(("updated_at", context.now_ms.into()));
    if let Ok(caller) = context.caller() {
        cells.push(("updated_by", caller.id.clone().into()));
    }
    cells
}

/// Reads: one round trip. As many results as statements.
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

/// The first row of a result, by the names of its columns.
pub fn first(set: Option<&ResultSet>) -> Option<entity::Row<'_>> {
    set.and_then(|set| set.rows.first().map(|row| entity::Row::new(&set.columns, row)))
}

/// The text in a column of the first row.
pub fn text_of(set: Option<&ResultSet>, column: &str) -> Option<String> {
    first(set)?.text(column).map(str::to_owned)
}
