//! The parameters that generic resources take.

use entity::shape::CUSTOM_PREFIX;
use entity::{EntityDef, Shape, custom::shape_of};
use serde_json::{Value as Json, json};

use super::document::Subject;
use super::schemas::{reference, relations};
use api::render;

/// The reference to a parameter that many operations share.
pub(super) fn shared(name: &str) -> Json {
    json!({"$ref": format!("#/components/parameters/{name}")})
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
