//! `GET /api/openapi.json`: the description of the API, with the tenant's own fields for whoever may see them.

use std::cell::OnceCell;
use std::rc::Rc;

use api::{Context, Problem, Request, Response, authenticate, render, resource, sql_fault_of};
use domain::contacts::entities::CustomField as Field;
use entity::custom::CustomField;
use entity::{Entity, Row, Shape, order};
use store::sql::List;
use store::{Batch, Mode, Task};

use crate::document::{self, Subject};

thread_local! {
    /// The document as anybody may read it: it never changes while the function lives.
    static GENERAL: OnceCell<Rendered> = const { OnceCell::new() };
}

/// A document as it is sent, with its entity tag.
#[derive(Clone)]
struct Rendered {
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
pub fn describe<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    _: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let known = request.header("authorization").is_some();
        let rendered = if known {
            let caller = authenticate(context.host(), request).await?;
            let context = context.on_behalf_of(caller);
            let custom = visible_fields(&context).await?;
            Rendered::of(&Subject { modules: domain::MODULES, custom: Some(&custom) })
        } else {
            let render = || Rendered::of(&Subject { modules: domain::MODULES, custom: None });
            GENERAL.with(|general| general.get_or_init(render).clone())
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
async fn visible_fields(context: &Context<'_>) -> Result<Vec<CustomField>, Problem> {
    let entity = Field::DEFINITION;
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
    order::sort_by(&mut fields, |(one, left), (other, right)| (one, &left.name).cmp(&(other, &right.name)));
    Ok(fields.into_iter().map(|(_, field)| field).collect())
}
