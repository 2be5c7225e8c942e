//! `GET /api/me`.

use api::{CallerKind, Context, Problem, Response};
use entity::Row;
use entity::kinds::format_timestamp;
use entity::permission::{Grant, Grants};
use serde_json::{Map, Value as Json, json};
use store::Statement;

use crate::support::answer;
use crate::support::rows::read;

/// Who the caller is and what their token lets them do.
pub async fn me(context: &Context<'_>) -> Result<Response, Problem> {
    let caller = context.caller()?;
    let sql = match caller.kind {
        CallerKind::User => {
            "SELECT u.name, u.email, r.id AS role_id, r.name AS role_name, r.label AS role_label \
             FROM users u JOIN roles r ON r.id = u.role_id WHERE u.id = ?1"
        }
        CallerKind::ApiKey => "SELECT name FROM api_keys WHERE id = ?1",
    };
    let sets = read(context, &caller.database, vec![Statement::new(sql, vec![caller.id.as_str().into()])]).await?;
    let set = sets.first().ok_or_else(Problem::internal)?;
    let row = set.rows.first().ok_or_else(|| Problem::unauthenticated("This account is not there any more."))?;
    let row = Row::new(&set.columns, row);
    let role =
        row.text("role_id").map(|id| json!({"id": id, "name": row.text("role_name"), "label": row.text("role_label")}));
    Ok(answer::document(
        200,
        &json!({
            "kind": caller.kind.word(),
            "id": caller.id,
            "name": row.text("name").or(caller.name.as_deref()),
            "email": row.text("email"),
            "tenant_id": caller.tenant,
            "agency_id": caller.agency,
            "client_id": caller.client,
            "location_id": caller.location,
            "role": role,
            "grants": shown(&caller.grants),
            "token_expires_at": format_timestamp(caller.expires_at_ms),
        }),
    ))
}

fn shown(grants: &Grants) -> Json {
    grants.0.iter().map(shown_grant).collect()
}

fn shown_grant(grant: &Grant) -> Json {
    let mut members = Map::new();
    members.insert("resource".to_owned(), json!(grant.resource));
    members.insert("actions".to_owned(), json!(grant.actions));
    members.insert("scope".to_owned(), json!(grant.scope.word()));
    members.insert("granted".to_owned(), json!(grant.allowed));
    if let Some(condition) = &grant.condition {
        members.insert("conditions".to_owned(), condition.clone());
    }
    if let Some(expiry) = grant.expires_at_ms.and_then(format_timestamp) {
        members.insert("expires_at".to_owned(), json!(expiry));
    }
    Json::Object(members)
}
