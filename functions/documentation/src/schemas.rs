//! Entities as JSON Schemas: what responses show and what requests may hold.

use entity::custom::CustomField;
use entity::shape::CUSTOM_PREFIX;
use entity::{EntityDef, EntityName, FieldAccess, FieldDef, FieldKind, Home, Operator, json};
use serde_json::{Map, Value as Json, json};

use super::document::Subject;
use api::input::Purpose;
use api::render;

/// The reference to a schema of the document.
pub(super) fn reference(name: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The same schema, or null.
pub(super) fn nullable(mut schema: Json) -> Json {
    let plain = schema.get("type").and_then(Json::as_str).map(str::to_owned);
    match (plain, schema.get("enum").is_some()) {
        (Some(kind), false) => {
            if let Some(kind_member) = schema.get_mut("type") {
                *kind_member = json!([kind, "null"]);
            }
            schema
        }
        _ => json!({"anyOf": [schema, {"type": "null"}]}),
    }
}

/// An entity as responses show it, with the relations that a request may include.
pub(super) fn row(subject: &Subject<'_>, entity: &'static EntityDef) -> Json {
    let documentation = subject.documentation(entity);
    let mut properties = Map::new();
    for field in render::visible(entity, None) {
        let mut schema = match field.name {
            "custom_fields" => custom_values(subject, entity, None),
            _ => of_kind(field.kind),
        };
        if !field.required && field.name != "custom_fields" {
            schema = nullable(schema);
        }
        describe(&mut schema, field, documentation.of(field.name), true);
        properties.insert(field.name.to_owned(), schema);
    }
    for relation in relations(subject, entity) {
        let target = reference(relation.target.name);
        let rows = match relation.many {
            true => json!({"type": "array", "items": target}),
            false => json!({"anyOf": [target, {"type": "null"}]}),
        };
        let schema = match properties.remove(&relation.name) {
            // Included rows take the place of the field of that name.
            Some(field) => json!({"anyOf": [field, rows]}),
            None => rows,
        };
        properties.insert(relation.name, schema);
    }
    // `fields` may leave out all but the id.
    json!({"type": "object", "description": documentation.doc, "required": ["id"], "properties": properties})
}

/// The body of a create, a PATCH or a PUT.
pub(super) fn input(subject: &Subject<'_>, entity: &'static EntityDef, purpose: Purpose) -> Json {
    let documentation = subject.documentation(entity);
    let mut properties = Map::new();
    let mut required: Vec<&str> = Vec::new();
    let writable = |field: &&FieldDef| match field.access {
        FieldAccess::Write => field.generated.is_none(),
        FieldAccess::Create => purpose == Purpose::Create,
        FieldAccess::Read | FieldAccess::Hidden => false,
    };
    for field in entity.fields().filter(writable) {
        let mut schema = match field.name {
            "custom_fields" => custom_values(subject, entity, Some(purpose)),
            _ => written(field.kind),
        };
        if !field.required {
            schema = nullable(schema);
        }
        describe(&mut schema, field, documentation.of(field.name), purpose == Purpose::Create);
        // Whoever is bound to a client or an agency need not name it.
        let bound = [entity.scope.client, entity.scope.agency].contains(&Some(field.name));
        let must = field.required && field.default.is_none() && !bound;
        let custom = field.name == "custom_fields" && schema.get("required").is_some();
        if purpose != Purpose::Patch && (must || custom) {
            required.push(field.name);
        }
        properties.insert(field.name.to_owned(), schema);
    }
    let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if let Some(members) = schema.as_object_mut().filter(|_| !required.is_empty()) {
        members.insert("required".to_owned(), json!(required));
    }
    schema
}

/// The schema of a value in a request: exact decimals are shown as text, and whole ones may be written as numbers.
fn written(kind: &dyn FieldKind) -> Json {
    let mut schema = of_kind(kind);
    let decimal = schema.get("format").and_then(Json::as_str) == Some("decimal");
    if let Some(types) = schema.get_mut("type").filter(|_| decimal) {
        *types = json!(["string", "integer"]);
    }
    schema
}

/// The tenant's own fields: for a request when there is a purpose. Without a tenant nothing is known of them.
fn custom_values(subject: &Subject<'_>, entity: &EntityDef, purpose: Option<Purpose>) -> Json {
    let Some(fields) = subject.custom_fields(entity) else { return json!({"type": "object"}) };
    let properties: Map<String, Json> =
        fields.iter().map(|field| (field.name.clone(), of_custom_field(field))).collect();
    let mut schema = json!({"type": "object", "properties": properties});
    let Some(members) = schema.as_object_mut() else { return Json::Null };
    if let Some(purpose) = purpose {
        members.insert("additionalProperties".to_owned(), json!(false));
        // What a client asks of its own records, it does not ask of others'.
        let must = |field: &&&CustomField| field.required && field.default.is_none() && field.client_id.is_none();
        let required: Vec<&str> = fields.iter().filter(must).map(|field| field.name.as_str()).collect();
        if purpose != Purpose::Patch && !required.is_empty() {
            members.insert("required".to_owned(), json!(required));
        }
    }
    schema
}

/// The schema of a kind's values.
pub(super) fn of_kind(kind: &dyn FieldKind) -> Json {
    json::read(&kind.schema()).unwrap_or_default()
}

/// The schema of a custom field's values.
fn of_custom_field(field: &CustomField) -> Json {
    let mut schema = match field.choices() {
        Some((options, true)) => json!({"type": ["array", "null"], "items": {"type": "string", "enum": options}}),
        Some((options, false)) => {
            let options: Vec<Json> = options.iter().map(|option| json!(option)).chain([Json::Null]).collect();
            json!({"type": ["string", "null"], "enum": options})
        }
        None => json!({"anyOf": [of_kind(field.kind.field_kind()), {"type": "null"}]}),
    };
    if let Some(members) = schema.as_object_mut() {
        members.insert("title".to_owned(), json!(field.label));
    }
    schema
}

/// Adds what a field means, who writes it and what it begins with; for a body that changes a record only the second.
fn describe(schema: &mut Json, field: &FieldDef, sentence: &str, whole: bool) {
    let Some(members) = schema.as_object_mut() else { return };
    if whole && !sentence.is_empty() {
        members.insert("description".to_owned(), json!(sentence));
    }
    if field.access == FieldAccess::Read {
        members.insert("readOnly".to_owned(), json!(true));
    }
    if let Some(default) = field.default.filter(|_| whole && field.access != FieldAccess::Read) {
        let default = json::read(default).unwrap_or_default();
        members.insert("default".to_owned(), default);
    }
}

/// What a list may be asked of single fields, as an object whose members are parameters.
pub(super) fn conditions(subject: &Subject<'_>, entity: &'static EntityDef) -> Json {
    let mut properties = Map::new();
    for field in render::visible(entity, None) {
        ask(field.name, field.kind, &mut properties);
    }
    for field in subject.custom_fields(entity).unwrap_or_default() {
        ask(&format!("{CUSTOM_PREFIX}{}", field.name), field.kind.field_kind(), &mut properties);
    }
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn ask(name: &str, kind: &dyn FieldKind, properties: &mut Map<String, Json>) {
    for operator in kind.operators() {
        let schema = match operator {
            Operator::IsNull => json!({"type": "boolean"}),
            Operator::In => json!({"type": "string"}),
            Operator::Contains | Operator::StartsWith | Operator::Has => json!({"type": "string", "maxLength": 500}),
            _ => of_kind(kind),
        };
        let parameter = match operator {
            Operator::Eq => name.to_owned(),
            operator => format!("{name}.{}", operator.name()),
        };
        properties.insert(parameter, schema);
    }
}

/// A relation that a request may include.
pub(super) struct Relation {
    /// Its name: a reference without its `_id`, or the table of the rows that point here.
    pub name: String,
    /// The entity of the included rows.
    pub target: &'static EntityDef,
    /// Whether there may be several.
    pub many: bool,
}

/// Every relation of an entity, as `include` finds them.
pub(super) fn relations(subject: &Subject<'_>, entity: &'static EntityDef) -> Vec<Relation> {
    let reachable = |target: &EntityDef| target.home == Home::Tenant;
    let mut relations: Vec<Relation> = Vec::new();
    for field in entity.fields() {
        let named = |reference: &EntityName| subject.catalogue(entity).find(|known| known.name == reference.name);
        let target = field.kind.references().and_then(named);
        let Some(target) = target.filter(|target| reachable(target)) else { continue };
        let name = field.name.strip_suffix("_id").unwrap_or(field.name).to_owned();
        relations.push(Relation { name, target, many: false });
    }
    for child in subject.catalogue(entity).filter(|child| reachable(child)) {
        let points_here = |field: &FieldDef| field.kind.references().is_some_and(|target| target.name == entity.name);
        let taken = relations.iter().any(|relation| relation.name == child.table);
        if !taken && child.declared.iter().any(points_here) {
            relations.push(Relation { name: child.table.to_owned(), target: child, many: true });
        }
    }
    relations
}
