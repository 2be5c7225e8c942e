//! `GET /api/activity-feed`: the change log as news, without addresses and programs.

use api::query::{ListQuery, pairs};
use api::{Caller, Context, Problem, Request, Response, render, sql_fault_of};
use domain::Summary;
use domain::identity::entities::Change;
use entity::filter::Test;
use entity::permission::Scope;
use entity::{Entity, Filter, Invalid, Operator, Shape, Value};
use serde_json::json;
use store::sql::List;
use store::{Batch, Mode};

/// What may be asked.
const PARAMETERS: &[&str] = &["entity_type", "entity_id", "actor_id", "action", "limit", "cursor"];
/// What an entry of the log says that is no news: where somebody was, and what holds requests together.
const LEFT_OUT: &[&str] = &["ip_address", "user_agent", "request_id", "metadata"];
/// Records that are about access and not about work. Their changes hold addresses and programs, too.
const NO_NEWS: &[&str] = &[
    "Session",
    "SignedLink",
    "OutboxMessage",
    "Account",
    "ApiKey",
    "IdempotencyKey",
    "ChangeSegment",
    "EncryptionKey",
];

/// The resource under which the feed is granted.
const RESOURCE: &str = "activity-feed";

/// A page of what was done with records that the caller may read.
pub async fn activity_feed(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let caller = context.caller()?;
    let entity = Change::DEFINITION;
    let access = caller.access_as(entity, RESOURCE, "read", context.now_ms)?;
    for (name, _) in pairs(&request.query)? {
        if !PARAMETERS.contains(&name.as_str()) {
            return Err(Problem::parameter(&name, Invalid::new("unknown_parameter", "There is no such parameter.")));
        }
    }
    let shape = Shape::of(entity);
    let query = ListQuery::parse(&request.query, &shape)?;
    let kinds = json!({"field": "entity_type", "op": "in", "value": readable(caller, context.now_ms)});
    let kinds = Filter::parse(&kinds, &shape).map_err(|_| Problem::internal())?;
    let sign_ins = Filter::Not(Box::new(sign_ins(&shape)?));
    let filter = Filter::All(query.filter.clone().into_iter().chain([kinds, sign_ins]).collect());

    let shown = |name: &str| !LEFT_OUT.contains(&name);
    let fields: Vec<_> = render::visible(entity, None).into_iter().filter(|field| shown(field.name)).collect();
    let columns: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let page = List {
        shape,
        access: &access,
        filter: Some(&filter),
        search: None,
        order: &[],
        cursor: query.cursor.as_ref(),
        limit: query.limit + 1,
        columns: &columns,
    };
    let batch = Batch { mode: Mode::Read, statements: page.statements() };
    let results = context.batch(&caller.database, batch).await.map_err(|error| sql_fault_of(context, error))?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut rows: Vec<Vec<Value>> = results.into_iter().flat_map(|set| set.rows).collect();
    let more = rows.len() > limit;
    rows.truncate(limit);

    let position = |name: &str| columns.iter().position(|column| *column == name).unwrap_or(usize::MAX);
    let (kind, actor) = (position("entity_type"), position("actor_id"));
    for row in &mut rows {
        let text = |position: usize| row.get(position).and_then(Value::as_text);
        // The log does not say whether a row is private now: of a kind that can be, only its author reads the words.
        let can_be_private = |entity: &Summary| entity.can_be_private && Some(entity.name) == text(kind);
        if text(actor) != Some(&caller.id) && domain::summaries().iter().any(can_be_private) {
            for (told, nothing) in [("entity_title", Value::Null), ("changes", "{}".into())] {
                if let Some(cell) = row.get_mut(position(told)) {
                    *cell = nothing;
                }
            }
        }
    }

    let mut body = String::from("{\"data\":[");
    for (position, row) in rows.iter().enumerate() {
        body.push_str(if position > 0 { "," } else { "" });
        render::write_row(&fields, row, &mut body, |_| {});
    }
    body.push_str("],\"next_cursor\":");
    match rows.last().filter(|_| more) {
        Some(last) => {
            let cursor = query.write_cursor(last.get(columns.len()..).unwrap_or_default());
            entity::json::write_string(&cursor, &mut body);
        }
        None => body.push_str("null"),
    }
    body.push('}');
    Ok(Response::bytes(200, "application/json", body).with_header("cache-control", "no-store"))
}

/// The entries that tell of a sign-in and nothing else: those whose only change is the time of the last one. The audit log
/// has them, and the sessions that began.
fn sign_ins(shape: &Shape<'_>) -> Result<Filter, Problem> {
    let asked = json!({"field": "changes", "op": "is_null", "value": false});
    let Ok(Filter::Test(test)) = Filter::parse(&asked, shape) else { return Err(Problem::internal()) };
    let text =
        |operator: Operator, text: &str| Filter::Test(Test { operator, values: vec![text.into()], ..test.clone() });
    let another = text(Operator::Contains, "],\"");
    Ok(Filter::All(vec![text(Operator::StartsWith, "{\"last_login_at\":["), Filter::Not(Box::new(another))]))
}

/// The kinds of records that the caller may read as far as the feed reaches: news of others would tell what the
/// records themselves do not.
fn readable(caller: &Caller, now_ms: i64) -> Vec<&'static str> {
    let widest = |resource: &str| {
        let grants = caller.grants.allowing(resource, "read", now_ms);
        grants.iter().filter(|grant| grant.condition.is_none()).map(|grant| grant.scope).max()
    };
    let feed = widest(RESOURCE).unwrap_or(Scope::All);
    let news = |entity: &&'static Summary| {
        entity.of_tenant
            && !NO_NEWS.contains(&entity.name)
            && widest(entity.resource).is_some_and(|scope| scope >= feed)
    };
    domain::summaries().iter().filter(news).map(|entity| entity.name).collect()
}
