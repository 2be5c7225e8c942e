//! Nobody decides over who may do more than they.

use accounts::account::{self, Standing};
use accounts::escalation::refuse_more_than_own;
use accounts::rows::{first, read};
use api::problem::Kind;
use api::{Context, Problem, Transaction};
use domain::identity::entities::User;
use entity::{Entity, Value};
use store::Statement;
use store::sql::{guard_version, row_by_id};

/// Refuses an action on a user who may do more than the caller, and adds that the user is still as they were read. Whom the
/// caller may do nothing to is left to the guards, which say so.
pub async fn refuse_above(
    context: &Context<'_>,
    user: &Value,
    action: &str,
    transaction: &mut Transaction,
) -> Result<(), Problem> {
    let access = context.access(User::DEFINITION, action)?;
    let mut statements = vec![row_by_id(User::DEFINITION, user, &access, &["version"])];
    statements.extend(account::statements(&Statement::new("SELECT ?1", vec![user.clone()]), context.now_ms));
    let sets = read(context, &context.caller()?.database, statements).await?;
    let Some(version) = first(sets.first()).and_then(|row| row.integer("version")) else { return Ok(()) };
    let standing = Standing::read(sets.get(1..).unwrap_or_default(), context.now_ms).ok_or_else(Problem::internal)?;
    refuse_more_than_own(context, &standing.grants()).map_err(|_| {
        Problem::new(Kind::Forbidden, "This user may do more than you. Ask somebody who may do as much as they.")
    })?;
    let changed = Problem::new(Kind::Conflict, "The user has been changed in the meantime. Try again.");
    transaction.guard(guard_version(User::DEFINITION, user, version), changed);
    Ok(())
}
