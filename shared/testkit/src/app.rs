//! The installation and how tests speak to it.

use std::cell::RefCell;
use std::rc::Rc;

use api::{Body, Caller, Ed25519, Host, Memory, Module, Request, Settings, seal, token};
use domain::identity::roles;
use entity::{EntityDef, Home, Value};
use serde_json::{Value as Json, json};
use store::embedded::{EmbeddedOptions, EmbeddedTransport};
use store::{Batch, DatabaseName, Mode, ResultSet, Statement, Transport, migrate};
use tempfile::TempDir;

use crate::people::{Person, Place, agency_of, caller_at, client_of, fixed_id};
use crate::{Bookings, CountingTransport, FakeClock, FakeOutbound, SeededRandom};

/// The tenant that every installation has.
const TENANT: &str = "ten_0000000000000000000000test";

/// What lets the host's clock in.
const TICK_SECRET: &str = "tick-tock-tick-tock";

/// An installation: one platform database, one tenant with two agencies, three clients and three locations.
pub struct TestApp {
    modules: Vec<&'static Module>,
    /// The host of every module.
    pub host: Host,
    /// The way to the databases, which counts.
    pub databases: Rc<CountingTransport<EmbeddedTransport>>,
    /// The time.
    pub clock: Rc<FakeClock>,
    /// Repeatable randomness, for tests that need some.
    pub random: Rc<SeededRandom>,
    /// The outside world.
    pub outbound: Rc<FakeOutbound>,
    /// Every line of the log.
    pub log: Rc<RefCell<Vec<String>>>,
    /// The tenant's database.
    pub database: DatabaseName,
    _folder: TempDir,
}

/// What came back.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
    /// Round trips that the answer took.
    pub round_trips: usize,
    /// Rows that the database looked at.
    pub rows_read: u64,
}

