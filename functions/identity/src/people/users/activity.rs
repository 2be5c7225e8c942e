//! `POST /api/users/{id}/deactivate` and `/reactivate`.

use accounts::rows::stamped;
use accounts::{answer, link, session};
use api::command::write_row;
use api::problem::Kind;
use api::resource::{guard_row, id_of};
use api::{Context, Problem, Response, Transaction};
use domain::identity::entities::{SessionEnd, User};
use entity::{Entity, Value};
use store::Statement;
use store::sql::update;

use super::above::refuse_above;

/// Keeps a user out, and ends everything that would still let them in.
pub async fn deactivate(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let caller = context.caller()?;
    if caller.id == id {
        return Err(Problem::new(Kind::Conflict, "Nobody deactivates themselves. Ask another administrator."));
    }
    let user = id_of(User::DEFINITION, id)?;
    let mut transaction = Transaction::begin(context);
    refuse_above(context, &user, "deactivate", &mut transaction).await?;
    guard_row(context, User::DEFINITION, &user, None, "deactivate", &mut transaction)?;
    let cells = vec![("is_active", false.into()), ("deactivated_at", context.now_ms.into())];
    let row = set(context, &user, cells, &mut transaction);
    transaction.step(session::end_all(context, SessionEnd::Deactivated, id));
    transaction.step(link::revoke(context, id, None));
    transaction.step(Statement::new(
        "UPDATE api_keys SET revoked_at = ?1, updated_at = ?1, updated_by = ?2, version = version + 1 \
         WHERE user_id = ?3 AND revoked_at IS NULL",
        vec![context.now_ms.into(), caller.id.as_str().into(), user.clone()],
    ));
    write_row(context, transaction, 200, User::DEFINITION, &user, row).await
}

/// Lets a user in again. Somebody who never set a password is invited again instead.
pub async fn reactivate(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let user = id_of(User::DEFINITION, id)?;
    let mut transaction = Transaction::begin(context);
    refuse_above(context, &user, "reactivate", &mut transaction).await?;
    guard_row(context, User::DEFINITION, &user, None, "reactivate", &mut transaction)?;
    transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1 AND password_hash IS NOT NULL)",
            vec![user.clone()],
        ),
        Problem::new(Kind::Conflict, "This user has no password yet. Send the invitation again."),
    );
    let cells = vec![("is_active", true.into()), ("deactivated_at", Value::Null)];
    let row = set(context, &user, cells, &mut transaction);
    write_row(context, transaction, 200, User::DEFINITION, &user, row).await
}

fn set(context: &Context<'_>, user: &Value, cells: Vec<(&'static str, Value)>, transaction: &mut Transaction) -> usize {
    let cells = stamped(context, cells);
    transaction.step(update(User::DEFINITION, user, &cells, &answer::columns(User::DEFINITION)))
}
