//! Sealing again, under the newest key, what older keys have sealed.

use api::seal::{self, Place};
use api::{Context, Host, Problem, Transaction};
use entity::{EntityDef, Home, Value};
use store::{Batch, DatabaseName, Mode, Statement};

/// How many rows are written in one transaction: nobody else waits longer for the database than these take.
const ROWS_AT_ONCE: i64 = 200;

/// What became of a database's sealed cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// How many are sealed again.
    pub cells: usize,
    /// How many no key opens. They stay as they are.
    pub lost: usize,
}

/// Seals again every cell of a database that another than the newest key has sealed. It can be stopped at any time and
/// begun again: what is done is not looked at any more.
///
/// # Errors
///
/// 500 where there is no sealing key, 503 when the database is away.
pub async fn database(host: &Host, name: &DatabaseName, home: Home) -> Result<Resealed, Problem> {
    let context = Context::system(host);
    let newest = seal::newest_key(host).ok_or_else(Problem::internal)?;
    let mut resealed = Resealed::default();
    for entity in domain::entities().filter(|entity| entity.home == home) {
        for field in entity.fields().filter(|field| field.kind.sealed()) {
            column(&context, name, entity, field.name, newest, &mut resealed).await?;
        }
    }
    Ok(resealed)
}

/// The same for one column, page by page of those rows that are not done.
async fn column(
    context: &Context<'_>,
    database: &DatabaseName,
    entity: &EntityDef,
    column: &str,
    newest: &str,
    resealed: &mut Resealed,
) -> Result<(), Problem> {
    let sql = format!(
        "SELECT id, {column} FROM {} WHERE id > ?1 AND {column} IS NOT NULL AND substr({column}, 1, length(?2)) <> ?2 \
         ORDER BY id LIMIT {ROWS_AT_ONCE}",
        entity.table
    );
    let mut after = String::new();
    loop {
        let page = Statement::new(sql.clone(), vec![after.as_str().into(), format!("{newest}.").into()]);
        let results = context.batch(database, Batch { mode: Mode::Read, statements: vec![page] }).await;
        let results = results.map_err(|error| api::sql_fault_of(context, error))?;
        let mut transaction = Transaction::begin(context);
        for row in results.iter().flat_map(|set| &set.rows) {
            let text = |position: usize| row.get(position).and_then(Value::as_text).unwrap_or_default();
            let place = Place { table: entity.table, column, id: text(0) };
            after = text(0).to_owned();
            let Some(clear) = seal::open(context.host(), place, text(1)) else {
                resealed.lost += 1;
                continue;
            };
            // What somebody has written meanwhile is sealed by a key of its own.
            let sql = format!("UPDATE {} SET {column} = ?1 WHERE id = ?2 AND {column} = ?3", entity.table);
            let sealed = seal::seal(context.host(), place, &clear)?;
            transaction.step(Statement::new(sql, vec![sealed.into(), text(0).into(), text(1).into()]));
            resealed.cells += 1;
        }
        let rows = results.first().map_or(0, |set| set.rows.len());
        if !transaction.is_empty() {
            transaction.run(context, database, None).await?;
        }
        if i64::try_from(rows).unwrap_or_default() < ROWS_AT_ONCE {
            return Ok(());
        }
    }
}
