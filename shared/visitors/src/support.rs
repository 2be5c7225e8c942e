//! What the handlers of this function do alike.

use api::{Context, Problem, sql_fault_of};
use entity::Row;
use serde_json::Value as Json;
use store::{Batch, DatabaseName, Mode, ResultSet, Statement, Task};

/// Reads: one round trip.
pub fn read<'a>(
    context: &'a Context<'_>,
    database: &'a DatabaseName,
    statements: Vec<Statement>,
) -> Task<'a, Result<Vec<ResultSet>, Problem>> {
    batch(context, database, Mode::Read, statements)
}

/// Carries statements out: one round trip.
pub fn batch<'a>(
    context: &'a Context<'_>,
    database: &'a DatabaseName,
    mode: Mode,
    statements: Vec<Statement>,
) -> Task<'a, Result<Vec<ResultSet>, Problem>> {
    Box::pin(async move {
        context.batch(database, Batch { mode, statements }).await.map_err(|error| sql_fault_of(context, error))
    })
}

/// The rows of a result, by the names of its columns.
pub fn rows(set: Option<&ResultSet>) -> impl Iterator<Item = Row<'_>> {
    set.into_iter().flat_map(|set| set.rows.iter().map(|row| Row::new(&set.columns, row)))
}

/// The first row of a result.
pub fn first(set: Option<&ResultSet>) -> Option<Row<'_>> {
    rows(set).next()
}

/// JSON that is kept as text; null where there is none.
pub fn json_of(row: &Row<'_>, column: &str) -> Json {
    row.text(column).and_then(entity::json::read).unwrap_or_default()
}

/// SHA-256 in hexadecimal.
pub fn hash(text: &str) -> String {
    hex(&hmac_sha256::Hash::hash(text.as_bytes()))
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
