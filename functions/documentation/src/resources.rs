//! The paths of generic resources.

use entity::{EntityDef, Writes};
use serde_json::{Map, Value as Json, json};

use super::document::Subject;
use super::parameters::{list, one, shared};
use super::problems::responses;
use super::schemas::{of_kind, reference};

/// One operation of the document.
pub(super) struct Described {
    /// Stable: clients are generated from it.
    pub id: String,
    /// The module.
    pub tag: &'static str,
    /// What it does, in a sentence.
    pub summary: String,
    /// Everything it takes besides the body.
    pub parameters: Vec<Json>,
    /// The body by media type.
    pub body: Option<Json>,
    /// The status and the response of success.
    pub success: (u16, Json),
    /// The statuses of refusals, besides those that every operation has.
    pub refusals: Vec<u16>,
}

impl Described {
    /// The operation as the document has it.
    pub fn render(self) -> Json {
        let mut members = Map::new();
        members.insert("operationId".to_owned(), json!(self.id));
        members.insert("tags".to_owned(), json!([self.tag]));
        members.insert("summary".to_owned(), json!(self.summary));
        if !self.parameters.is_empty() {
            members.insert("parameters".to_owned(), json!(self.parameters));
        }
        if let Some(content) = self.body {
            members.insert("requestBody".to_owned(), json!({"required": true, "content": content}));
        }
        let mut answers = responses(&self.refusals);
        answers.insert(self.success.0.to_string(), self.success.1);
        members.insert("responses".to_owned(), Json::Object(answers));
        Json::Object(members)
    }
}

/// Content of one media type.
pub(super) fn content(media_type: &str, schema: Json) -> Json {
    json!({media_type: {"schema": schema}})
}

/// A response with a body.
pub(super) fn answer(description: &str, content: Json, headers: &[&str]) -> Json {
    let mut response = json!({"description": description, "content": content});
    if let Some(members) = response.as_object_mut().filter(|_| !headers.is_empty()) {
        let header = |name: &&str| ((*name).to_owned(), json!({"$ref": format!("#/components/headers/{name}")}));
        members.insert("headers".to_owned(), Json::Object(headers.iter().map(header).collect()));
    }
    response
}

