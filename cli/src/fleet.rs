//! The tenants of an installation, as the platform's database lists them.

use api::Host;
use entity::Value;
use store::sql::{Actor, begin_changes, end_changes};
use store::{Batch, DatabaseError, DatabaseName, Mode, Statement};

use crate::command::{Failure, is_damage};

/// How many tenants are listed in one round trip.
const PAGE: i64 = 500;

/// A tenant and its database.
pub struct Tenant {
    /// Its id.
    pub id: String,
    /// Its name on the command line.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub status: String,
    /// Its database.
    pub database: DatabaseName,
    /// What is being done with the database.
    pub database_status: String,
    /// The last migration that the platform knows of.
    pub schema_version: i64,
}

impl Tenant {
    /// Whether its database is there to be worked on: not in the making, and not gone.
    pub fn is_live(&self) -> bool {
        self.status != "CLOSED" && !matches!(self.database_status.as_str(), "" | "CREATING" | "DROPPED")
    }
}

/// Every tenant, the oldest first.
pub async fn all(host: &Host) -> Result<Vec<Tenant>, Failure> {
    let mut tenants: Vec<Tenant> = Vec::new();
    loop {
        let after = tenants.last().map_or_else(String::new, |tenant| tenant.id.clone());
        let page = select(host, "t.id > ?1 ORDER BY t.id LIMIT ?2", vec![after.into(), PAGE.into()]).await?;
        let last = page.len() < usize::try_from(PAGE).unwrap_or_default();
        tenants.extend(page);
        if last {
            return Ok(tenants);
        }
    }
}

/// The tenant with this id or slug.
pub async fn find(host: &Host, name: &str) -> Result<Tenant, Failure> {
    let found = select(host, "t.id = ?1 OR t.slug = ?1", vec![name.into()]).await?.into_iter().next();
    found.ok_or_else(|| Failure::Failed(format!("there is no tenant `{name}`; see `portico tenants list`")))
}

/// The tenant that an option names, or all that have a database.
pub async fn chosen(host: &Host, name: Option<&str>) -> Result<Vec<Tenant>, Failure> {
    match name {
        Some(name) => Ok(vec![find(host, name).await?]),
        None => Ok(all(host).await?.into_iter().filter(Tenant::is_live).collect()),
    }
}

async fn select(host: &Host, condition: &str, args: Vec<Value>) -> Result<Vec<Tenant>, Failure> {
    let sql = format!(
        "SELECT t.id, t.slug, t.name, t.status, coalesce(d.namespace, t.id), d.status, d.schema_version \
         FROM tenants t LEFT JOIN tenant_databases d ON d.tenant_id = t.id WHERE {condition}"
    );
    let rows = read(host, &DatabaseName::platform(), &sql, args).await.map_err(of_platform)?;
    Ok(rows.iter().filter_map(|row| tenant(row)).collect())
}

fn tenant(row: &[Value]) -> Option<Tenant> {
    let text = |index: usize| row.get(index).and_then(Value::as_text).unwrap_or_default().to_owned();
    Some(Tenant {
        id: text(0),
        slug: text(1),
        name: text(2),
        status: text(3),
        database: DatabaseName::tenant(&text(4))?,
        database_status: text(5),
        schema_version: row.get(6).and_then(Value::as_integer).unwrap_or_default(),
    })
}

/// The rows of one query.
pub async fn read(
    host: &Host,
    database: &DatabaseName,
    sql: &str,
    args: Vec<Value>,
) -> Result<Vec<Vec<Value>>, DatabaseError> {
    let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, args)] };
    let results = host.databases.run(database, batch).await?;
    Ok(results.into_iter().flat_map(|set| set.rows).collect())
}

/// Writes to the platform's database, and lets its change log say that a command did.
pub async fn write(host: &Host, command: &str, statements: Vec<Statement>) -> Result<(), Failure> {
    let actor = Actor {
        kind: "SYSTEM",
        id: None,
        name: Some(format!("portico {command}")),
        ip_address: None,
        user_agent: None,
        request_id: None,
    };
    let mut all = vec![begin_changes(&actor, host.clock.now_ms())];
    all.extend(statements);
    all.push(end_changes());
    let batch = Batch { mode: Mode::Write, statements: all };
    host.databases.run(&DatabaseName::platform(), batch).await.map(|_| ()).map_err(of_platform)
}

/// What went wrong with the platform's database.
pub fn of_platform(error: DatabaseError) -> Failure {
    let damaged = match &error {
        DatabaseError::Failed { code: why, .. } | DatabaseError::Unavailable(why) => is_damage(why),
        DatabaseError::Missing => false,
    };
    let missing = error == DatabaseError::Missing;
    match Failure::from(error).about("the platform's database") {
        Failure::Failed(sentence) if missing => Failure::Failed(format!("{sentence}; `portico serve` makes it")),
        Failure::Failed(sentence) if damaged => Failure::Failed(format!(
            "{sentence}; put a copy back in its place with `portico restore --from DIR --replace platform`"
        )),
        failure => failure,
    }
}
