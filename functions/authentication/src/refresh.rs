//! `POST /api/auth/refresh`.

use accounts::account::{self, Account};
use accounts::answer;
use accounts::input;
use accounts::rows::text_of;
use accounts::secret::{self, Issued};
use accounts::session::{self, SESSION_MS};
use api::{Context, Members, Problem, Request, Response, Transaction};
use domain::identity::entities::SessionEnd;
use store::{DatabaseName, Statement};

use crate::tenant::require_active;

/// Exchanges a refresh token for the next one, in one transaction of the tenant: of two that come at once, one finds the token used.
pub async fn refresh(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = Members::read(request)?;
    let token = input::secret(&mut members, "refresh_token");
    let token = members.finish_with(|| token)?;
    let refused = || Problem::unauthenticated("The refresh token is not valid any more. Sign in.");
    let (database, hash) = secret::parse(secret::REFRESH, &token).ok_or_else(refused)?;
    require_active(context, &database, refused()).await?;

    let now = context.now_ms;
    let of_token = |column: &str| {
        Statement::new(format!("SELECT {column} FROM sessions WHERE token_hash = ?1"), vec![hash.as_str().into()])
    };
    let mut transaction = Transaction::begin(context);
    let valid = transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id WHERE \
             s.token_hash = ?1 AND s.rotated_at IS NULL AND s.revoked_at IS NULL AND s.expires_at > ?2 AND u.is_active = 1)",
            vec![hash.as_str().into(), now.into()],
        ),
        refused(),
    );
    // Only the database knows yet whose token it is; the change log is to know it too.
    transaction.step(Statement::new(
        "UPDATE change_context SET (actor_type, actor_id, actor_name) = (SELECT 'USER', u.id, u.name FROM sessions s \
         JOIN users u ON u.id = s.user_id WHERE s.token_hash = ?1)",
        vec![hash.as_str().into()],
    ));
    let family = transaction.step(of_token("family_id"));
    let next = follow(context, &database, &hash, &mut transaction);
    let first = transaction.len();
    for statement in account::statements(&of_token("user_id"), now) {
        transaction.step(statement);
    }
    let results = match transaction.run(context, &database, None).await {
        Ok(results) => results,
        Err(refusal) => {
            if refusal.step == valid && !refusal.code.is_empty() {
                revoke_family(context, &database, &hash).await?;
            }
            return Err(refusal.problem);
        }
    };
    let family = text_of(results.get(family), "family_id").ok_or_else(Problem::internal)?;
    let sets = results.get(first..first + account::STATEMENTS).unwrap_or_default();
    let account = Account::read(sets, now).ok_or_else(Problem::internal)?;
    let access_token = account.access_token(context.host(), &database, family)?;
    Ok(answer::tokens(200, &access_token, &next))
}

/// Marks the token as used and adds the one that follows it.
fn follow(context: &Context<'_>, database: &DatabaseName, hash: &str, transaction: &mut Transaction) -> String {
    let next: Issued = secret::issue(context, secret::REFRESH, database);
    let now = context.now_ms;
    transaction.step(Statement::new(
        "UPDATE sessions SET rotated_at = ?1, updated_at = ?1, version = version + 1 WHERE token_hash = ?2",
        vec![now.into(), hash.into()],
    ));
    transaction.step(Statement::new(
        "INSERT INTO sessions (id, user_id, family_id, token_hash, expires_at, ip_address, user_agent, created_at, \
         updated_at, created_by, updated_by, version) SELECT ?1, user_id, family_id, ?2, ?3, ?4, ?5, ?6, ?6, user_id, \
         user_id, 1 FROM sessions WHERE token_hash = ?7",
        vec![
            context.prefixed_id("ses").into(),
            next.hash.into(),
            (now + SESSION_MS).into(),
            context.address.clone().into(),
            context.user_agent.clone().into(),
            now.into(),
            hash.into(),
        ],
    ));
    next.text
}

/// A token that was used before: somebody else has it, or had it. Whoever holds its followers signs in again.
async fn revoke_family(context: &Context<'_>, database: &DatabaseName, hash: &str) -> Result<(), Problem> {
    let condition = "family_id = (SELECT family_id FROM sessions WHERE token_hash = ?4 AND rotated_at IS NOT NULL)";
    let mut transaction = Transaction::begin(context);
    let step = transaction.step(session::end(context, SessionEnd::Reused, condition, hash));
    let results = transaction.run(context, database, None).await?;
    if results.get(step).is_some_and(|set| set.affected > 0) {
        context.log("warn", "refresh_token_reused", &[("tenant_id", database.as_str().into())]);
    }
    Ok(())
}
