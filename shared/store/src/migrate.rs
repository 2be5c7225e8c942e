//! Bringing a database to the newest schema, one migration a transaction.

use entity::{EntityDef, Home, Value};

use crate::{Batch, DatabaseError, DatabaseName, Mode, Statement, Transport, schema};

/// One reviewed step of a schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place in the order, from 1.
    pub number: i64,
    /// What it does.
    pub name: &'static str,
    /// Its statements, separated by [`schema::SEPARATOR`].
    pub sql: &'static str,
}

// `PLATFORM` and `TENANT` with the names, and functions with the texts, of the files in `migrations/`.
include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

fn names(home: Home) -> &'static [&'static str] {
    match home {
        Home::Platform => PLATFORM,
        Home::Tenant => TENANT,
    }
}

/// The migrations of a kind of database. Their text is large, and only what migrates older databases needs it: an
/// edge function that makes new ones does not call this.
pub fn migrations(home: Home) -> Vec<Migration> {
    let texts = match home {
        Home::Platform => platform_texts(),
        Home::Tenant => tenant_texts(),
    };
    let numbered = names(home).iter().zip(texts).zip(1..);
    numbered.map(|((name, sql), number)| Migration { number, name, sql }).collect()
}

/// The number of the last migration that a database has; 0 for an empty one.
pub async fn version(transport: &dyn Transport, database: &DatabaseName) -> Result<i64, DatabaseError> {
    let exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'";
    if first_integer(transport, database, exists).await? == 0 {
        return Ok(0);
    }
    first_integer(transport, database, "SELECT coalesce(max(number), 0) FROM migrations").await
}

/// Applies what a database lacks, and gives how many migrations that were. Each is one transaction that also records
/// it, so that a process that is killed leaves a database between two migrations and never within one.
pub async fn migrate(
    transport: &dyn Transport,
    database: &DatabaseName,
    migrations: &[Migration],
    now_ms: i64,
) -> Result<usize, DatabaseError> {
    let from = version(transport, database).await?;
    let pending = migrations.iter().filter(|migration| migration.number > from);
    let mut applied = 0;
    for migration in pending {
        transport.run(database, step(migration.number, migration.name, migration.sql, now_ms)).await?;
        applied += 1;
    }
    Ok(applied)
}

/// The number under which the platform's database keeps what all of the tenants' migrations give.
const WHOLE: i64 = 0;

/// Puts the tenants' migrations into the platform's database, where [`catch_up`] finds them, and the schema that they give,
/// rendered from the declarations, for [`create_tenant`]: that of the newest version, whoever comes last.
pub async fn publish(transport: &dyn Transport, entities: &[&'static EntityDef]) -> Result<(), DatabaseError> {
    let migrations = migrations(Home::Tenant);
    let newest = migrations.last().map_or(0, |migration| migration.number);
    let whole = "INSERT INTO tenant_migrations (number, name, sql) SELECT ?1, 'schema', ?2 \
                 WHERE ?3 >= (SELECT coalesce(max(number), 0) FROM tenant_migrations) \
                 ON CONFLICT (number) DO UPDATE SET sql = excluded.sql";
    let schema = schema::render(Home::Tenant, entities);
    let mut statements = vec![Statement::new(whole, vec![WHOLE.into(), schema.into(), newest.into()])];
    let one = "INSERT INTO tenant_migrations (number, name, sql) VALUES (?1, ?2, ?3) ON CONFLICT (number) DO NOTHING";
    statements.extend(migrations.iter().map(|migration| {
        Statement::new(one, vec![migration.number.into(), migration.name.into(), migration.sql.into()])
    }));
    transport.run(&DatabaseName::platform(), Batch { mode: Mode::Write, statements }).await.map(|_| ())
}

/// Makes a tenant's database with the newest schema that the platform's database has, and tells its version. The database may
/// be there already, finished or not. The schema is there so that the function that makes tenants need not carry the
/// declarations of all entities, and what renders them.
///
/// # Errors
///
/// [`DatabaseError::Unavailable`] when the platform's database lacks the schema.
pub async fn create_tenant(
    transport: &dyn Transport,
    database: &DatabaseName,
    now_ms: i64,
) -> Result<i64, DatabaseError> {
    transport.create(database).await?;
    let from = version(transport, database).await?;
    if from > 0 {
        return Ok(from);
    }
    let sql = "SELECT number, name, iif(number = ?1, sql, '') FROM tenant_migrations ORDER BY number";
    let published = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, vec![WHOLE.into()])] };
    let published = transport.run(&DatabaseName::platform(), published).await?;
    let (mut statements, mut newest) = (Vec::new(), WHOLE);
    for row in published.iter().flat_map(|set| &set.rows) {
        let [Value::Integer(number), Value::Text(name), Value::Text(whole)] = row.as_slice() else { continue };
        statements.extend(schema::split(whole).map(|sql| Statement::new(sql, Vec::new())));
        if *number > WHOLE && !statements.is_empty() {
            statements.push(record(*number, name, now_ms));
            newest = *number;
        }
    }
    if newest == WHOLE {
        return Err(DatabaseError::Unavailable("the platform's database has no schema for tenants".to_owned()));
    }
    transport.run(database, Batch { mode: Mode::Write, statements }).await.map(|_| newest)
}

