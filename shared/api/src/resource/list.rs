//! `GET /api/<resource>`: a page.

use entity::{EntityDef, Shape, Value};
use store::sql::List;
use store::{Batch, Mode, Task};

use super::Resource;
use super::include::{Includes, keys_of};
use crate::context::Context;
use crate::custom::{Current, Definitions};
use crate::query::{self, ListQuery};
use crate::{Problem, Request, Response, render, seal, sql_fault_of};

/// Answers with a page of rows that the caller may read, and what is related to them, in one round trip.
pub fn list<'a>(
    context: &'a Context<'_>,
    resource: Resource,
    request: &'a Request,
) -> Task<'a, Result<Response, Problem>> {
    // Searches under names of their own are lists too, and share this.
    Box::pin(page(context, resource, request))
}

async fn page(context: &Context<'_>, resource: Resource, request: &Request) -> Result<Response, Problem> {
    let entity = resource.entity;
    let caller = context.caller()?;
    let access = context.access(entity, "read")?;
    let (query, definitions) = read_query(context, entity, request).await?;
    let shape = Shape { entity, custom: definitions.as_deref().map(|kept| kept.of(entity)).unwrap_or_default() };
    let mut fields = render::visible(entity, query.fields.as_deref());
    let includes = Includes::parse(&query.include, resource, context)?;
    includes.displace(&mut fields);

    // Relations are found by columns that the response may not show.
    let mut columns: Vec<&str> = fields.iter().map(|field| field.name).collect();
    for key in includes.keys() {
        if !columns.contains(&key) {
            columns.push(key);
        }
    }
    let page = List {
        shape,
        access: &access,
        filter: query.filter.as_ref(),
        search: query.search.as_deref(),
        order: &query.order,
        cursor: query.cursor.as_ref(),
        // One more than the page tells whether there is another.
        limit: query.limit + 1,
        columns: &columns,
    };
    let mut statements = page.statements();
    let ranges = statements.len();
    statements.extend(includes.statements(&|column| page.page_of(column)));
    if query.count {
        statements.push(page.count());
    }
    let results = context.batch(&caller.database, Batch { mode: Mode::Read, statements }).await;
    let mut results = results.map_err(|error| sql_fault_of(context, error))?;

    let count = query.count.then(|| results.pop()).flatten();
    let related = results.split_off(ranges);
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut rows: Vec<Vec<Value>> = results.into_iter().flat_map(|set| set.rows).collect();
    let more = rows.len() > limit;
    rows.truncate(limit);

    let related = includes.index(context, related);
    let mut body = String::with_capacity(rows.len() * render::expected_length(&fields) + 256);
    body.push_str("{\"data\":[");
    let (writer, sealed) = (render::Rows::new(&fields), seal::any(&fields));
    for (position, row) in rows.iter().enumerate() {
        if position > 0 {
            body.push(',');
        }
        let key = |column: &str| keys_of(&columns, row, column);
        let opened = sealed.then(|| seal::opened(context.host(), entity, &fields, row));
        writer.write(opened.as_deref().unwrap_or(row), &mut body, |out| related.write(&key, out));
    }
    body.push_str("],\"next_cursor\":");
    match rows.last().filter(|_| more) {
        Some(last) => {
            entity::json::write_string(&query.write_cursor(last.get(columns.len()..).unwrap_or_default()), &mut body)
        }
        None => body.push_str("null"),
    }
    if let Some(total) = count.and_then(|set| set.rows.first().and_then(|row| row.first()).and_then(Value::as_integer))
    {
        body.push_str(&format!(",\"count\":{total}"));
    }
    body.push('}');
    Ok(Response::bytes(200, "application/json", body).with_header("cache-control", "no-store"))
}

/// Reads the query string. Only one that names custom fields needs their definitions.
async fn read_query(
    context: &Context<'_>,
    entity: &'static EntityDef,
    request: &Request,
) -> Result<(ListQuery, Option<Current>), Problem> {
    if !query::names_custom_fields(&request.query) {
        return Ok((ListQuery::parse(&request.query, &Shape::of(entity))?, None));
    }
    let mut current = Definitions::kept(context, entity).await?;
    let parse = |current: &Current| ListQuery::parse(&request.query, &Shape { entity, custom: current.of(entity) });
    let query = match parse(&current) {
        Err(_) if current.renew(context).await? => parse(&current)?,
        query => query?,
    };
    Ok((query, Some(current)))
}
