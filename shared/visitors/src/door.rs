//! Who is let in: a page of an authorised origin, with the token that its configuration brought.

use std::rc::Rc;

use api::module::Handler;
use api::problem::Kind;
use api::{Caller, CallerKind, Context, Counted, Operation, Problem, Request, Response, http};
use entity::Needs;
use store::{DatabaseName, ResultSet, Statement, Task};

use crate::origin::{self, PUBLIC_URL, Verified};
use crate::support::{read, rows};
use crate::token::{self, Bound, Visit};
use crate::widget::IN_USE;
use crate::{key, limits};

/// The header that brings the token.
const TOKEN: &str = "x-portico-token";

/// A page that asks, before it is known whether it may.
pub struct Page {
    /// The tenant's database.
    pub database: DatabaseName,
    /// The widget's key.
    pub key: String,
    /// The origin of the page.
    pub origin: String,
    /// The network that the page is looked at from.
    pub network: String,
    /// Whether it is a page of the installation itself.
    pub is_own: bool,
    /// Its request is under way as long as this is there.
    pub under_way: Counted,
}

impl Page {
    /// What its token is bound to.
    pub fn bound(&self) -> Bound<'_> {
        Bound { key: &self.key, origin: &self.origin, network: &self.network }
    }
}

/// Does something for a page that has a token.
pub type Work =
    for<'a> fn(&'a Context<'a>, &'a Request, &'a Page, &'a Visit, &'a [String]) -> Task<'a, Result<Response, Problem>>;

/// The page behind a request under a widget's key.
pub fn page(context: &Context<'_>, request: &Request, key: &str) -> Result<Page, Problem> {
    let database = key::database_of(key).ok_or_else(Problem::not_found)?;
    let own = own_origin(context, request);
    let origin = origin::of(request, own.as_deref()).ok_or_else(outside)?;
    let is_own = own.as_deref() == Some(origin.as_str());
    let network = network(context);
    let under_way = limits::of_instance(context, &network)?;
    Ok(Page { database, key: key.to_owned(), origin, network, is_own, under_way })
}

/// The network that a request comes from.
pub fn network(context: &Context<'_>) -> String {
    context.address.as_deref().map(http::network_of).unwrap_or_default()
}

/// The installation's own origin, as far as it is known.
pub fn own_origin(context: &Context<'_>, request: &Request) -> Option<String> {
    origin::own(context.host().settings.get(PUBLIC_URL), request)
}

/// Lets a page with a token in. One without is told to get one, if its origin is authorised.
pub fn enter<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
    work: Work,
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move { excused(context, request, entered(context, request, parameters, work).await) })
}

async fn entered(
    context: &Context<'_>,
    request: &Request,
    parameters: &[String],
    work: Work,
) -> Result<Response, Problem> {
    let page = page(context, request, parameters.first().map(String::as_str).unwrap_or_default())?;
    let given = request.header(TOKEN);
    let visit = given.and_then(|given| token::verify(context.host(), page.bound(), context.now_ms, given));
    let answer = match visit {
        Some(visit) => work(context, request, &page, &visit, parameters).await,
        None => {
            let found = read(context, &page.database, vec![domains_of_key(&page.key)]).await;
            require_verified(&page, found.map_err(hidden)?.first())?;
            Err(Problem::unauthenticated("The token is not valid or has expired. Ask for the configuration again."))
        }
    };
    Ok(shared(context, &page.origin, answer))
}

/// Lets every page read that it is to try again later. That says nothing about anybody, and without it a widget could not
/// tell a busy moment from a page that is not authorised.
pub fn excused(
    context: &Context<'_>,
    request: &Request,
    answer: Result<Response, Problem>,
) -> Result<Response, Problem> {
    let problem = match answer {
        Err(problem) if matches!(problem.kind, Kind::Unavailable | Kind::TooManyRequests) => problem,
        answer => return answer,
    };
    match origin::of(request, own_origin(context, request).as_deref()) {
        Some(origin) => Ok(shared(context, &origin, Err(problem))),
        None => Err(problem),
    }
}

