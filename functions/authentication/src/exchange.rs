//! `POST /api/auth/token`.

use accounts::account::{self, Account};
use accounts::answer::{self, ACCESS_TOKEN_MS};
use accounts::input;
use accounts::secret;
use api::{Caller, CallerKind, Context, Members, Problem, Request, Response, Transaction, token};
use domain::identity::keys::{of_key, read_key_permissions};
use entity::{Row, json};
use serde_json::Value as Json;
use store::{ResultSet, Statement};

use crate::tenant::require_active;

/// Exchanges a key for an access token, with what key and user may both do now.
pub async fn exchange(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = Members::read(request)?;
    let key = input::secret(&mut members, "api_key");
    let key = members.finish_with(|| key)?;
    let refused = || Problem::unauthenticated("The API key is not valid, has expired or was revoked.");
    let (database, id, hash) = parse(&key).ok_or_else(refused)?;
    require_active(context, &database, refused()).await?;
    let now = context.now_ms;

    let mut transaction = Transaction::begin(context);
    transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM api_keys k JOIN users u ON u.id = k.user_id WHERE k.id = ?1 \
             AND k.token_hash = ?2 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?3) AND \
             u.is_active = 1)",
            vec![id.into(), hash.into(), now.into()],
        ),
        refused(),
    );
    transaction.step(Statement::new(
        "UPDATE change_context SET (actor_type, actor_id, actor_name) = (SELECT 'API_KEY', id, name FROM api_keys \
         WHERE id = ?1)",
        vec![id.into()],
    ));
    let used = transaction.step(Statement::new(
        "UPDATE api_keys SET last_used_at = ?1 WHERE id = ?2 RETURNING name, agency_id, client_id, permissions, expires_at",
        vec![now.into(), id.into()],
    ));
    let first = transaction.len();
    let who = Statement::new("SELECT user_id FROM api_keys WHERE id = ?1", vec![id.into()]);
    for statement in account::statements(&who, now) {
        transaction.step(statement);
    }
    let results = transaction.run(context, &database, None).await?;
    let sets = results.get(first..first + account::STATEMENTS).unwrap_or_default();
    let account = Account::read(sets, now).ok_or_else(Problem::internal)?;
    let caller = caller_of(results.get(used), id, &database, &account, now).ok_or_else(Problem::internal)?;
    let expires_in = (caller.expires_at_ms - now) / 1000;
    let access_token = token::sign(context.host(), &caller)?;
    let document = json::object([
        ("access_token", access_token.into()),
        ("expires_in", expires_in.into()),
        ("token_type", "Bearer".into()),
    ]);
    Ok(answer::document(200, &document))
}

/// Database, id and hash of a key: `ptk_<database>.<id>.<secret>`.
fn parse(key: &str) -> Option<(store::DatabaseName, &str, String)> {
    let (rest, random) = key.rsplit_once('.')?;
    let (database, id) = rest.strip_prefix(secret::KEY)?.strip_prefix('_')?.split_once('.')?;
    let id = Some(id).filter(|id| entity::id::is_valid("key", id))?;
    Some((secret::tenant_database(database)?, id, secret::hash(random)))
}

fn caller_of(
    set: Option<&ResultSet>,
    id: &str,
    database: &store::DatabaseName,
    account: &Account,
    now_ms: i64,
) -> Option<Caller> {
    let set = set?;
    let row = Row::new(&set.columns, set.rows.first()?);
    let text = |column: &str| row.text(column).map(str::to_owned);
    let Json::Array(written) = json::read(row.text("permissions")?)? else { return None };
    // What this version does not understand allows nothing, and neither does a resource that is no longer there.
    let written = read_key_permissions(&written, &|_| true).unwrap_or_default();
    let place = (account.agency.as_deref(), account.client.as_deref(), account.location.as_deref());
    let (agency, client) = (text("agency_id"), text("client_id"));
    let expiry = row.integer("expires_at").unwrap_or(i64::MAX);
    Some(Caller {
        kind: CallerKind::ApiKey,
        id: id.to_owned(),
        name: text("name"),
        tenant: database.as_str().to_owned(),
        database: database.clone(),
        grants: of_key(&written, &account.grants, place, (agency.as_deref(), client.as_deref())),
        agency,
        client,
        location: None,
        session: None,
        expires_at_ms: (now_ms + ACCESS_TOKEN_MS).min(expiry),
    })
}
