//! Taking tenants away.

use accounts::rows::read;
use accounts::secret::tenant_database;
use api::{Context, Host, Problem, Transaction};
use store::{DatabaseError, DatabaseName, Statement};

use super::find_tenant;

/// A tenant that is not finished after this long was left behind by a crash, in milliseconds.
const LEFT_BEHIND_MS: i64 = 15 * 60 * 1000;

/// Closes a tenant for good, by id or slug: nobody signs in any more, its database is removed with all it holds. What
/// the platform knew of it stays, without its people's addresses.
///
/// # Errors
///
/// 404 when there is no such tenant, 503 when a database is away: then it is closed already and can be closed again.
pub async fn close_tenant(host: &Host, name: &str) -> Result<(), Problem> {
    let context = Context::system(host);
    let tenant = find_tenant(&context, name).await?;
    let platform = DatabaseName::platform();
    let mut transaction = Transaction::begin(&context);
    let args = || vec![context.now_ms.into(), tenant.id.as_str().into()];
    transaction.step(Statement::new("DELETE FROM logins WHERE tenant_id = ?1", vec![tenant.id.as_str().into()]));
    transaction.step(Statement::new(
        "UPDATE tenants SET status = 'CLOSED', closed_at = ?1, updated_at = ?1, version = version + 1 WHERE id = ?2",
        args(),
    ));
    transaction.run(&context, &platform, None).await?;
    remove(&context, &tenant.database).await?;
    let mut transaction = Transaction::begin(&context);
    transaction.step(Statement::new(
        "UPDATE tenant_databases SET status = 'DROPPED', updated_at = ?1, version = version + 1 WHERE tenant_id = ?2",
        args(),
    ));
    transaction.run(&context, &platform, None).await?;
    Ok(())
}

/// Takes away the tenants that a crash left half made, and gives how many there were.
///
/// # Errors
///
/// 503 when a database is away.
pub async fn clean_up(host: &Host) -> Result<usize, Problem> {
    let context = Context::system(host);
    let left = Statement::new(
        "SELECT id FROM tenants WHERE status = 'PROVISIONING' AND created_at < ?1 LIMIT 100",
        vec![(context.now_ms - LEFT_BEHIND_MS).into()],
    );
    let sets = read(&context, &DatabaseName::platform(), vec![left]).await?;
    let ids = sets.iter().flat_map(|set| &set.rows).flatten().filter_map(entity::Value::as_text);
    let databases: Vec<DatabaseName> = ids.filter_map(tenant_database).collect();
    let mut taken_back = 0;
    for database in &databases {
        taken_back += usize::from(take_back(&context, database).await?);
    }
    Ok(taken_back)
}

/// Undoes what has been made of a tenant that is not finished, and says whether it did: one that was finished after all,
/// because only the answer to the last step was lost, is left alone.
///
/// The tenant is marked first, so that nobody finishes it meanwhile. Its database goes before the last trace of it, so
/// that nothing is left that nobody knows of.
pub(super) async fn take_back(context: &Context<'_>, database: &DatabaseName) -> Result<bool, Problem> {
    let platform = DatabaseName::platform();
    let id = || vec![database.as_str().into()];
    let mut transaction = Transaction::begin(context);
    let marked = transaction.step(Statement::new(
        "UPDATE tenants SET status_reason = 'Left behind.' WHERE id = ?1 AND status = 'PROVISIONING'",
        id(),
    ));
    let results = transaction.run(context, &platform, None).await?;
    if results.get(marked).is_none_or(|set| set.affected == 0) {
        return Ok(false);
    }
    remove(context, database).await?;
    let mut transaction = Transaction::begin(context);
    // What the platform knows of its database and its logins goes with it.
    transaction.step(Statement::new("DELETE FROM tenants WHERE id = ?1 AND status = 'PROVISIONING'", id()));
    transaction.run(context, &platform, None).await?;
    Ok(true)
}

async fn remove(context: &Context<'_>, database: &DatabaseName) -> Result<(), Problem> {
    let removed = context.host().databases.remove(database).await;
    removed.map_err(|error: DatabaseError| {
        context.log("error", "database_not_removed", &[("reason", format!("{error:?}").into())]);
        Problem::unavailable()
    })
}
