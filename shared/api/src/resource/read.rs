//! `GET /api/<resource>/{id}`: one row.

use entity::{EntityDef, Shape, Value};
use store::sql::row_by_id;
use store::{Batch, Mode, Statement};

use super::include::{Includes, keys_of};
use super::{Resource, entity_tag, id_of};
use crate::context::Context;
use crate::{Problem, Request, Response, query, render, seal, sql_fault_of};

/// Answers with the row and what is related to it, or 304 when the caller has this version already.
pub async fn read(context: &Context<'_>, resource: Resource, id: &str, request: &Request) -> Result<Response, Problem> {
    let entity = resource.entity;
    let caller = context.caller()?;
    let access = context.access(entity, "read")?;
    let id = id_of(entity, id)?;
    let mut include = Vec::new();
    let mut asked = None;
    for (name, value) in query::pairs(&request.query)? {
        let names = || value.split(',').map(|name| name.trim().to_owned()).collect::<Vec<String>>();
        match name.as_str() {
            "include" => include = names(),
            "fields" => {
                let known = query::parse_fields(&value, &Shape::of(entity));
                asked = Some(known.map_err(|invalid| Problem::parameter("fields", invalid))?);
            }
            _ => {
                let invalid = entity::Invalid::new("unknown_parameter", "There is no such parameter.");
                return Err(Problem::parameter(&name, invalid));
            }
        }
    }
    let mut fields = render::visible(entity, asked.as_deref());
    let includes = Includes::parse(&include, resource, context)?;
    includes.displace(&mut fields);
    let mut columns: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let version = entity.is_stamped().then_some("version");
    for key in includes.keys().chain(version) {
        if !columns.contains(&key) {
            columns.push(key);
        }
    }
    let mut statements = vec![row_by_id(entity, &id, &access, &columns)];
    statements.extend(includes.statements(&|column| page_of_one(entity, &id, &access, column)));
    let results = context.batch(&caller.database, Batch { mode: Mode::Read, statements }).await;
    let mut results = results.map_err(|error| sql_fault_of(context, error))?;
    let related = results.split_off(1);
    let row = results.into_iter().flat_map(|set| set.rows).next().ok_or_else(Problem::not_found)?;

    let position = columns.iter().position(|column| *column == "version");
    let tag = position.and_then(|position| row.get(position)).and_then(Value::as_integer).map(entity_tag);
    let known = tag.as_deref().is_some_and(|tag| super::none_match(request, tag));
    if known && include.is_empty() {
        return Ok(Response::empty(304).with_header("etag", tag.unwrap_or_default()));
    }
    let related = includes.index(context, related);
    let key = |column: &str| keys_of(&columns, &row, column);
    let mut body = String::with_capacity(fields.len() * 32);
    let shown = seal::opened(context.host(), entity, &fields, &row);
    render::write_row(&fields, &shown, &mut body, |out| related.write(&key, out));
    let response = Response::bytes(200, "application/json", body).with_header("cache-control", "no-store");
    Ok(match tag {
        Some(tag) => response.with_header("etag", tag),
        None => response,
    })
}

fn page_of_one(entity: &EntityDef, id: &Value, access: &store::sql::Access, column: &str) -> Statement {
    row_by_id(entity, id, access, &[column])
}
