//! `GET /api/me`.

use accounts::answer;
use accounts::rows::read;
use api::{CallerKind, Context, Problem, Response};
use entity::Row;
use entity::civil::format_timestamp;
use entity::json::{object, of_strings};
use entity::permission::{Grant, Grants};
use serde_json::{Map, Value as Json};
use store::Statement;

/// Who the caller is and what their token lets them do.
pub async fn me(context: &Context<'_>) -> Result<Response, Problem> {
    let caller = context.caller()?;
    let sql = match caller.kind {
        CallerKind::User => {
            "SELECT u.name, u.email, r.id AS role_id, r.name AS role_name, r.label AS role_label \
             FROM users u JOIN roles r ON r.id = u.role_id WHERE u.id = ?1"
        }
        CallerKind::ApiKey => "SELECT name FROM api_keys WHERE id = ?1",
        CallerKind::Visitor => return Err(Problem::forbidden()),
    };
    let sets = read(context, &caller.database, vec![Statement::new(sql, vec![caller.id.as_str().into()])]).await?;
    let set = sets.first().ok_or_else(Problem::internal)?;
    let row = set.rows.first().ok_or_else(|| Problem::unauthenticated("This account is not there any more."))?;
    let row = Row::new(&set.columns, row);
    let text = |column: &str| Json::from(row.text(column));
    let role = row.text("role_id").map_or(Json::Null, |id| {
        object([("id", id.into()), ("name", text("role_name")), ("label", text("role_label"))])
    });
    Ok(answer::document(
        200,
        &object([
            ("kind", caller.kind.word().into()),
            ("id", caller.id.as_str().into()),
            ("name", row.text("name").or(caller.name.as_deref()).into()),
            ("email", text("email")),
            ("tenant_id", caller.tenant.as_str().into()),
            ("agency_id", caller.agency.as_deref().into()),
            ("client_id", caller.client.as_deref().into()),
            ("location_id", caller.location.as_deref().into()),
            ("role", role),
            ("grants", shown(&caller.grants)),
            ("token_expires_at", format_timestamp(caller.expires_at_ms).into()),
        ]),
    ))
}

fn shown(grants: &Grants) -> Json {
    grants.0.iter().map(shown_grant).collect()
}

fn shown_grant(grant: &Grant) -> Json {
    let mut members = Map::new();
    members.insert("resource".to_owned(), grant.resource.as_str().into());
    members.insert("actions".to_owned(), of_strings(grant.actions.clone()));
    members.insert("scope".to_owned(), grant.scope.word().into());
    members.insert("granted".to_owned(), grant.allowed.into());
    if let Some(condition) = &grant.condition {
        members.insert("conditions".to_owned(), condition.clone());
    }
    if let Some(expiry) = grant.expires_at_ms.and_then(format_timestamp) {
        members.insert("expires_at".to_owned(), expiry.into());
    }
    Json::Object(members)
}