/// Brings a tenant's database to the newest schema that the platform's database has migrations for: for a function that meets
/// one before `portico migrate` came to it. The texts are there so that no function carries them. Tells whether there was
/// anything to do; what somebody else does at the same time is done once.
///
/// # Errors
///
/// [`DatabaseError::Unavailable`] when the platform's database lacks the migrations itself.
pub async fn catch_up(transport: &dyn Transport, database: &DatabaseName, now_ms: i64) -> Result<bool, DatabaseError> {
    let read = |sql: &str, args: Vec<Value>| Batch { mode: Mode::Read, statements: vec![Statement::new(sql, args)] };
    let newest = read("SELECT max(number) FROM migrations", Vec::new());
    let newest: Vec<Value> =
        transport.run(database, newest).await?.into_iter().flat_map(|set| set.rows).flatten().collect();
    let behind = newest.first().and_then(Value::as_integer) < i64::try_from(TENANT.len()).ok();
    let lacking = read("SELECT number, name, sql FROM tenant_migrations WHERE number > ?1 ORDER BY number", newest);
    let lacking = transport.run(&DatabaseName::platform(), lacking).await?;
    let mut found = false;
    for row in lacking.iter().flat_map(|set| &set.rows) {
        let [Value::Integer(number), Value::Text(name), Value::Text(sql)] = row.as_slice() else { continue };
        found = true;
        transport.run(database, step(*number, name, sql, now_ms)).await?;
    }
    if behind && !found {
        return Err(DatabaseError::Unavailable(String::new()));
    }
    Ok(found)
}

/// Makes a database with the newest schema, rendered from the declarations: a test proves that to be what all
/// migrations give. The database may be there already, finished or not.
pub async fn create(
    transport: &dyn Transport,
    database: &DatabaseName,
    home: Home,
    entities: &[&'static EntityDef],
    now_ms: i64,
) -> Result<(), DatabaseError> {
    transport.create(database).await?;
    if version(transport, database).await? > 0 {
        return Ok(());
    }
    let mut statements: Vec<Statement> =
        schema::statements(home, entities).into_iter().map(|sql| Statement::new(sql, Vec::new())).collect();
    statements.extend(names(home).iter().zip(1..).map(|(name, number)| record(number, name, now_ms)));
    transport.run(database, Batch { mode: Mode::Write, statements }).await.map(|_| ())
}

/// A migration as one transaction, which also records it.
fn step(number: i64, name: &str, sql: &str, now_ms: i64) -> Batch {
    let mut statements: Vec<Statement> = schema::split(sql).map(|sql| Statement::new(sql, Vec::new())).collect();
    statements.push(record(number, name, now_ms));
    Batch { mode: Mode::Write, statements }
}

/// Two processes that migrate at once: the second fails on the primary key, and its transaction leaves no trace.
fn record(number: i64, name: &str, now_ms: i64) -> Statement {
    let sql = "INSERT INTO migrations (number, name, applied_at) VALUES (?1, ?2, ?3)";
    Statement::new(sql, vec![number.into(), name.into(), now_ms.into()])
}

async fn first_integer(transport: &dyn Transport, database: &DatabaseName, sql: &str) -> Result<i64, DatabaseError> {
    let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, Vec::new())] };
    let results = transport.run(database, batch).await?;
    let cell = results.first().and_then(|set| set.rows.first()).and_then(|row| row.first());
    Ok(cell.and_then(Value::as_integer).unwrap_or_default())
}
