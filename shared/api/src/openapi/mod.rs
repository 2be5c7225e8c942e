//! The OpenAPI 3.1 document, rendered from the declarations, and the pages for people.
//!
//! One function of the product serves them: it puts [`Documents::OPERATIONS`] among its operations. Nothing of this is
//! linked into a function that does not.

mod commands;
mod document;
mod page;
mod parameters;
mod problems;
mod resources;
mod schemas;

use std::marker::PhantomData;
use std::rc::Rc;

use entity::custom::CustomField;
use entity::{EntityDef, ModuleDef, Needs, OperationDef, QueryParameter, RoundTrips, Row, Shape};
use serde_json::{Value as Json, json};
use store::sql::List;
use store::{Batch, Mode, Task};

use crate::context::Context;
use crate::{Operation, Problem, Request, Response, authenticate, render, resource, sql_fault_of};
use document::Subject;

/// The product that is described.
pub trait Product: 'static {
    /// Its modules.
    const MODULES: &'static [ModuleDef];
}

/// The operations that describe a product.
pub struct Documents<P>(PhantomData<P>);

impl<P: Product> Documents<P> {
    /// All of them.
    pub const OPERATIONS: &'static [Operation] = &[
        Operation { definition: &DOCUMENT, handler: describe::<P> },
        Operation { definition: &PAGE, handler: page::documentation },
        Operation { definition: &PROBLEMS, handler: page::problems },
        Operation { definition: &PROBLEM, handler: page::problem },
    ];
}

const fn get(
    name: &'static str,
    path: &'static str,
    summary: &'static str,
    query: &'static [QueryParameter],
    response: fn() -> Json,
) -> OperationDef {
    OperationDef {
        name,
        method: "GET",
        path,
        summary,
        needs: Needs::Nothing,
        query,
        request: None,
        response: Some(response),
        status: 200,
        round_trips: RoundTrips::One,
    }
}

const fn html() -> fn() -> Json {
    || json!({"type": "string", "contentMediaType": "text/html"})
}

static DOCUMENT: OperationDef = get(
    "read_openapi",
    "/api/openapi.json",
    "This document. With an access token it holds the custom fields that its caller may see.",
    &[],
    || json!({"type": "object"}),
);
static PAGE: OperationDef = get("read_documentation", "/api/docs", "This document as a page for people.", &[], html());
static PROBLEMS: OperationDef = get("list_problems", "/problems", "The kinds of problem, explained.", &[], html());
static PROBLEM: OperationDef = get("read_problem", "/problems/{slug}", "One kind of problem, explained.", &[], html());

/// Every operation of this module, for the document itself.
static OWN: [&OperationDef; 4] = [&DOCUMENT, &PAGE, &PROBLEMS, &PROBLEM];

/// The operations of this module, for tests that go through all there are.
pub fn own_operations() -> &'static [&'static OperationDef] {
    &OWN
}

/// A document as it is sent, with its entity tag.
#[derive(Clone)]
pub(crate) struct Rendered {
    text: Rc<str>,
    tag: Rc<str>,
}

impl Rendered {
    fn of(subject: &Subject<'_>) -> Self {
        let text = document::render(subject).to_string();
        let hash = hmac_sha256::Hash::hash(text.as_bytes());
        let tag: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Rendered { text: text.into(), tag: format!("\"{tag}\"").into() }
    }
}

/// `GET /api/openapi.json`.
fn describe<'a, P: Product>(
    context: &'a Context<'a>,
    request: &'a Request,
    _: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let known = request.header("authorization").is_some();
        let rendered = if known {
            let caller = authenticate(context.host(), request)?;
            let context = context.on_behalf_of(caller);
            let custom = visible_fields(&context, P::MODULES).await?;
            Rendered::of(&Subject { modules: P::MODULES, custom: Some(&custom) })
        } else {
            let general = &context.host().memory.document;
            general.get_or_init(|| Rendered::of(&Subject { modules: P::MODULES, custom: None })).clone()
        };
        let caching = if known { "private, no-cache" } else { "public, max-age=300" };
        let response = match resource::none_match(request, &rendered.tag) {
            true => Response::empty(304),
            false => Response::bytes(200, "application/json", rendered.text.as_bytes()),
        };
        Ok(response
            .with_header("etag", &*rendered.tag)
            .with_header("cache-control", caching)
            .with_header("vary", "authorization"))
    })
}

/// The most definitions that a document takes in.
const MOST_FIELDS: u32 = 5000;

/// The custom fields that the caller may see: the definitions themselves are records with a scope.
async fn visible_fields(context: &Context<'_>, modules: &[ModuleDef]) -> Result<Vec<CustomField>, Problem> {
    let mut entities = modules.iter().flat_map(|module| module.entities.iter().copied());
    let Some(entity) = entities.find(|entity: &&EntityDef| entity.table == "custom_fields") else {
        return Ok(Vec::new());
    };
    let Ok(access) = context.access(entity, "read") else { return Ok(Vec::new()) };
    let columns: Vec<&str> = render::visible(entity, None).iter().map(|field| field.name).collect();
    let list = List {
        shape: Shape::of(entity),
        access: &access,
        filter: None,
        search: None,
        order: &[],
        cursor: None,
        limit: MOST_FIELDS,
        columns: &columns,
    };
    let batch = Batch { mode: Mode::Read, statements: list.statements() };
    let results = context.batch(&context.caller()?.database, batch).await;
    let results = results.map_err(|error| sql_fault_of(context, error))?;
    let mut fields: Vec<(i64, CustomField)> = Vec::new();
    for set in &results {
        for cells in &set.rows {
            let row = Row::new(&set.columns, cells);
            let active = row.integer("is_active") == Some(1);
            let field = CustomField::read(&row).filter(|_| active);
            fields.extend(field.map(|field| (row.integer("sort_order").unwrap_or_default(), field)));
        }
    }
    fields.sort_by(|(one, left), (other, right)| (one, &left.name).cmp(&(other, &right.name)));
    Ok(fields.into_iter().map(|(_, field)| field).collect())
}