/// `OPTIONS` under a widget's key: what a browser asks before it sends anything.
pub fn preflight<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let page = page(context, request, parameters.first().map(String::as_str).unwrap_or_default())?;
        let found = read(context, &page.database, vec![domains_of_key(&page.key)]).await;
        require_verified(&page, found.map_err(hidden)?.first())?;
        Ok(allowed(&page.origin))
    })
}

/// What a browser asks about a path before it sends anything there. It is no part of what the API is described as.
pub const fn asking(path: &'static str, handler: Handler) -> Operation {
    Operation { name: "preflight", method: "OPTIONS", path, needs: Needs::Nothing, handler, once: None }
}

/// What a browser is told that asks before it sends anything.
pub fn allowed(origin: &str) -> Response {
    with_origin(Response::empty(204), origin)
        .with_header("access-control-allow-methods", "GET, POST, DELETE")
        .with_header("access-control-allow-headers", "content-type, idempotency-key, x-portico-token")
        .with_header("access-control-max-age", "600")
}

/// The statement for the verified domains of the client of a widget, for [`require_verified`].
pub fn domains_of_key(key: &str) -> Statement {
    let sql = format!(
        "SELECT d.domain, d.includes_subdomains FROM widgets w JOIN domains d ON d.client_id = w.client_id \
         WHERE w.key = ?1 AND {IN_USE} AND d.is_active = 1 AND d.verified_at IS NOT NULL"
    );
    Statement::new(sql, vec![key.into()])
}

/// Refuses a page that is on none of these domains, nor of the installation itself.
pub fn require_verified(page: &Page, domains: Option<&ResultSet>) -> Result<(), Problem> {
    match page.is_own || is_verified(&page.origin, domains) {
        true => Ok(()),
        false => Err(outside()),
    }
}

/// Whether an origin is one of these domains.
pub fn is_verified(origin: &str, domains: Option<&ResultSet>) -> bool {
    let domain = |row: entity::Row<'_>| {
        let includes_subdomains = row.integer("includes_subdomains") == Some(1);
        Some(Verified { domain: row.text("domain")?.to_owned(), includes_subdomains })
    };
    let domains: Vec<Verified> = rows(domains).filter_map(domain).collect();
    origin::is_verified(origin, &domains)
}

/// The refusal of a page that is nobody's.
pub fn outside() -> Problem {
    Problem::new(Kind::Forbidden, "This page is not on an authorised domain.")
}

/// A key that names a tenant that is gone is a key of nothing.
pub fn hidden(problem: Problem) -> Problem {
    if problem.kind == Kind::Unauthenticated { Problem::not_found() } else { problem }
}

/// An answer for a page of this origin, whatever it says.
pub fn shared(context: &Context<'_>, origin: &str, answer: Result<Response, Problem>) -> Response {
    let response = answer.unwrap_or_else(|problem| refusal(context, &problem));
    with_origin(response, origin).with_header("access-control-expose-headers", "retry-after, idempotency-replayed")
}

fn with_origin(response: Response, origin: &str) -> Response {
    response.with_header("access-control-allow-origin", origin).with_header("vary", "Origin")
}

/// A problem as a widget reads it: what is wrong with a part of the input is its `detail` too, as RFC 9457 calls it.
fn refusal(context: &Context<'_>, problem: &Problem) -> Response {
    let mut document = problem.document(&context.request_id);
    for error in document.get_mut("errors").and_then(serde_json::Value::as_array_mut).into_iter().flatten() {
        let detail = error.get("message").cloned();
        if let Some((members, detail)) = error.as_object_mut().zip(detail) {
            members.insert("detail".to_owned(), detail);
        }
    }
    let mut response = problem.response(&context.request_id);
    response.body = api::Body::Bytes(document.to_string().into_bytes());
    response
}

/// A visitor, for the change log: known by the widget that they use, or by the appointment that they have a link to.
pub fn visitor(database: &DatabaseName, id: &str) -> Rc<Caller> {
    Caller::without_grants(CallerKind::Visitor, database, id, None)
}
