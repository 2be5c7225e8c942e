//! The parameters that generic resources take.

use entity::shape::CUSTOM_PREFIX;
use entity::{EntityDef, Shape, custom::shape_of};
use serde_json::{Value as Json, json};

use super::document::Subject;
use super::schemas::{reference, relations};
use crate::query::{DEFAULT_LIMIT, MAXIMUM_LIMIT};
use crate::render;

/// The reference to a parameter that many operations share.
pub(super) fn shared(name: &str) -> Json {
    json!({"$ref": format!("#/components/parameters/{name}")})
}

/// The parameters that operations share, by name.
pub(super) fn components() -> Json {
    let query = |name: &str, description: &str, schema: Json| json!({"name": name, "in": "query", "description": description, "schema": schema});
    let header = |name: &str, description: &str, schema: Json| json!({"name": name, "in": "header", "description": description, "schema": schema});
    json!({
        "Filter": {
            "name": "filter",
            "in": "query",
            "description": "A filter document in JSON. It holds besides the conditions on single fields.",
            "content": {"application/json": {"schema": reference("Filter")}},
        },
        "Search": query("q", "Words to search for, the last one perhaps not typed to its end. Newest come first.",
            json!({"type": "string", "maxLength": 200})),
        "Limit": query("limit", "Rows of the page.",
            json!({"type": "integer", "minimum": 1, "maximum": MAXIMUM_LIMIT, "default": DEFAULT_LIMIT})),
        "Cursor": query("cursor", "`next_cursor` of the page before, with the same sort.", json!({"type": "string"})),
        "Count": query("count", "Whether to count all matches too.", json!({"type": "boolean", "default": false})),
        "IfMatch": header("If-Match", "The `ETag` that the record was read with. If it has changed since, nothing is written.",
            json!({"type": "string", "examples": ["\"v3\""]})),
        "IfNoneMatch": header("If-None-Match", "The `ETag` of what the caller has already.",
            json!({"type": "string", "examples": ["\"v3\""]})),
        "IdempotencyKey": header("Idempotency-Key",
            "A key of the caller's own. The same request under the same key is answered as the first time, for a day.",
            json!({"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"})),
    })
}

/// What a list takes.
pub(super) fn list(subject: &Subject<'_>, entity: &'static EntityDef) -> Vec<Json> {
    let conditions = json!({
        "name": "conditions",
        "in": "query",
        "description": "Conditions on single fields, all of which hold: `field=value` or `field.operator=value`, the values of \
                        `in` with commas between them.",
        "style": "form",
        "explode": true,
        "schema": reference(&format!("{}Conditions", entity.name)),
    });
    let mut parameters = vec![conditions, shared("Filter")];
    if !entity.search.is_empty() {
        parameters.push(shared("Search"));
    }
    let sort = json!({"type": "string", "enum": sort_keys(subject, entity)});
    parameters.push(listed(
        "sort",
        "Fields to sort by, each with `-` before it for descending.",
        sort,
        &[("maxItems", json!(4)), ("uniqueItems", json!(true))],
    ));
    parameters.extend(one(subject, entity));
    parameters.extend(["Limit", "Cursor", "Count"].map(shared));
    parameters
}

/// What the reading of one row takes, besides headers.
pub(super) fn one(subject: &Subject<'_>, entity: &'static EntityDef) -> Vec<Json> {
    let names: Vec<&str> = render::visible(entity, None).iter().map(|field| field.name).collect();
    let fields = listed("fields", "Fields to show, besides the id.", json!({"type": "string", "enum": names}), &[]);
    let relations: Vec<String> = relations(subject, entity).into_iter().map(|relation| relation.name).collect();
    if relations.is_empty() {
        return vec![fields];
    }
    let path = json!({"type": "string", "pattern": format!("^({})(\\.[a-z_]+)?$", relations.join("|"))});
    let include = "Relations to include, with a relation of theirs behind a dot. Of those to many the newest 25 come.";
    vec![fields, listed("include", include, path, &[("maxItems", json!(8))])]
}

/// A parameter of several values with commas between them, and what else is true of the list.
fn listed(name: &str, description: &str, items: Json, bounds: &[(&str, Json)]) -> Json {
    let mut schema = json!({"type": "array", "items": items, "minItems": 1});
    if let Some(members) = schema.as_object_mut() {
        members.extend(bounds.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    }
    json!({"name": name, "in": "query", "description": description, "style": "form", "explode": false, "schema": schema})
}

fn sort_keys(subject: &Subject<'_>, entity: &'static EntityDef) -> Vec<String> {
    let custom: Vec<_> = subject.custom_fields(entity).unwrap_or_default().into_iter().map(shape_of).collect();
    let shape = Shape { entity, custom: &custom };
    let declared = render::visible(entity, None).into_iter().map(|field| field.name.to_owned());
    let own = custom.iter().map(|field| format!("{CUSTOM_PREFIX}{}", field.name));
    let sortable = |name: &String| shape.find(name).is_some_and(|view| shape.sorts_by(&view));
    declared.chain(own).filter(sortable).flat_map(|name| [format!("-{name}"), name]).collect()
}
