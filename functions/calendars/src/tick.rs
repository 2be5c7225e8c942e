//! `POST /api/appointments/tick`: what the clock does with every tenant's appointments.

use api::command::document;
use api::{Context, Problem, Request, Response, clock};
use entity::json::object;
use store::DatabaseName;

use crate::outside;

/// What one visit did.
#[derive(Default)]
struct Done {
    reminders: u64,
    declined: u64,
    feeds: u64,
    holds: u64,
}

/// Visits a page of tenants.
pub async fn tick(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let page = clock::tenants(context, request).await?;
    let (mut all, mut failed) = (Done::default(), 0_u64);
    // Nobody is reminded of what a suspended tenant does not show.
    for (database, _) in page.databases.iter().filter(|(_, suspended)| !suspended) {
        if let Err(problem) = visit(context, database, &mut all).await {
            // One tenant's trouble is not the others'.
            failed += 1;
            let members = [("tenant_id", database.as_str().into()), ("status", problem.status().into())];
            context.log("error", "appointments_tick_failed", &members);
        }
    }
    let answer = object([
        ("tenants", page.databases.len().into()),
        ("reminders", all.reminders.into()),
        ("declined", all.declined.into()),
        ("feeds", all.feeds.into()),
        ("holds", all.holds.into()),
        ("failed", failed.into()),
        ("next", page.next.into()),
    ]);
    Ok(document(200, &answer))
}

async fn visit(context: &Context<'_>, database: &DatabaseName, all: &mut Done) -> Result<(), Problem> {
    all.reminders += booking::send_due(context, database).await?;
    all.declined += booking::decline_over(context, database).await?;
    all.holds += booking::forget_ended(context, database).await?;
    all.feeds += outside::fetch_due(context, database).await?;
    Ok(())
}
