//! `POST /api/api-keys`.

use accounts::escalation::refuse_more_than_own;
use accounts::input::members_of;
use accounts::link;
use accounts::place::guard_place;
use accounts::secret;
use api::custom::Definitions;
use api::input::{Purpose, read_row};
use api::problem::Kind;
use api::resource::{bound, plan_create};
use api::{Answer, CallerKind, Context, InputError, Problem, Request, Response, Transaction, render};
use domain::identity::entities::ApiKey;
use domain::identity::keys::{of_key, read_key_permissions};
use entity::permission::{EVERY_ACTION, EVERY_RESOURCE, Grant, Grants, Scope};
use entity::{Entity, json::write_string};
use serde_json::Value as Json;

use crate::rules::is_known;

/// What whoever makes a key says of it.
const MEMBERS: &[&str] = &["name", "permissions", "agency_id", "client_id", "expires_at"];
/// How many characters of the secret part tell keys apart.
const SHOWN: usize = 8;

/// Makes a key and shows it, once.
pub async fn create(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let caller = context.caller()?;
    if caller.kind != CallerKind::User {
        return Err(Problem::new(Kind::Forbidden, "Keys are made by people, not by other keys."));
    }
    let mut members = bound(context, ApiKey::DEFINITION, members_of(request, MEMBERS)?)?;
    members.insert("user_id".to_owned(), Json::from(caller.id.as_str()));
    let permissions = members.get("permissions").and_then(Json::as_array).cloned().unwrap_or_default();
    let mut errors = Vec::new();
    let cells = read_row(ApiKey::DEFINITION, &members, Purpose::Create, &Definitions::default());
    let mut cells = cells.unwrap_or_else(|refused| {
        errors.extend(refused);
        Vec::new()
    });
    let grants = read_key_permissions(&permissions, &is_known).unwrap_or_else(|invalid| {
        if !errors.iter().any(|error| error.pointer.starts_with("/permissions")) {
            errors.push(InputError::new("/permissions", invalid));
        }
        Grants::default()
    });
    let number = |column: &str| cells.iter().find(|(name, _)| *name == column).and_then(|(_, cell)| cell.as_integer());
    if number("expires_at").is_some_and(|expiry| expiry <= context.now_ms) {
        errors.push(InputError {
            pointer: "/expires_at".to_owned(),
            code: "past",
            message: "Must be in the future.".to_owned(),
        });
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let text = |column: &str| members.get(column).and_then(Json::as_str);
    let (agency, client) = (text("agency_id"), text("client_id"));
    // What the key could do is compared, and not what is written: a wide scope for a narrow place is no more.
    let everything = Grants(vec![Grant::new(EVERY_RESOURCE, &[EVERY_ACTION], Scope::All)]);
    refuse_more_than_own(context, &of_key(&grants, &everything, (agency, client, None), (agency, client)))?;

    let issued = secret::issue(context, secret::KEY, &caller.database);
    let (prefix, random) = issued.text.rsplit_once('.').ok_or_else(Problem::internal)?;
    cells.push(("token_hash", issued.hash.as_str().into()));
    cells.push(("token_prefix", random.chars().take(SHOWN).collect::<String>().into()));
    let mut transaction = Transaction::begin(context);
    link::guard_verified(context, &mut transaction)?;
    guard_place(context, agency, client, &mut transaction)?;
    let planned = plan_create(context, crate::MODULE.resource(ApiKey::DEFINITION), cells, "", &mut transaction)?;
    transaction.answers(Answer::shown_once(
        "A key was made by this request, and shown in its first answer alone. If that was lost, revoke the key and make another \
         one with a new Idempotency-Key.",
    ));
    let results = transaction.run(context, &caller.database, Some(ApiKey::DEFINITION)).await?;
    let row = results.get(planned.step).and_then(|set| set.rows.first()).ok_or_else(Problem::internal)?;

    let id = planned.id.as_text().unwrap_or_default();
    let mut body = String::new();
    render::write_row(&render::visible(ApiKey::DEFINITION, None), row, &mut body, |out| {
        out.push_str(",\"key\":");
        write_string(&format!("{prefix}.{id}.{random}"), out);
    });
    Ok(Response::bytes(201, "application/json", body)
        .with_header("location", format!("/api/api-keys/{id}"))
        .with_header("cache-control", "no-store"))
}