impl Reply {
    /// The body as JSON; null when it is not JSON.
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or(Json::Null)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The same reply, if its status is this one; otherwise the test ends with what came back instead.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// The pointers of `errors`, in order.
    pub fn pointers(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["pointer"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl TestApp {
    /// An installation that serves these modules.
    pub async fn new(modules: &[&'static Module]) -> Self {
        Self::seeded(modules, 1).await
    }

    /// The same with another seed of randomness.
    pub async fn seeded(modules: &[&'static Module], seed: u64) -> Self {
        let app = TestApp::empty(modules, seed);
        app.make_databases().await;
        app
    }

    /// The same with a tenant's database that has no more migrations than these, as an older version has made it.
    pub async fn behind(modules: &[&'static Module], version: usize) -> Self {
        let app = TestApp::empty(modules, 1);
        let (transport, migrations) = (app.host.databases.as_ref(), migrate::migrations(Home::Tenant));
        let before = migrations.get(..version).expect("that many migrations");
        transport.create(&app.database).await.expect("a database");
        migrate::migrate(transport, &app.database, before, app.host.clock.now_ms()).await.expect("a schema");
        app.make_databases().await;
        app
    }

    fn empty(modules: &[&'static Module], seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let embedded = EmbeddedTransport::new(EmbeddedOptions::new(folder.path())).expect("a folder for databases");
        let databases = Rc::new(CountingTransport::new(embedded));
        let clock = Rc::new(FakeClock::new());
        let random = Rc::new(SeededRandom::new(seed));
        let outbound = Rc::new(FakeOutbound::default());
        let log = Rc::new(RefCell::new(Vec::new()));
        let (signing, public) = token::new_key("test", [7; 32]).expect("a key pair");
        let settings = Settings::new([
            (token::SIGNING_KEY.to_owned(), signing),
            (token::PUBLIC_KEYS.to_owned(), json!({"test": public}).to_string()),
            (seal::SEALING_KEYS.to_owned(), seal::new_key("test", [9; 32])),
            ("PORTICO_TICK_SECRET".to_owned(), TICK_SECRET.to_owned()),
        ]);
        let lines = log.clone();
        let host = Host {
            databases: databases.clone(),
            clock: clock.clone(),
            random: random.clone(),
            outbound: outbound.clone(),
            signatures: Rc::new(Ed25519),
            settings: Rc::new(settings),
            memory: Rc::new(Memory::default()),
            log: Rc::new(move |line: &str| lines.borrow_mut().push(line.to_owned())),
        };
        let database = DatabaseName::tenant(TENANT).expect("a name that fits");
        TestApp { modules: modules.to_vec(), host, databases, clock, random, outbound, log, database, _folder: folder }
    }

    async fn make_databases(&self) {
        let now = self.host.clock.now_ms();
        let transport = self.host.databases.as_ref();
        let entities: Vec<&'static EntityDef> = domain::entities().collect();
        for (database, home) in [(&DatabaseName::platform(), Home::Platform), (&self.database, Home::Tenant)] {
            migrate::create(transport, database, home, &entities, now).await.expect("a database");
        }
        migrate::publish(transport, &entities).await.expect("the migrations and the schema");
        for number in 0..2 {
            self.insert("Agency", json!({"name": format!("Agency {number}")}), &fixed_id("agc", number)).await;
        }
        for number in 0..3 {
            let members = json!({"name": format!("Client {number}"), "agency_id": fixed_id("agc", agency_of(number))});
            self.insert("Client", members, &fixed_id("cli", number)).await;
        }
        for number in 0..3 {
            let client = fixed_id("cli", client_of(number));
            let members = json!({"name": format!("Location {number}"), "client_id": client});
            self.insert("Location", members, &fixed_id("loc", number)).await;
        }
        self.databases.take_round_trips();
        self.databases.take_rows_read();
    }

    /// Inserts a row past the API: defaults are filled in, nothing is guarded.
    pub async fn insert(&self, entity: &str, members: Json, id: &str) {
        let entity = domain::entity(entity).expect("an entity of the domain");
        self.run_write(vec![self.insert_statement(entity, &members, id)]).await;
    }

    /// The statement of [`TestApp::insert`], for many at once.
    pub fn insert_statement(&self, entity: &'static EntityDef, members: &Json, id: &str) -> Statement {
        let now = self.host.clock.now_ms();
        let mut cells: Vec<(&str, Value)> = Vec::new();
        for field in entity.fields().filter(|field| field.generated.is_none()) {
            let given = members.get(field.name).filter(|value| !value.is_null()).cloned();
            let default = field.default.and_then(|default| serde_json::from_str(default).ok());
            let cell = match field.name {
                "id" => Value::from(id),
                "created_at" | "updated_at" => now.into(),
                "version" => 1_i64.into(),
                _ => match given.or(default) {
                    Some(json) => {
                        field.kind.parse(&json).unwrap_or_else(|invalid| panic!("{}: {invalid:?}", field.name))
                    }
                    None => continue,
                },
            };
            cells.push((field.name, cell));
        }
        store::sql::insert(entity.table, &cells, &[])
    }

    /// Runs statements on the tenant's database as one transaction, past the API.
    pub async fn run_write(&self, statements: Vec<Statement>) -> Vec<ResultSet> {
        let batch = Batch { mode: Mode::Write, statements };
        self.databases.inner().run(&self.database, batch).await.expect("statements of the test")
    }

    /// Reads the tenant's database past the API.
    pub async fn query(&self, sql: &str, args: Vec<Value>) -> Vec<Vec<Value>> {
        let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, args)] };
        let results = self.databases.inner().run(&self.database, batch).await.expect("a query of the test");
        results.into_iter().flat_map(|set| set.rows).collect()
    }

    /// The id of a client.
    pub fn client(&self, number: usize) -> String {
        fixed_id("cli", number)
    }

    /// The id of an agency.
    pub fn agency(&self, number: usize) -> String {
        fixed_id("agc", number)
    }

    /// The id of a location.
    pub fn location(&self, number: usize) -> String {
        fixed_id("loc", number)
    }

    /// Somebody with a system role at a place, without a row among the users.
    pub fn person(&self, role: &str, place: Place) -> Person {
        let system = roles::SYSTEM_ROLES.iter().find(|system| system.name == role);
        let grants = system.unwrap_or_else(|| panic!("no role {role}")).grants();
        let user = fixed_id("usr", role.len() * 100 + role.bytes().map(usize::from).sum::<usize>());
        let caller = caller_at(&self.database, TENANT, user, place, grants);
        Person { role: role.to_owned(), place, caller }
    }

    /// The administrator of the tenant.
    pub fn admin(&self) -> Person {
        self.person("ADMIN", Place::Tenant)
    }

    /// The administrator of client 0.
    pub fn client_admin(&self) -> Person {
        self.person("CLIENT_ADMIN", Place::Client(0))
    }

    /// A token for a caller, valid for ten minutes of the test's clock.
    pub fn token(&self, caller: &Caller) -> String {
        let expires_at_ms = self.host.clock.now_ms() + 600_000;
        token::sign(&self.host, &Caller { expires_at_ms, ..caller.clone() }).expect("a signing key")
    }

    /// Sends a request as somebody.
    pub async fn send(&self, person: &Person, method: &str, path: &str, body: Option<Json>) -> Reply {
        let mut request = self.request(method, path, body);
        request.headers.push(("authorization".to_owned(), format!("Bearer {}", self.token(&person.caller))));
        self.respond(request).await
    }

    /// `GET` as somebody.
    pub async fn get(&self, person: &Person, path: &str) -> Reply {
        self.send(person, "GET", path, None).await
    }

    /// `POST` as somebody.
    pub async fn post(&self, person: &Person, path: &str, body: Json) -> Reply {
        self.send(person, "POST", path, Some(body)).await
    }

    /// `PATCH` as somebody.
    pub async fn patch(&self, person: &Person, path: &str, body: Json) -> Reply {
        self.send(person, "PATCH", path, Some(body)).await
    }

    /// The clock comes by at a path, with this tenant among those that it visits.
    ///
    /// # Panics
    ///
    /// When it is not let in.
    pub async fn tick(&self, path: &str) -> Json {
        self.clock.advance_ms(1);
        let sql = "INSERT OR IGNORE INTO tenants (id, name, slug, status, created_at, updated_at, version) VALUES \
                   (?1, 'T', 't', 'ACTIVE', 0, 0, 1)";
        let statements = vec![Statement::new(sql, vec![self.database.as_str().into()])];
        let batch = Batch { mode: Mode::Write, statements };
        self.host.databases.run(&DatabaseName::platform(), batch).await.expect("a tenant");
        let mut request = self.request("POST", path, Some(serde_json::json!({})));
        request.headers.push(("authorization".to_owned(), format!("Bearer {TICK_SECRET}")));
        self.respond(request).await.expect(200).json()
    }

    /// The bookings that somebody sees, for whoever judges them.
    pub async fn bookings(&self, person: &Person) -> Bookings {
        let mut lists = [const { Vec::new() }; 4];
        for (list, resource) in lists.iter_mut().zip(Bookings::LISTS) {
            let first = format!("/api/{resource}?limit=200");
            let mut path = first.clone();
            loop {
                let page = self.get(person, &path).await.expect(200).json();
                list.extend(page["data"].as_array().cloned().unwrap_or_default());
                let Some(next) = page["next_cursor"].as_str() else { break };
                path = format!("{first}&cursor={next}");
            }
        }
        Bookings::new(lists)
    }

    /// A request of nobody.
    pub fn request(&self, method: &str, path: &str, body: Option<Json>) -> Request {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut headers = vec![("user-agent".to_owned(), "testkit".to_owned())];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.map(|body| body.to_string().into_bytes()).unwrap_or_default(),
            address: Some("192.0.2.1".to_owned()),
        }
    }

    /// Sends a request as it is.
    pub async fn respond(&self, request: Request) -> Reply {
        self.databases.take_round_trips();
        self.databases.take_rows_read();
        let module = Module::serving(&self.modules, &request.path).or(self.modules.first().copied());
        let response = module.expect("a module").respond(&self.host, request).await;
        let body = match response.body {
            Body::Bytes(bytes) => bytes,
            Body::Stream(mut chunks) => {
                let mut whole = Vec::new();
                while let Some(chunk) = chunks.next().await {
                    whole.extend(chunk.expect("a stream that is not broken off"));
                }
                whole
            }
        };
        Reply {
            status: response.status,
            headers: response.headers,
            body,
            round_trips: self.databases.take_round_trips(),
            rows_read: self.databases.take_rows_read(),
        }
    }
}
