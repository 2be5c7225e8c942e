//! The paths of commands and queries.

use entity::{IDEMPOTENCY_KEY, Needs, OperationDef};
use serde_json::{Map, Value as Json, json};

use super::parameters::shared;
use super::resources::{Described, answer, content};

/// Adds an operation to the paths.
pub(super) fn add(tag: &'static str, operation: &'static OperationDef, paths: &mut Map<String, Json>) {
    let mut parameters: Vec<Json> = Vec::new();
    for part in operation.path.split('/') {
        if let Some(name) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            let schema = json!({"type": "string", "minLength": 1});
            parameters.push(json!({"name": name, "in": "path", "required": true, "schema": schema}));
        }
    }
    for parameter in operation.query {
        if parameter.name == IDEMPOTENCY_KEY.name {
            parameters.push(shared("IdempotencyKey"));
            continue;
        }
        parameters.push(json!({
            "name": parameter.name, "in": "query", "description": parameter.doc, "required": parameter.required,
            "schema": (parameter.schema)(),
        }));
    }
    let success = match operation.response {
        Some(schema) => answer("Done.", typed((schema)()), &[]),
        None => json!({"description": "Done."}),
    };
    let mut refusals = vec![400, 404, 409, 422, 429];
    if operation.request.is_some() {
        refusals.extend([413, 415]);
    }
    let described = Described {
        id: operation.name.to_owned(),
        tag,
        summary: operation.summary.to_owned(),
        parameters,
        body: operation.request.map(|schema| typed(schema())),
        success: (operation.status, success),
        refusals,
    };
    let mut rendered = described.render();
    // A body of which nothing must be there need not be there itself.
    let must = operation.request.is_none_or(|schema| {
        schema().get("type") != Some(&json!("object"))
            || schema().get("required").and_then(Json::as_array).is_some_and(|names| !names.is_empty())
    });
    if let Some(body) = rendered.get_mut("requestBody").and_then(Json::as_object_mut).filter(|_| !must) {
        body.remove("required");
    }
    if let Some(members) = rendered.as_object_mut().filter(|_| operation.needs == Needs::Nothing) {
        members.insert("security".to_owned(), json!([]));
    }
    // A resource may have the same path with another name for its parameter.
    let shape = |path: &str| {
        path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }.to_owned()).collect::<Vec<_>>()
    };
    let same = paths.keys().find(|path| shape(path) == shape(operation.path)).cloned();
    let path = paths.entry(same.unwrap_or_else(|| operation.path.to_owned())).or_insert_with(|| json!({}));
    if let Some(methods) = path.as_object_mut() {
        methods.insert(operation.method.to_ascii_lowercase(), rendered);
    }
}

/// Content of the media type that a schema names; of JSON when it names none.
fn typed(mut schema: Json) -> Json {
    let named = schema.as_object_mut().and_then(|members| members.remove("contentMediaType"));
    content(named.as_ref().and_then(Json::as_str).unwrap_or("application/json"), schema)
}
