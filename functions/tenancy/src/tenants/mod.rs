//! Tenants: made by sign-up or by command, listed for the tick and the command line, closed by command.

mod close;
mod create;
mod seed;

use accounts::rows::read;
use accounts::secret::tenant_database;
use api::{Context, Problem};
use entity::Value;
use store::{DatabaseName, Statement};

pub use close::{clean_up, close_tenant};
pub use create::{CreatedTenant, NewTenant, create_tenant};
pub(crate) use create::{FirstUser, create};
pub use seed::renew_system_roles;

/// A tenant, as lists show it.
#[derive(Clone, Debug)]
pub struct TenantSummary {
    /// Its id, which is the name of its database too.
    pub id: String,
    /// The name in addresses and on the command line.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// `PROVISIONING`, `ACTIVE`, `SUSPENDED` or `CLOSED`.
    pub status: String,
    /// Its database.
    pub database: DatabaseName,
}

/// Tenants in the order of their ids: those after `after`, `limit` at most.
pub async fn list_tenants(
    context: &Context<'_>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<TenantSummary>, Problem> {
    let sql = "SELECT id, slug, name, status FROM tenants WHERE id > ?1 ORDER BY id LIMIT ?2";
    select(context, sql, vec![after.unwrap_or_default().into(), limit.into()]).await
}

/// The tenant with this id or slug.
pub async fn find_tenant(context: &Context<'_>, name: &str) -> Result<TenantSummary, Problem> {
    let sql = "SELECT id, slug, name, status FROM tenants WHERE id = ?1 OR slug = ?1 LIMIT 1";
    let found = select(context, sql, vec![name.into()]).await?.into_iter().next();
    found.ok_or_else(Problem::not_found)
}

async fn select(context: &Context<'_>, sql: &str, args: Vec<Value>) -> Result<Vec<TenantSummary>, Problem> {
    let sets = read(context, &DatabaseName::platform(), vec![Statement::new(sql, args)]).await?;
    let summary = |row: &Vec<Value>| {
        let text = |position: usize| row.get(position).and_then(Value::as_text).map(str::to_owned);
        let id = text(0)?;
        Some(TenantSummary { database: tenant_database(&id)?, id, slug: text(1)?, name: text(2)?, status: text(3)? })
    };
    Ok(sets.iter().flat_map(|set| &set.rows).filter_map(summary).collect())
}
