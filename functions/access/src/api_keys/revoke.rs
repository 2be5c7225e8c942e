//! `DELETE /api/api-keys/{id}`.

use accounts::answer;
use api::resource::{guard_row, id_of};
use api::{Context, Problem, Response, Transaction};
use domain::identity::entities::ApiKey;
use entity::Entity;
use store::Statement;

/// Revokes a key. Its row stays, because the change log names it.
pub async fn revoke(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let id = id_of(ApiKey::DEFINITION, id)?;
    let caller = context.caller()?;
    let mut transaction = Transaction::begin(context);
    guard_row(context, ApiKey::DEFINITION, &id, None, "delete", &mut transaction)?;
    transaction.step(Statement::new(
        "UPDATE api_keys SET revoked_at = ?1, updated_at = ?1, updated_by = ?2, version = version + 1 \
         WHERE id = ?3 AND revoked_at IS NULL",
        vec![context.now_ms.into(), caller.id.as_str().into(), id],
    ));
    transaction.run(context, &caller.database, Some(ApiKey::DEFINITION)).await?;
    Ok(answer::done(204))
}
