//! The document as a whole.

use std::collections::BTreeSet;

use entity::custom::CustomField;
use entity::{Documentation, EntityDef, Home, ModuleDef, Writes};
use serde_json::{Map, Value as Json, json};

use super::schemas::{conditions, input, row};
use super::{commands, problems, resources};
use api::input::Purpose;

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

    /// The entities that relations of an entity may lead to: those that its module knows.
    pub fn catalogue(&self, entity: &EntityDef) -> impl Iterator<Item = &'static EntityDef> + use<> {
        let module = self.modules.iter().find(|module| module.entities.iter().any(|known| known.name == entity.name));
        let catalogue = module.map(|module| module.catalogue).unwrap_or_default();
        catalogue.iter().flat_map(|entities| entities.iter().copied())
    }

    /// What an entity and its fields mean.
    pub fn documentation(&self, entity: &EntityDef) -> &'static Documentation {
        let of_module = |module: &ModuleDef| {
            let position = module.entities.iter().position(|known| known.name == entity.name)?;
            module.documentation.get(position).copied()
        };
        self.modules.iter().find_map(of_module).unwrap_or(&Documentation { doc: "", fields: &[] })
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
    let mut document = entity::json::read(SKELETON).unwrap_or_default();
    let mut schemas = used_schemas(subject, &paths);
    put(&mut document, "/info", "version", json!(env!("CARGO_PKG_VERSION")));
    let kinds = "/components/schemas/Problem/properties/type";
    put(&mut document, kinds, "enum", problems::types());
    if let Some(constant) = document.pointer_mut("/components/schemas").and_then(Json::as_object_mut) {
        constant.append(&mut schemas);
    }
    put(&mut document, "/components", "responses", problems::components());
    put(&mut document, "", "tags", Json::Array(tags));
    put(&mut document, "", "paths", Json::Object(paths));
    document
}

/// What is the same in every document. Text takes less room in a function than code which builds it.
const SKELETON: &str = include_str!("skeleton.json");

fn put(document: &mut Json, place: &str, name: &str, value: Json) {
    if let Some(members) = document.pointer_mut(place).and_then(Json::as_object_mut) {
        members.insert(name.to_owned(), value);
    }
}

/// The schemas that the paths lead to, themselves or through others.
fn used_schemas(subject: &Subject<'_>, paths: &Map<String, Json>) -> Map<String, Json> {
    let mut all = Map::new();
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
    let mut used: BTreeSet<String> = BTreeSet::new();
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
