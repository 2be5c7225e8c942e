//! `GET /embed/{key}`: what a widget shows, and the token for all that follows.

use api::command::document;
use api::query::pairs;
use api::{Context, Problem, Request, Response};
use entity::json::{self, object};
use entity::{FieldKind, Row, Value, civil, kinds};
use serde_json::{Map, Value as Json};
use store::{Mode, ResultSet, Statement, Task};
use visitors::door::{Page, domains_of_key, excused, hidden, page, require_verified, shared};
use visitors::limits::{self, CONFIGURATIONS};
use visitors::support::{batch, first, json_of, rows};
use visitors::token::{self, LIFETIME_MS};
use visitors::widget::{IN_USE, in_use};

use crate::offered::{OFFERED, linked};

/// The configuration, for a page of an authorised origin.
pub fn read<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move { excused(context, request, for_page(context, request, parameters).await) })
}

async fn for_page(context: &Context<'_>, request: &Request, parameters: &[String]) -> Result<Response, Problem> {
    let page = page(context, request, parameters.first().map(String::as_str).unwrap_or_default())?;
    let mut statements = CONFIGURATIONS.count(context, &page.network, &page.key, &in_use(&page.key));
    statements.push(domains_of_key(&page.key));
    let given = pairs(&request.query)?;
    let token = given.iter().find(|(name, _)| name == "appointment").map(|(_, token)| token.as_str());
    statements.extend(content(&page.key, token.and_then(|token| linked(context, &page, token))));
    limits::spare_database(context, &CONFIGURATIONS, &page.network, &page.key)?;
    let results = batch(context, &page.database, Mode::Write, statements).await.map_err(hidden)?;
    let content = results.get(limits::STATEMENTS + 1..).unwrap_or_default();
    if content.first().is_none_or(|widget| widget.rows.is_empty()) {
        return Err(Problem::not_found());
    }
    require_verified(&page, results.get(limits::STATEMENTS))?;
    let answer = CONFIGURATIONS.hold(context, &results).and_then(|()| configuration(context, &page, content));
    Ok(shared(context, &page.origin, answer))
}

/// The statements for what a widget shows: itself with its business, its services, and who offers them.
fn content(key: &str, appointment: Option<String>) -> Vec<Statement> {
    let statement = |sql: String| Statement::new(sql, vec![key.into(), appointment.clone().into()]);
    let shown = format!(
        "SELECT w.*, c.name AS business_name, c.timezone AS business_zone, c.phone AS business_phone \
         FROM widgets w JOIN clients c ON c.id = w.client_id WHERE w.key = ?1 AND {IN_USE} AND c.is_active = 1"
    );
    vec![
        Statement::new(shown, vec![key.into()]),
        statement(format!(
            "SELECT s.* FROM widgets w JOIN services s ON s.client_id = w.client_id LEFT JOIN widget_services o ON \
             o.widget_id = w.id AND o.service_id = s.id WHERE w.key = ?1 AND {OFFERED} \
             ORDER BY coalesce(o.position, s.position), s.position, s.name, s.id"
        )),
        statement(format!(
            "SELECT o.service_id, t.id, t.name FROM widgets w JOIN services s ON s.client_id = w.client_id \
             JOIN staff_services o ON o.service_id = s.id JOIN staff t ON t.id = o.staff_id AND t.is_active = 1 \
             WHERE w.key = ?1 AND s.staff_choice = 1 AND s.assignment <> 'COLLECTIVE' AND {OFFERED} \
             ORDER BY coalesce(o.priority, t.priority), t.name, t.id"
        )),
    ]
}

fn configuration(context: &Context<'_>, page: &Page, content: &[ResultSet]) -> Result<Response, Problem> {
    let widget = first(content.first()).ok_or_else(Problem::not_found)?;
    let nonce = context.random_hex::<16>();
    let token = token::issue(context.host(), page.bound(), context.now_ms, &nonce)?;
    let staff: Vec<Row<'_>> = rows(content.get(2)).collect();
    let services: Vec<Json> = rows(content.get(1)).map(|row| service(&row, &staff)).collect();
    let business = [
        ("name", text(&widget, "business_name")),
        ("time_zone", text(&widget, "business_zone")),
        ("phone", text(&widget, "business_phone")),
    ];
    let answer = [
        ("token", token.into()),
        ("expires_at", civil::format_timestamp(context.now_ms + LIFETIME_MS).into()),
        ("widget", shown(&widget, &nonce)),
        ("business", object(business)),
        ("services", services.into()),
        ("lead_questions", list(&widget, "lead_questions")),
    ];
    Ok(document(200, &object(answer)))
}

fn shown(widget: &Row<'_>, challenge: &str) -> Json {
    let difficulty = widget.integer("proof_of_work_bits").unwrap_or_default();
    let proof_of_work = [("challenge", challenge.into()), ("difficulty", difficulty.into())];
    let members = |column: &str| match json_of(widget, column) {
        Json::Object(members) => Json::Object(members),
        _ => Json::Object(Map::new()),
    };
    // A key without its secret would ask visitors for what nobody checks.
    let turnstile = match widget.text("turnstile_secret") {
        Some(_) => text(widget, "turnstile_site_key"),
        None => Json::Null,
    };
    object([
        ("kinds", list(widget, "kinds")),
        ("theme", members("theme")),
        ("texts", members("texts")),
        ("language", text(widget, "language")),
        ("languages", list(widget, "languages")),
        ("position", widget.text("position").unwrap_or_default().to_ascii_lowercase().into()),
        ("privacy_url", text(widget, "privacy_url")),
        ("consent_text", text(widget, "consent_text")),
        ("consent_required", truth(widget, "consent_required")),
        ("turnstile_site_key", turnstile),
        ("proof_of_work", object(proof_of_work)),
    ])
}

fn service(row: &Row<'_>, staff: &[Row<'_>]) -> Json {
    let id = row.text("id");
    let mut people = Vec::new();
    for person in staff.iter().filter(|person| person.text("service_id") == id) {
        people.push(object([("id", text(person, "id")), ("name", text(person, "name"))]));
    }
    let choice = row.integer("staff_choice") == Some(1) && people.len() > 1;
    let number = |column: &str| row.integer(column).into();
    object([
        ("id", text(row, "id")),
        ("name", text(row, "name")),
        ("description", text(row, "description")),
        ("duration_minutes", number("duration_minutes")),
        ("price", price(row)),
        ("staff_choice", choice.into()),
        ("staff", if choice { people.into() } else { Json::Array(Vec::new()) }),
        ("seats", number("capacity")),
        ("approval", truth(row, "requires_approval")),
        ("horizon_days", number("horizon_days")),
        ("questions", list(row, "questions")),
    ])
}

fn price(row: &Row<'_>) -> Json {
    let amount = row.cell("price").filter(|amount| **amount != Value::Null && row.integer("shows_price") == Some(1));
    let (Some(amount), Some(currency)) = (amount, row.text("currency")) else { return Json::Null };
    let mut written = String::new();
    kinds::Money.write(amount, &mut written);
    object([("amount", json::read(&written).unwrap_or_default()), ("currency", currency.into())])
}

fn text(row: &Row<'_>, column: &str) -> Json {
    row.text(column).into()
}

fn truth(row: &Row<'_>, column: &str) -> Json {
    (row.integer(column) == Some(1)).into()
}

/// A list that is kept as JSON; an empty one where something else is kept.
fn list(row: &Row<'_>, column: &str) -> Json {
    match json_of(row, column) {
        Json::Array(elements) => Json::Array(elements),
        _ => Json::Array(Vec::new()),
    }
}
