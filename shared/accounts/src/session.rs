//! Sessions: families of refresh tokens, each of which works once.

use api::{Context, Transaction};
use domain::identity::entities::{Session, SessionEnd};
use entity::{Entity, Value};
use store::{DatabaseName, Statement};

use crate::rows::new_row;
use crate::secret::{self, Issued};

/// How long a refresh token is good for, in milliseconds: thirty days, counted anew with each exchange.
pub const SESSION_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A session that a sign-in begins.
pub struct Begun {
    /// The refresh token.
    pub refresh_token: String,
    /// What all tokens that come from it share.
    pub family: String,
}

/// Adds a new session of a user to a transaction.
pub fn begin(context: &Context<'_>, database: &DatabaseName, user: &str, transaction: &mut Transaction) -> Begun {
    let Issued { text, hash } = secret::issue(context, secret::REFRESH, database);
    let family = context.prefixed_id("fam");
    let cells = vec![
        ("user_id", user.into()),
        ("family_id", family.clone().into()),
        ("token_hash", hash.into()),
        ("expires_at", (context.now_ms + SESSION_MS).into()),
        ("ip_address", context.address.clone().into()),
        ("user_agent", context.user_agent.clone().into()),
    ];
    transaction.step(new_row(context, Session::DEFINITION, cells).1);
    Begun { refresh_token: text, family }
}

/// Ends sessions that have not ended yet: those that `condition` is true of, in which `?4` is `of`.
pub fn end(context: &Context<'_>, why: SessionEnd, condition: &str, of: &str) -> Statement {
    let sql = format!(
        "UPDATE sessions SET revoked_at = ?1, revoked_reason = ?2, updated_at = ?1, updated_by = ?3, \
         version = version + 1 WHERE revoked_at IS NULL AND rotated_at IS NULL AND {condition}"
    );
    let writer = context.caller().ok().map(|caller| caller.id.clone());
    let args: Vec<Value> = vec![context.now_ms.into(), why.word().into(), writer.into(), of.into()];
    Statement::new(sql, args)
}

/// Ends every session of a user.
pub fn end_all(context: &Context<'_>, why: SessionEnd, user: &str) -> Statement {
    end(context, why, "user_id = ?4", user)
}
