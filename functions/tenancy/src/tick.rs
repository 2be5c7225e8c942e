//! `POST /api/tick`: what the clock does with every tenant.

use accounts::rows::{first, read};
use accounts::{answer, throttle};
use api::{Context, Problem, Request, Response, Transaction, clock};
use entity::json::object;
use store::{Batch, DatabaseName, Mode, Statement, suspension};

use crate::audit::seal;
use crate::tenants::clean_up;

/// How long links are kept after they stopped working, in milliseconds: thirty days, for questions.
const LINKS_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// The most rows of a kind that one visit takes away.
const MOST_ROWS: i64 = 1000;

/// Visits a page of tenants, and the platform's own database with the first page.
pub async fn tick(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let page = clock::tenants(context, request).await?;
    let (mut segments, mut failed) = (0_usize, 0_u64);
    if page.first {
        match platform(context).await {
            Ok(sealed) => segments += sealed,
            Err(_) => failed += 1,
        }
    }
    for (database, suspended) in &page.databases {
        match visit(context, database, *suspended).await {
            Ok(sealed) => segments += sealed,
            // One tenant's trouble is not the others'.
            Err(problem) => {
                failed += 1;
                let members = [("tenant_id", database.as_str().into()), ("status", problem.status().into())];
                context.log("error", "tick_failed", &members);
            }
        }
    }
    Ok(answer::document(
        200,
        &object([
            ("tenants", page.databases.len().into()),
            ("segments", segments.into()),
            ("failed", failed.into()),
            ("next", page.next.into()),
        ]),
    ))
}

async fn platform(context: &Context<'_>) -> Result<usize, Problem> {
    clean_up(context.host()).await?;
    let platform = DatabaseName::platform();
    let batch = Batch { mode: Mode::Write, statements: vec![throttle::forget_expired(context.now_ms)] };
    context.batch(&platform, batch).await.map_err(|error| api::sql_fault_of(context, error))?;
    sealed(context, &platform).await
}

async fn visit(context: &Context<'_>, database: &DatabaseName, suspended: bool) -> Result<usize, Problem> {
    let now = context.now_ms;
    let expired = [("idempotency_keys", now), ("sessions", now), ("signed_links", now - LINKS_KEPT_MS)];
    // Most visits find nothing, and then write nothing.
    let any = "SELECT EXISTS (SELECT 1 FROM idempotency_keys WHERE expires_at <= ?1) OR EXISTS (SELECT 1 FROM sessions \
               WHERE expires_at <= ?1) OR EXISTS (SELECT 1 FROM signed_links WHERE expires_at <= ?2) AS any";
    let statement = Statement::new(any, vec![now.into(), (now - LINKS_KEPT_MS).into()]);
    let sets = read(context, database, vec![statement, suspension::find()]).await?;
    let known = first(sets.get(1)).is_some();
    if first(sets.first()).and_then(|row| row.integer("any")) == Some(1) || known != suspended {
        let mut transaction = Transaction::begin(context);
        transaction.step(suspension::note(suspended, now));
        for (table, until) in expired {
            let sql = format!(
                "DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table} WHERE expires_at <= ?1 LIMIT {MOST_ROWS})"
            );
            transaction.step(Statement::new(sql, vec![until.into()]));
        }
        transaction.run(context, database, None).await?;
    }
    sealed(context, database).await
}

/// Seals, and tells the log of what was removed before it could be sealed.
async fn sealed(context: &Context<'_>, database: &DatabaseName) -> Result<usize, Problem> {
    let sealing = seal(context.host(), database).await?;
    if let Some(finding) = &sealing.finding {
        let members = [("database", database.as_str().into()), ("finding", finding.to_string().into())];
        context.log("error", "change_log_tampered", &members);
    }
    Ok(sealing.segments)
}
