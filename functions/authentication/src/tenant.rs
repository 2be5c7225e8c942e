//! Whether a tenant may be signed in to.

use accounts::rows::read;
use api::{Context, Problem};
use store::{DatabaseName, Statement};

/// Refuses whoever comes back to a tenant that nobody may sign in to: it is suspended, or closed.
pub async fn require_active(context: &Context<'_>, tenant: &DatabaseName, refusal: Problem) -> Result<(), Problem> {
    let sql = "SELECT id FROM tenants WHERE id = ?1 AND status = 'ACTIVE'";
    let statement = Statement::new(sql, vec![tenant.as_str().into()]);
    let sets = read(context, &DatabaseName::platform(), vec![statement]).await?;
    if sets.iter().any(|set| !set.rows.is_empty()) { Ok(()) } else { Err(refusal) }
}