/// `SocialProfile` → `social_profile`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// Adds what the generic resource does for an entity.
pub(super) fn add(subject: &Subject<'_>, tag: &'static str, entity: &'static EntityDef, paths: &mut Map<String, Json>) {
    let generic = entity.writes == Writes::Generic;
    let json_content = |schema: Json| content("application/json", schema);
    let words = entity.table.replace('_', " ");
    let single = snake_case(entity.name);
    let this = single.replace('_', " ");
    let one_of_them = format!("{} {this}", if this.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" });
    let row = || json_content(reference(entity.name));
    let tagged: &[&str] = if entity.is_stamped() { &["ETag"] } else { &[] };
    let operation = |id: String, summary: String, success: (u16, Json)| Described {
        id,
        tag,
        summary,
        parameters: Vec::new(),
        body: None,
        success,
        refusals: Vec::new(),
    };

    let page = json!({
        "type": "object",
        "required": ["data", "next_cursor"],
        "properties": {
            "data": {"type": "array", "items": reference(entity.name)},
            "next_cursor": {"type": ["string", "null"]},
            "count": {"type": "integer", "minimum": 0, "description": "All matches, when asked for."},
        },
        "additionalProperties": false,
    });
    let listing = Described {
        parameters: list(subject, entity),
        refusals: vec![400],
        ..operation(
            format!("list_{}", entity.table),
            format!("A page of {words}."),
            (200, answer("A page.", json_content(page), &[])),
        )
    };
    let mut collection = Map::new();
    collection.insert("get".to_owned(), listing.render());

    let mut reading = one(subject, entity);
    if entity.is_stamped() {
        reading.push(shared("IfNoneMatch"));
    }
    let mut read = Described {
        parameters: reading,
        refusals: vec![400, 404],
        ..operation(format!("read_{single}"), format!("One {this}."), (200, answer("The record.", row(), tagged)))
    }
    .render();
    if let Some(answers) = read.get_mut("responses").and_then(Json::as_object_mut).filter(|_| entity.is_stamped()) {
        answers.insert("304".to_owned(), json!({"description": "The caller has this version already."}));
    }
    let mut item = Map::new();
    let schema = entity.field("id").map(|id| of_kind(id.kind)).unwrap_or_default();
    item.insert("parameters".to_owned(), json!([{"name": "id", "in": "path", "required": true, "schema": schema}]));
    item.insert("get".to_owned(), read);

    if generic {
        let input = |purpose: &str| reference(&format!("{}{purpose}", entity.name));
        let create = Described {
            parameters: vec![shared("IdempotencyKey")],
            body: Some(json_content(input("Create"))),
            refusals: vec![400, 409, 413, 415, 422],
            ..operation(
                format!("create_{single}"),
                format!("A new {this}."),
                (201, answer("The new record.", row(), &["ETag", "Location"])),
            )
        };
        collection.insert("post".to_owned(), create.render());
        for (method, id, summary, purpose) in
            [("patch", "update", "Some fields of", "Patch"), ("put", "replace", "All fields of", "Replace")]
        {
            let mut body = json_content(input(purpose));
            if let Some(types) = body.as_object_mut().filter(|_| method == "patch") {
                types.insert("application/merge-patch+json".to_owned(), json!({"schema": input(purpose)}));
            }
            let update = Described {
                parameters: vec![shared("IfMatch"), shared("IdempotencyKey")],
                body: Some(body),
                refusals: vec![400, 404, 409, 412, 413, 415, 422],
                ..operation(
                    format!("{id}_{single}"),
                    format!("{summary} {one_of_them}."),
                    (200, answer("The record.", row(), tagged)),
                )
            };
            item.insert(method.to_owned(), update.render());
        }
        let remove = Described {
            parameters: vec![shared("IfMatch"), shared("IdempotencyKey")],
            refusals: vec![400, 404, 409, 412, 422],
            ..operation(
                format!("delete_{single}"),
                format!("Deletes {one_of_them}."),
                (204, json!({"description": "It is gone."})),
            )
        };
        item.insert("delete".to_owned(), remove.render());
        paths.insert(format!("/api/{}/bulk", entity.resource), json!({"post": bulk(tag, entity).render()}));
    }
    paths.insert(format!("/api/{}", entity.resource), Json::Object(collection));
    paths.insert(format!("/api/{}/{{id}}", entity.resource), Json::Object(item));
}

fn bulk(tag: &'static str, entity: &'static EntityDef) -> Described {
    let id = entity.field("id").map(|id| of_kind(id.kind)).unwrap_or_default();
    let version = json!({"type": "integer", "minimum": 1, "description": "The version that it must have."});
    let operation = |kind: &str, required: &[&str], members: Json| {
        let mut properties = members;
        if let Some(properties) = properties.as_object_mut() {
            properties.insert("op".to_owned(), json!({"type": "string", "const": kind}));
        }
        json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false})
    };
    let data = |purpose: &str| reference(&format!("{}{purpose}", entity.name));
    let request = json!({
        "type": "object",
        "required": ["operations"],
        "properties": {"operations": {
            "type": "array", "minItems": 1, "maxItems": api::resource::BULK_MOST,
            "items": {"oneOf": [
                operation("create", &["op", "data"], json!({"data": data("Create")})),
                operation("update", &["op", "id", "data"], json!({"id": id, "version": version, "data": data("Patch")})),
                operation("delete", &["op", "id"], json!({"id": id, "version": version})),
            ]},
        }},
        "additionalProperties": false,
    });
    let result = json!({
        "type": "object",
        "required": ["status", "id"],
        "properties": {
            "status": {"type": "integer", "enum": [200, 201, 204]},
            "id": {"type": "string"},
            "data": reference(entity.name),
        },
        "additionalProperties": false,
    });
    let response = json!({
        "type": "object", "required": ["results"],
        "properties": {"results": {"type": "array", "items": result}}, "additionalProperties": false,
    });
    Described {
        id: format!("bulk_{}", entity.table),
        tag,
        summary: format!("Creates, updates and deletes of {}: all of them or none.", entity.table.replace('_', " ")),
        parameters: vec![shared("IdempotencyKey")],
        body: Some(content("application/json", request)),
        success: (200, answer("A result for each.", content("application/json", response), &[])),
        refusals: vec![400, 404, 409, 412, 413, 415, 422],
    }
}
