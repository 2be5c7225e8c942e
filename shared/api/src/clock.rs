//! What the host's clock asks of a function: to go through the tenants, a page at a time.

use entity::types::Line;
use entity::{Invalid, Value};
use serde_json::Value as Json;
use store::{Batch, DatabaseName, Mode, Statement};

use crate::{Body, Context, Host, Members, Module, Problem, Request, sql_fault_of};

/// The setting with the secret that the host's clock sends as a bearer token. Without it there is no tick.
pub const SECRET: &str = "PORTICO_TICK_SECRET";
/// How many tenants one request visits.
const PAGE: i64 = 20;

/// A page of tenants.
pub struct Page {
    /// Whether it is the first one: the time for what is no tenant's.
    pub first: bool,
    /// Their databases, which have their ids for names, each with whether its tenant is suspended.
    pub databases: Vec<(DatabaseName, bool)>,
    /// The last of them, where there may be more behind it.
    pub next: Option<String>,
}

/// The tenants that a tick is to visit: one round trip, to the platform's database.
///
/// # Errors
///
/// When the request is not the clock's.
pub async fn tenants(context: &Context<'_>, request: &Request) -> Result<Page, Problem> {
    let expected = context.host().settings.get(SECRET).ok_or_else(Problem::not_found)?;
    let header = request.header("authorization").unwrap_or_default();
    let given = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if !given.is_some_and(|(_, given)| same(given.trim().as_bytes(), expected.as_bytes())) {
        return Err(Problem::unauthenticated("Send the secret of the installation as a bearer token."));
    }
    let mut members = Members::read_optional(request)?;
    let after = members.optional::<Line<40>>("after").map(|after| after.0).unwrap_or_default();
    if !after.is_empty() && !entity::id::is_valid("ten", &after) {
        members.refuse("after", Invalid::new("id", "Must be the id of a tenant."));
    }
    members.finish()?;
    let first = after.is_empty();
    let sql = "SELECT id, status = 'SUSPENDED' FROM tenants WHERE id > ?1 AND status IN ('ACTIVE', 'SUSPENDED') ORDER BY id LIMIT ?2";
    let statements = vec![Statement::new(sql, vec![after.into(), PAGE.into()])];
    let results = context.batch(&DatabaseName::platform(), Batch { mode: Mode::Read, statements }).await;
    let results = results.map_err(|error| sql_fault_of(context, error))?;
    let rows: Vec<&Vec<Value>> = results.iter().flat_map(|set| &set.rows).collect();
    let id = |row: &Vec<Value>| row.first().and_then(Value::as_text).map(str::to_owned);
    let database = |row: &&Vec<Value>| {
        let suspended = row.get(1).and_then(Value::as_integer) == Some(1);
        Some((DatabaseName::tenant(&id(row)?)?, suspended))
    };
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == PAGE);
    Ok(Page {
        first,
        databases: rows.iter().filter_map(database).collect(),
        next: rows.last().filter(|_| full).and_then(|row| id(row)),
    })
}

/// Asks a module for its tick until every tenant was visited: what a host does whose clock calls the function itself. `seen`
/// is shown the answer for each page.
///
/// # Errors
///
/// When the host has no secret for the clock, or a page was not answered well. What was visited until then stays done.
pub async fn run(module: &'static Module, host: &Host, path: &str, seen: &mut dyn FnMut(&Json)) -> Result<(), String> {
    let secret = host.settings.get(SECRET).ok_or_else(|| format!("{SECRET} is not set"))?;
    let mut after = Json::Null;
    loop {
        let request = Request {
            method: "POST".to_owned(),
            path: path.to_owned(),
            headers: vec![
                ("authorization".to_owned(), format!("Bearer {secret}")),
                ("content-type".to_owned(), "application/json".to_owned()),
            ],
            body: entity::json::object([("after", after)]).to_string().into_bytes(),
            ..Request::default()
        };
        let response = module.respond(host, request).await;
        let Body::Bytes(body) = response.body else { return Err(format!("{path} answered with a stream")) };
        if response.status != 200 {
            return Err(format!("{path} was answered {}", response.status));
        }
        let page = entity::json::read_bytes(&body).unwrap_or_default();
        seen(&page);
        after = page.get("next").cloned().unwrap_or_default();
        if after.is_null() {
            return Ok(());
        }
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |difference, (one, other)| difference | (one ^ other));
    one.len() == other.len() && std::hint::black_box(difference) == 0
}
