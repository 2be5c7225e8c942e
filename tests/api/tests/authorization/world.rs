//! Rows of every entity at every place, made from the declarations.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use api_tests::MODULES;
use entity::{EntityDef, FieldAccess, FieldDef, Home, Value, Writes, id};
use serde_json::{Map, Value as Json, json};
use store::{Batch, DatabaseName, Mode, Transport, migrate};
use testkit::{Person, Place, TestApp};

/// An installation with rows, and a second tenant beside it.
pub struct World {
    /// The installation.
    pub app: TestApp,
    /// The API description.
    pub document: Json,
    rows: RefCell<BTreeMap<(&'static str, usize), String>>,
    counter: Cell<usize>,
    other_tenant: DatabaseName,
}

/// The places that rows belong to: two locations of client 0, a location of client 1, and client 2 of the other agency.
pub const PLACES: [Place; 4] = [Place::Location(0), Place::Location(1), Place::Location(2), Place::Client(2)];

fn position(place: Place) -> usize {
    PLACES.iter().position(|candidate| *candidate == place).expect("a place with rows")
}

/// What has no location is of the client as a whole: there is one row of it for both locations of client 0.
fn placed(entity: &EntityDef, place: Place) -> Place {
    match place {
        Place::Location(1) if entity.scope.location.is_none() => Place::Location(0),
        place => place,
    }
}

/// Every entity of a tenant.
pub fn entities() -> impl Iterator<Item = &'static EntityDef> {
    domain::entities().filter(|entity| entity.home == Home::Tenant)
}

impl World {
    /// With a row of every entity at every place.
    pub async fn new() -> Self {
        let app = TestApp::new(MODULES).await;
        let document = app.respond(app.request("GET", "/api/openapi.json", None)).await.expect(200).json();
        let other_tenant = DatabaseName::tenant("ten_000000000000000000000other").expect("a name that fits");
        let all: Vec<&'static EntityDef> = domain::entities().collect();
        let transport = app.databases.inner();
        migrate::create(transport, &other_tenant, Home::Tenant, &all, 0).await.expect("a database");
        let world = World { app, document, rows: RefCell::default(), counter: Cell::new(0), other_tenant };
        for place in PLACES {
            for entity in entities() {
                world.row(entity, place).await;
            }
        }
        world
    }

    /// Somebody with a role, at their place or at the same place of the other tenant.
    pub fn person(&self, role: &str, place: Place, other_tenant: bool) -> Person {
        let mut person = self.app.person(role, place);
        if other_tenant {
            person.caller.database = self.other_tenant.clone();
            person.caller.tenant = "ten_000000000000000000000other".to_owned();
        }
        person
    }

    /// Agency, client and location of a place.
    fn ids(&self, place: Place) -> (String, String, String) {
        let (agency, client) = match place {
            Place::Client(2) => (1, 2),
            Place::Location(2) => (0, 1),
            _ => (0, 0),
        };
        let location = match place {
            Place::Location(number) => self.app.location(number),
            _ => id::encode("loc", id::uuid_v7(1_700_000_000_000, 0, 99)),
        };
        (self.app.agency(agency), self.app.client(client), location)
    }

    /// The text that is in every row of a place and nowhere else.
    pub fn marker(place: Place) -> String {
        format!("zq{}n", position(place))
    }

    /// The ids of all rows of a place, but those that are of the first place too.
    pub fn rows_of(&self, place: Place) -> Vec<String> {
        let rows = self.rows.borrow();
        let home = position(Place::Location(0));
        let at = |wanted: usize| rows.iter().filter(move |((_, at), _)| *at == wanted).map(|(_, id)| id.clone());
        // Two clients may have the same agency.
        let shared: Vec<String> = at(home).filter(|_| position(place) != home).collect();
        at(position(place)).filter(|id| !shared.contains(id)).collect()
    }

    /// The row of an entity at a place, which is made with all that it points to.
    pub async fn row(&self, entity: &'static EntityDef, place: Place) -> String {
        let place = placed(entity, place);
        let key = (entity.table, position(place));
        if let Some(id) = self.rows.borrow().get(&key) {
            return id.clone();
        }
        let (agency, client, location) = self.ids(place);
        let id = match (entity.name, place) {
            ("Agency", _) => agency,
            ("Client", _) => client,
            ("Location", Place::Location(_)) => location,
            ("Location", _) => self.insert(entity, place, Map::new(), Some(location)).await,
            ("Change", _) => self.change_of(&client).await,
            _ => self.insert(entity, place, Map::new(), None).await,
        };
        self.rows.borrow_mut().insert(key, id.clone());
        id
    }

    /// Inserts a row of a place past the API, with `members` over what it would hold.
    pub async fn insert(
        &self,
        entity: &'static EntityDef,
        place: Place,
        members: Map<String, Json>,
        id: Option<String>,
    ) -> String {
        let mut all = Box::pin(self.members(entity, place, &|_| true, &mut vec![entity.name])).await;
        all.extend(members);
        let id =
            id.unwrap_or_else(|| id::encode(entity.prefix, id::uuid_v7(1_700_000_000_000, 1, self.count() as u64)));
        self.app.run_write(vec![self.app.insert_statement(entity, &Json::Object(all), &id)]).await;
        id
    }

