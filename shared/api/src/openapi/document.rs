//! The document as a whole.

use std::collections::BTreeSet;

use entity::custom::CustomField;
use entity::{EntityDef, Home, ModuleDef, Operator, Writes};
use serde_json::{Map, Value as Json, json};

use super::schemas::{conditions, input, reference, row};
use super::{commands, parameters, problems, resources};
use crate::input::Purpose;

/// What a document is about.
pub(super) struct Subject<'a> {
    /// The modules of the product.
    pub modules: &'static [ModuleDef],
    /// The tenant's own fields, as far as the caller may see them; nothing when there is no caller.
    pub custom: Option<&'a [CustomField]>,
}

impl Subject<'_> {
    /// Every entity of a tenant.
    pub fn entities(&self) -> impl Iterator<Item = &'static EntityDef> + use<> {
        let entities = self.modules.iter().flat_map(|module| module.entities.iter().copied());
        entities.filter(|entity| entity.home == Home::Tenant)
    }

    /// The tenant's own fields of an entity, when they are known.
    pub fn custom_fields(&self, entity: &EntityDef) -> Option<Vec<&CustomField>> {
        Some(self.custom?.iter().filter(|field| field.entity == entity.name).collect())
    }
}

/// The document.
pub(super) fn render(subject: &Subject<'_>) -> Json {
    let mut paths = Map::new();
    let mut tags: Vec<Json> = Vec::new();
    for module in subject.modules {
        tags.push(json!({"name": module.name}));
        for entity in module.entities.iter().filter(|entity| entity.home == Home::Tenant) {
            resources::add(subject, module.name, entity, &mut paths);
        }
    }
    // Behind the resources: a command takes the place of what a resource would do there.
    for module in subject.modules {
        for operation in module.operations {
            commands::add(module.name, operation, &mut paths);
        }
    }
    for operation in super::OWN {
        commands::add("documentation", operation, &mut paths);
    }
    tags.push(json!({"name": "documentation"}));
    let schemas = used_schemas(subject, &paths);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Portico",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Agencies, their clients and their contacts.",
            "description": "Every resource is listed, read and written in the same way; commands are POST requests \
                            below it. What you see and may do depends on your role. Errors are problem documents \
                            (RFC 9457) whose `type` leads to an explanation.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": parameters::components(),
            "responses": problems::components(),
            "headers": headers(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token, as signing in gives it; it lasts ten minutes. Or an API key.",
                },
            },
        },
    })
}

fn headers() -> Json {
    let text = |description: &str| json!({"description": description, "schema": {"type": "string"}});
    json!({
        "ETag": text("The version of the record, for `If-Match` and `If-None-Match`."),
        "Location": text("Where the new record is."),
        "RetryAfter": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}},
    })
}

/// The schemas that the paths lead to, themselves or through others.
fn used_schemas(subject: &Subject<'_>, paths: &Map<String, Json>) -> Map<String, Json> {
    let mut all = Map::new();
    all.insert("Problem".to_owned(), problems::schema());
    all.insert("Filter".to_owned(), filter());
    for entity in subject.entities() {
        let name = |suffix: &str| format!("{}{suffix}", entity.name);
        all.insert(name(""), row(subject, entity));
        all.insert(name("Conditions"), conditions(subject, entity));
        if entity.writes != Writes::Log {
            all.insert(name("Create"), input(subject, entity, Purpose::Create));
            all.insert(name("Patch"), input(subject, entity, Purpose::Patch));
            all.insert(name("Replace"), input(subject, entity, Purpose::Replace));
        }
    }
    let mut used: BTreeSet<String> = BTreeSet::from(["Problem".to_owned(), "Filter".to_owned()]);
    for path in paths.values() {
        collect(path, &all, &mut used);
    }
    all.retain(|name, _| used.contains(name));
    all
}

/// Follows every reference to a schema.
fn collect(json: &Json, all: &Map<String, Json>, used: &mut BTreeSet<String>) {
    match json {
        Json::Object(members) => {
            let name = members.get("$ref").and_then(Json::as_str);
            let name = name.and_then(|name| name.strip_prefix("#/components/schemas/"));
            if let Some(name) = name.filter(|name| used.insert((*name).to_owned())) {
                collect(all.get(name).unwrap_or(&Json::Null), all, used);
            }
            members.values().for_each(|member| collect(member, all, used));
        }
        Json::Array(elements) => elements.iter().for_each(|element| collect(element, all, used)),
        _ => {}
    }
}

fn filter() -> Json {
    let operators: Vec<&str> = Operator::ALL.iter().map(|operator| operator.name()).collect();
    let group = |name: &str| {
        let parts = json!({"type": "array", "items": reference("Filter"), "maxItems": entity::filter::MAXIMUM_TESTS});
        json!({"type": "object", "required": [name], "properties": {name: parts}, "additionalProperties": false})
    };
    json!({
        "description": "All, any or none of several filters, or a test of one field.",
        "oneOf": [
            group("all"),
            group("any"),
            {
                "type": "object", "required": ["not"], "properties": {"not": reference("Filter")},
                "additionalProperties": false,
            },
            {
                "type": "object",
                "required": ["field", "value"],
                "properties": {
                    "field": {"type": "string", "description": "A field, or `custom_fields.` and its name."},
                    "op": {"type": "string", "enum": operators, "default": "eq"},
                    "value": {"description": "What it is compared with: an array for `in`, true or false for `is_null`."},
                },
                "additionalProperties": false,
            },
        ],
    })
}
