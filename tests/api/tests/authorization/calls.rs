//! How each operation of the document is asked about the rows of a place.

use api::Request;
use entity::{EntityDef, FieldAccess, Home};
use serde_json::{Map, Value as Json, json};
use testkit::{Person, Place};

use crate::world::World;

/// An operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The operation id.
    pub id: String,
    /// The method, in upper case.
    pub method: String,
    /// The path with parameters in braces.
    pub path: String,
    /// Whether anybody may call it.
    pub public: bool,
    /// The schema of the body with its media type.
    pub body: Option<(String, Json)>,
}

/// A request that is still nobody's.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: String,
    /// The path, with its query.
    pub path: String,
    /// The body with its media type.
    pub body: Option<(String, Vec<u8>)>,
}

/// What is only about the caller, and so needs no case of somebody else's rows.
const ABOUT_ONESELF: &[&str] = &["/api/me", "/api/auth/"];

impl Operation {
    /// Every operation of the document.
    pub fn all(document: &Json) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten().filter(|(name, _)| *name != "parameters")
            {
                let content = operation["requestBody"]["content"].as_object().and_then(|types| types.iter().next());
                operations.push(Operation {
                    id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
                    method: method.to_ascii_uppercase(),
                    path: path.clone(),
                    public: operation["security"].as_array().is_some_and(Vec::is_empty),
                    body: content.map(|(media_type, content)| (media_type.clone(), content["schema"].clone())),
                });
            }
        }
        // Lists first, before anything that they could list is made; and what is read before what a command takes away.
        operations.sort_by_key(|operation| (!operation.lists(), operation.method != "GET"));
        operations
    }

    /// The entity of the resource in the path.
    pub fn entity(&self) -> Option<&'static EntityDef> {
        let entity = domain::by_resource(self.path.strip_prefix("/api/")?.split('/').next()?);
        entity.filter(|entity| entity.home == Home::Tenant)
    }

    /// Whether it answers with whatever of many rows the caller may see.
    pub fn lists(&self) -> bool {
        self.method == "GET" && !self.path.contains('{')
    }

    /// Whether it is about the caller alone.
    pub fn about_oneself(&self) -> bool {
        ABOUT_ONESELF.iter().any(|prefix| self.path.starts_with(prefix))
    }

    /// Requests for rows of a place: one, or for bulk one of each kind.
    pub async fn calls(&self, world: &World, place: Place) -> Vec<Call> {
        let path = self.path_at(world, place).await;
        let call = |body: Option<(String, Vec<u8>)>| Call { method: self.method.clone(), path: path.clone(), body };
        let json_call = |body: Json| call(Some(("application/json".to_owned(), body.to_string().into_bytes())));
        let Some((media_type, schema)) = &self.body else { return vec![call(None)] };
        if let Some(entity) = self.entity().filter(|_| self.path.ends_with("/bulk")) {
            let id = world.row(entity, place).await;
            let create = world.body(entity, place, &[FieldAccess::Write, FieldAccess::Create]).await;
            let update = world.body(entity, place, &[FieldAccess::Write]).await;
            let operations = [
                json!({"op": "create", "data": create}),
                json!({"op": "update", "id": id, "data": update}),
                json!({"op": "delete", "id": id}),
            ];
            return operations.into_iter().map(|operation| json_call(json!({"operations": [operation]}))).collect();
        }
        if media_type != "application/json" && media_type != "application/merge-patch+json" {
            return vec![call(Some((media_type.clone(), b"Last Name\nLee\n".to_vec())))];
        }
        vec![json_call(self.sample(world, schema, place).await)]
    }

    async fn path_at(&self, world: &World, place: Place) -> String {
        let mut parts = Vec::new();
        for part in self.path.split('/') {
            let value = match (part, self.entity()) {
                ("{id}", Some(entity)) => world.row(entity, place).await,
                ("{slug}", _) => "invalid".to_owned(),
                // Of nobody: what they open is tried where there is one.
                ("{key}" | "{token}" | "{hold_id}", _) => "none".to_owned(),
                (part, _) if part.starts_with('{') => panic!("{}: say what {part} is", self.id),
                (part, _) => part.to_owned(),
            };
            parts.push(value);
        }
        let client = world.row(domain::entity("Client").expect("clients"), place).await;
        let query = match self.id.as_str() {
            "search_contacts" => "?q=zq".to_owned(),
            "list_duplicate_pairs" => format!("?client_id={client}"),
            "list_slots" => {
                let service = world.row(domain::entity("Service").expect("services"), place).await;
                format!("?service_id={service}&from=2027-01-05&to=2027-01-06")
            }
            "read_calendar" => format!("?date=2027-01-05&client_id={client}"),
            "import_rows" => "?sequence=0".to_owned(),
            "export_contacts" | "export_companies" => "?format=csv".to_owned(),
            _ => String::new(),
        };
        parts.join("/") + &query
    }

    /// A body that the schema takes, about rows of a place.
    async fn sample(&self, world: &World, schema: &Json, place: Place) -> Json {
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            for (purpose, access) in [
                ("Create", &[FieldAccess::Write, FieldAccess::Create][..]),
                ("Patch", &[FieldAccess::Write]),
                ("Replace", &[FieldAccess::Write]),
            ] {
                if let Some(entity) = name.strip_suffix(purpose).and_then(domain::entity) {
                    return Json::Object(world.body(entity, place, access).await);
                }
            }
            return Box::pin(self.sample(world, &world.document["components"]["schemas"][name], place)).await;
        }
        for choice in ["anyOf", "oneOf"] {
            if let Some(first) = schema[choice].get(0) {
                return Box::pin(self.sample(world, first, place)).await;
            }
        }
        if let Some(first) = schema["enum"].get(0).or(schema.get("const")) {
            return first.clone();
        }
        let kind = schema["type"].as_str().or(schema["type"].get(0).and_then(Json::as_str)).unwrap_or("string");
        match kind {
            "object" => {
                let mut members = Map::new();
                for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                    members.insert(name.clone(), Box::pin(self.member(world, name, property, place)).await);
                }
                Json::Object(members)
            }
            "array" => json!([Box::pin(self.sample(world, &schema["items"], place)).await]),
            "integer" | "number" => json!(schema["minimum"].as_i64().unwrap_or(1)),
            "boolean" => json!(false),
            _ => self.text(world, schema, place).await,
        }
    }

    async fn member(&self, world: &World, name: &str, schema: &Json, place: Place) -> Json {
        match (self.id.as_str(), name) {
            ("create_import_job", "header") => json!(["Last Name"]),
            ("create_import_job", "mapping" | "upsert_key" | "options") => Json::Null,
            (_, "client_id") => json!(world.row(domain::entity("Client").expect("clients"), place).await),
            (_, "fields") => json!({}),
            (_, "password" | "new_password" | "current_password") => json!("correct horse battery staple"),
            _ => self.sample(world, schema, place).await,
        }
    }

    async fn text(&self, world: &World, schema: &Json, place: Place) -> Json {
        let prefix = schema["pattern"].as_str().and_then(|pattern| pattern.strip_prefix('^')?.split_once('_'));
        let entity = prefix.and_then(|(prefix, _)| domain::by_prefix(prefix));
        if let Some(entity) = entity.filter(|entity| entity.home == Home::Tenant) {
            return json!(world.row(entity, place).await);
        }
        match schema["format"].as_str().unwrap_or_default() {
            "email" => json!("somebody@example.com"),
            "date-time" => json!("2027-01-05T10:00:00Z"),
            "date" => json!("2027-01-05"),
            "uri" => json!("https://example.com/"),
            _ => json!("sample"),
        }
    }
}

impl Call {
    /// The request, as nobody or with a token.
    pub fn request(&self, world: &World, token: Option<&str>) -> Request {
        let mut request = world.app.request(&self.method, &self.path, None);
        if let Some((media_type, body)) = &self.body {
            request.headers.push(("content-type".to_owned(), media_type.clone()));
            request.body = body.clone();
        }
        if let Some(token) = token {
            request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        }
        request
    }

    /// The request of somebody.
    pub fn of(&self, world: &World, person: &Person) -> Request {
        self.request(world, Some(&world.app.token(&person.caller)))
    }

    /// All that was sent, for telling an echo from a leak.
    pub fn sent(&self) -> String {
        let body = self.body.as_ref().map(|(_, body)| String::from_utf8_lossy(body).into_owned());
        format!("{}\n{}", self.path, body.unwrap_or_default())
    }
}