    async fn change_of(&self, client: &str) -> String {
        let contact = domain::entity("Contact").expect("contacts");
        let place = PLACES.into_iter().find(|place| self.ids(*place).1 == client).expect("a place of the client");
        let id = Box::pin(self.row(contact, place)).await;
        let rows = self.app.query("SELECT id FROM changes WHERE entity_id = ?1", vec![Value::from(id)]).await;
        let number = rows.first().and_then(|row| row.first()).and_then(Value::as_integer).unwrap_or_default();
        format!("chg_{number}")
    }

    /// The body of a request about a row of a place.
    pub async fn body(&self, entity: &'static EntityDef, place: Place, access: &[FieldAccess]) -> Map<String, Json> {
        let wanted = |field: &FieldDef| access.contains(&field.access);
        Box::pin(self.members(entity, place, &wanted, &mut vec![entity.name])).await
    }

    async fn members(
        &self,
        entity: &'static EntityDef,
        place: Place,
        wanted: &dyn Fn(&FieldDef) -> bool,
        above: &mut Vec<&'static str>,
    ) -> Map<String, Json> {
        let (agency, client, location) = self.ids(place);
        let mut members = Map::new();
        for field in entity.declared.iter().filter(|field| field.generated.is_none() && wanted(field)) {
            let value = match (field.name, field.kind.references().and_then(|target| domain::entity(target.name))) {
                ("id", _) => continue,
                (_, Some(target)) if target.name == "Agency" => json!(agency),
                (_, Some(target)) if target.name == "Client" => json!(client),
                (_, Some(target)) if target.name == "Location" => json!(location),
                (_, Some(target)) if above.contains(&target.name) => continue,
                (_, Some(target)) => json!(Box::pin(self.nested(target, place, above)).await),
                ("agency_id", None) => json!(agency),
                ("client_id", None) => json!(client),
                _ if field.required && field.default.is_none() || field.name == entity.title => {
                    self.sample(field, place)
                }
                _ => continue,
            };
            members.insert(field.name.to_owned(), value);
        }
        members
    }

    async fn nested(&self, target: &'static EntityDef, place: Place, above: &mut Vec<&'static str>) -> String {
        let place = placed(target, place);
        if let Some(id) = self.rows.borrow().get(&(target.table, position(place))) {
            return id.clone();
        }
        above.push(target.name);
        let members = Box::pin(self.members(target, place, &|_| true, above)).await;
        above.pop();
        let id = id::encode(target.prefix, id::uuid_v7(1_700_000_000_000, 1, self.count() as u64));
        self.app.run_write(vec![self.app.insert_statement(target, &Json::Object(members), &id)]).await;
        self.rows.borrow_mut().insert((target.table, position(place)), id.clone());
        id
    }

    fn count(&self) -> usize {
        self.counter.set(self.counter.get() + 1);
        self.counter.get()
    }

    /// A value that a field takes, with the marker of the place where it is text.
    fn sample(&self, field: &FieldDef, place: Place) -> Json {
        let (marker, number) = (Self::marker(place), self.count());
        let text = format!("{marker}{number}");
        match field.kind.name() {
            "email" => json!(format!("{text}@example.com")),
            "phone" => json!(format!("+4930{:07}", 1_000_000 + number)),
            "url" => json!(format!("https://example.com/{text}")),
            // Different ones, because some must be unique.
            "integer" => {
                let (schema, number) =
                    (entity::json::read(&field.kind.schema()).unwrap_or_default(), i64::try_from(number).unwrap_or(1));
                let (least, most) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
                json!(number.clamp(least.unwrap_or(0), most.unwrap_or(i64::MAX)))
            }
            "duration" => json!(5),
            "decimal" | "money" | "percent" => json!("1"),
            "boolean" => json!(true),
            "date" => json!("2026-01-05"),
            "timestamp" => json!("2026-01-05T10:00:00Z"),
            "time_zone" => json!("Europe/Berlin"),
            "choice" => json!(field.kind.choices()[0]),
            "choice_list" | "text_list" | "questions" | "minutes_before" => json!([]),
            "json" | "address" | "custom_values" => json!({}),
            "geo_point" => json!({"latitude": "1", "longitude": "1"}),
            "currency" => json!("EUR"),
            "language" => json!("en"),
            "record_id" => json!(id::encode("ctc", id::uuid_v7(1, 0, number as u64))),
            "file" => json!(id::encode("fil", id::uuid_v7(1, 0, number as u64))),
            _ => json!(text),
        }
    }

    /// How many writes the change log knows of.
    pub async fn writes(&self) -> Value {
        self.app.query("SELECT coalesce(max(id), 0) FROM changes", Vec::new()).await.remove(0).remove(0)
    }

    /// Every row of every table, as text.
    pub async fn dump(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for entity in entities() {
            let names: Vec<&str> = entity.fields().map(|field| field.name).collect();
            let sql = format!("SELECT json_array({}) FROM {} ORDER BY id", names.join(", "), entity.table);
            let statement = store::Statement::new(sql, Vec::new());
            let batch = Batch { mode: Mode::Read, statements: vec![statement] };
            let results = self.app.databases.inner().run(&self.app.database, batch).await.expect("a dump");
            for row in results.into_iter().flat_map(|set| set.rows) {
                lines.push(format!("{} {}", entity.table, row.first().and_then(Value::as_text).unwrap_or_default()));
            }
        }
        lines
    }

    /// Whether rows of an entity are written through the generic resource.
    pub fn generic(entity: &EntityDef) -> bool {
        entity.writes == Writes::Generic
    }
}
