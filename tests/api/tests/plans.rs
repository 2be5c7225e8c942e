//! Every list that can be asked for is served by an index, and reads no more when there are more rows.

use api_tests::{MODULES, create, entities};
use entity::custom::CustomKind;
use entity::permission::{Grant, Grants, Scope};
use entity::{CustomShape, EntityDef, Filter, Home, Operator, Shape, Storage, Value, Writes};
use serde_json::{Value as Json, json};
use store::sql::{Access, Cursor, Direction, List, Order, Reach, Rule, custom_index, custom_index_name, row_by_id};
use store::{Batch, Mode, Statement, Transport};
use testkit::{Person, Place, TestApp};

/// What SQLite says it will do.
async fn plan(app: &TestApp, statement: &Statement) -> Vec<String> {
    let explain = Statement::new(format!("EXPLAIN QUERY PLAN {}", statement.sql), statement.args.clone());
    let batch = Batch { mode: Mode::Read, statements: vec![explain] };
    let results = app.databases.inner().run(&app.database, batch).await.expect("a plan");
    let rows = results.into_iter().flat_map(|set| set.rows);
    rows.filter_map(|row| row.last().and_then(Value::as_text).map(str::to_owned)).collect()
}

/// Steps that look at a whole table that grows.
fn scans<'s>(entity: &EntityDef, steps: &'s [String]) -> Vec<&'s String> {
    // A log is numbered by its rows: walking it from its end, as far as the page needs, is `SCAN` to SQLite.
    let numbered = entity.field("id").is_some_and(|id| id.kind.storage() == Storage::Integer);
    if numbered && !steps.iter().any(|step| step.contains("TEMP B-TREE")) {
        return Vec::new();
    }
    let grows = |name: &str| entities().iter().any(|entity| entity.table == name && entity.grows);
    let aliases = ["t", "i"];
    let scanned = |step: &&String| {
        let Some(rest) = step.strip_prefix("SCAN ") else { return false };
        let name = rest.split(' ').next().unwrap_or_default();
        // A walk along the primary key in the order asked for stops when the page is full.
        (grows(name) || aliases.contains(&name))
            && !(rest.contains(" USING ") && rest.contains("INDEX"))
            && !rest.contains("VIRTUAL TABLE")
    };
    steps.iter().filter(scanned).collect()
}

fn accesses() -> Vec<(&'static str, Access)> {
    let of = |reach: Reach| Access { rules: vec![Rule { reach, condition: None }], shared_too: true, author: None };
    let (client, location, user, agency) =
        ("cli_x".to_owned(), "loc_x".to_owned(), "usr_x".to_owned(), "agc_x".to_owned());
    vec![
        ("all", of(Reach::All)),
        ("agency", of(Reach::Agency(agency.clone()))),
        ("client", of(Reach::Client(client.clone()))),
        ("location", of(Reach::Location { client: client.clone(), location })),
        ("own", of(Reach::Own { user, client: Some(client), agency: Some(agency) })),
    ]
}

fn tenant_entities() -> impl Iterator<Item = &'static EntityDef> {
    entities().into_iter().filter(|entity| entity.home == Home::Tenant)
}

fn list<'a>(entity: &'static EntityDef, access: &'a Access, order: &'a [Order]) -> List<'a> {
    List {
        shape: Shape::of(entity),
        access,
        filter: None,
        search: None,
        order,
        cursor: None,
        limit: 51,
        columns: &["id"],
    }
}

#[tokio::test]
async fn no_sort_and_no_filter_scans_a_table_that_grows() {
    let app = TestApp::new(MODULES).await;
    let mut checked = 0;
    for entity in tenant_entities().filter(|entity| entity.grows) {
        // Nobody owns a row that names no owner, and rows that commands write are of no location unless they say so: the
        // condition is a constant, and nothing is read.
        let owned = entity.is_stamped() || !entity.scope.owners.is_empty();
        let located = entity.writes == Writes::Generic || entity.scope.location.is_some();
        let reaches = |scope: &str| (owned || scope != "own") && (located || scope != "location");
        for (scope, access) in accesses().into_iter().filter(|(scope, _)| reaches(scope)) {
            for field in entity.fields() {
                let Some(view) = Shape::of(entity).find(field.name) else { continue };
                let directions = [Direction::Ascending, Direction::Descending];
                for direction in directions.into_iter().filter(|_| Shape::of(entity).sorts_by(&view)) {
                    let order = [Order { field: view.clone(), direction }];
                    let keys = if field.name == "id" { 1 } else { 2 };
                    let cursor = Cursor(vec![Value::from("x"); keys]);
                    for cursor in [None, Some(&cursor)] {
                        let list = List { cursor, ..list(entity, &access, &order) };
                        for statement in list.statements() {
                            let steps = plan(&app, &statement).await;
                            assert!(
                                scans(entity, &steps).is_empty(),
                                "{} by {} for {scope}: {steps:?}",
                                entity.name,
                                field.name
                            );
                            let one_client = matches!(scope, "client" | "location") && access.client().is_some();
                            let sorted = steps.iter().any(|step| step.contains("TEMP B-TREE"));
                            let reference = field.kind.references().is_some();
                            let direct = entity.scope.client == Some("client_id") && entity.scope.location.is_none();
                            if field.indexed && !reference && one_client && direct {
                                assert!(
                                    !sorted,
                                    "{} by {} is sorted: {steps:?}\n{}",
                                    entity.name, field.name, statement.sql
                                );
                            }
                            checked += 1;
                        }
                    }
                }
                for operator in field.kind.operators() {
                    let value = match operator {
                        Operator::IsNull => json!(true),
                        Operator::In => json!([]),
                        _ => json!("x"),
                    };
                    let document = json!({"field": field.name, "op": operator.name(), "value": value});
                    let Ok(filter) = Filter::parse(&document, &Shape::of(entity)) else { continue };
                    for statement in (List { filter: Some(&filter), ..list(entity, &access, &[]) }).statements() {
                        let steps = plan(&app, &statement).await;
                        assert!(
                            scans(entity, &steps).is_empty(),
                            "{}.{} {}: {steps:?}",
                            entity.name,
                            field.name,
                            operator.name()
                        );
                        checked += 1;
                    }
                }
            }
            let by_id = row_by_id(entity, &Value::from("x"), &access, &["id"]);
            let steps = plan(&app, &by_id).await;
            assert!(scans(entity, &steps).is_empty(), "{} by id for {scope}: {steps:?}", entity.name);
        }
    }
    assert!(checked > 1_000, "only {checked} lists were looked at");
}

/// What is granted at a location, or of one's own, is a part of an index: no list walks through the whole client for it.
#[tokio::test]
async fn the_rows_of_a_location_and_of_an_owner_are_found_by_their_index() {
    let app = TestApp::new(MODULES).await;
    let mut checked = 0;
    for entity in tenant_entities().filter(|entity| entity.grows) {
        let owned = entity.is_stamped() || !entity.scope.owners.is_empty();
        let reaches = |scope: &str| match scope {
            "own" => owned,
            "location" => entity.scope.location.is_some(),
            _ => false,
        };
        for (scope, access) in accesses().into_iter().filter(|(scope, _)| reaches(scope)) {
            let cursor = Cursor(vec![Value::from("x")]);
            for cursor in [None, Some(&cursor)] {
                for statement in (List { cursor, ..list(entity, &access, &[]) }).statements() {
                    let steps = plan(&app, &statement).await;
                    let walks = |step: &&String| step.contains("(client_id=?") || step.starts_with("SCAN ");
                    let walked: Vec<_> = steps.iter().filter(walks).collect();
                    assert!(walked.is_empty(), "{} for {scope}: {walked:?}\n{}", entity.name, statement.sql);
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 100, "only {checked} lists were looked at");
}

/// The names of the relations of an entity: references without their `_id`, and the tables of rows that point here.
fn relations(entity: &EntityDef) -> Vec<(&'static str, &'static EntityDef)> {
    let parents = entity.fields().filter_map(|field| {
        let target = domain::entity(field.kind.references()?.name)?;
        Some((field.name.strip_suffix("_id").unwrap_or(field.name), target))
    });
    let children = tenant_entities().filter(|child| {
        child.fields().any(|field| field.kind.references().is_some_and(|target| target.name == entity.name))
    });
    parents.chain(children.map(|child| (child.table, child))).collect()
}

#[tokio::test]
async fn no_relation_that_is_included_and_no_count_scans_a_table_that_grows() {
    let app = TestApp::new(MODULES).await;
    let people = [
        app.admin(),
        app.person("AGENCY_ADMIN", Place::Agency(0)),
        app.client_admin(),
        app.person("STAFF", Place::Location(0)),
    ];
    let mut checked = 0;
    for entity in tenant_entities() {
        let mut includes = Vec::new();
        for (first, target) in relations(entity) {
            includes.push(first.to_owned());
            includes.extend(relations(target).into_iter().map(|(second, _)| format!("{first}.{second}")));
        }
        for (person, include) in people.iter().flat_map(|person| includes.iter().map(move |include| (person, include)))
        {
            // Not every function knows every relation, and not everybody may see what one leads to.
            let path = format!("/api/{}?count=true&include={include}", entity.resource);
            if app.get(person, &path).await.status != 200 {
                continue;
            }
            for statement in app.databases.last_batch().expect("a batch").statements {
                // Whoever reaches every row counts every row.
                if person.place == Place::Tenant && statement.sql.starts_with("SELECT count(*)") {
                    continue;
                }
                let steps = plan(&app, &statement).await;
                let scanned = scans(entity, &steps);
                assert!(scanned.is_empty(), "{} for {}: {scanned:?}\n{}", path, person.role, statement.sql);
                checked += 1;
            }
        }
    }
    assert!(checked > 1_000, "only {checked} statements were looked at");
}

#[tokio::test]
async fn a_page_reads_the_same_rows_however_many_there_are() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    let contact = domain::entity("Contact").expect("contacts");
    let mut made = 0;
    let mut measured: Vec<Vec<(String, u64)>> = Vec::new();
    for size in [1_000, 8_000] {
        let mut statements = Vec::new();
        while made < size {
            let members = json!({
                "client_id": app.client(made % 2), "first_name": "Ann", "last_name": format!("L{:05}", made * 7919 % 100_000),
                "email": format!("a{made}@example.com"), "lead_score": made % 100,
            });
            let id = entity::id::encode("ctc", entity::id::uuid_v7(1_700_000_000_000 + made as i64, 0, made as u64));
            statements.push(app.insert_statement(contact, &members, &id));
            made += 1;
        }
        for chunk in statements.chunks(500) {
            app.run_write(chunk.to_vec()).await;
        }
        let mut figures = Vec::new();
        for query in [
            "",
            "sort=last_name",
            "sort=-last_name",
            "sort=-created_at",
            "sort=lead_score",
            "lead_score.gte=50&sort=lead_score",
            "last_name.starts_with=L&sort=last_name",
            "q=ann",
            "q=exampl",
            "q=ann%20exampl",
            "include=client,notes,company.contacts",
        ] {
            let first = app.get(&me, &format!("/api/contacts?{query}")).await.expect(200);
            assert_eq!(first.json()["data"].as_array().map(Vec::len), Some(50));
            figures.push((query.to_owned(), first.rows_read));
            let cursor = first.json()["next_cursor"].as_str().unwrap_or_default().to_owned();
            let second = app.get(&me, &format!("/api/contacts?{query}&cursor={cursor}")).await.expect(200);
            figures.push((format!("{query} (second page)"), second.rows_read));
        }
        let agency = app.person("AGENCY_ADMIN", Place::Agency(0));
        let all = app.get(&agency, "/api/contacts?sort=last_name").await.expect(200);
        figures.push(("all clients of an agency".to_owned(), all.rows_read));
        measured.push(figures);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        assert!(few.1 > 0, "{} was not measured", few.0);
        assert_eq!(few.1, many.1, "{} reads {} rows of 1,000 and {} of 8,000", few.0, few.1, many.1);
    }
}

/// Somebody who reads with these scopes and no more.
fn reader(app: &TestApp, place: Place, scopes: &[Scope]) -> Person {
    let mut person = app.person("STAFF", place);
    person.caller.id = ME.to_owned();
    person.caller.grants = Grants(scopes.iter().map(|scope| Grant::new("*", &["read"], *scope)).collect());
    person
}

const ME: &str = "usr_01hf7yat00e008000000000099";
const SOMEBODY: &str = "usr_01hf7yat00e008000000000098";
/// The rows in the scopes that are measured.
const MINE: usize = 60;
/// The kinds of rows that are measured.
const MEASURED: [(&str, &str); 4] =
    [("contacts", "Contact"), ("notes", "Note"), ("activities", "Activity"), ("appointments", "Appointment")];

/// Everybody's rows from this number on: the first of them mine, all later ones somebody else's.
async fn insert_rows(app: &TestApp, numbers: std::ops::Range<usize>) {
    let mut statements = Vec::new();
    for number in numbers {
        // Somebody else is at another location of my client, at none, at another client, and at one of another agency.
        let (client, location, user) = match number % 4 {
            _ if number < MINE => (0, Some(0), ME),
            0 => (0, Some(1), SOMEBODY),
            1 => (0, None, SOMEBODY),
            2 => (1, Some(2), SOMEBODY),
            _ => (2, None, SOMEBODY),
        };
        let id = |prefix: &str, number: usize| {
            entity::id::encode(prefix, entity::id::uuid_v7(1_800_000_000_000 + number as i64, 0, number as u64))
        };
        let of_contact = json!({
            "client_id": app.client(client), "contact_id": id("ctc", number), "created_by": user,
            "performed_by_id": user, "content": "N", "activity_type": "CALL_OUTBOUND", "subject": "A",
        });
        let contact = json!({
            "client_id": app.client(client), "location_id": location.map(|location| app.location(location)),
            "owner_id": user, "last_name": "L",
        });
        let appointment = json!({
            "client_id": app.client(client), "location_id": location.map(|location| app.location(location)),
            "service_id": id("svc", client), "staff_id": id("stf", if user == ME { 9 } else { client }),
            "start_time": "2030-01-01T10:00:00Z", "end_time": "2030-01-01T11:00:00Z", "time_zone": "Europe/Vienna",
            "language": "en", "ics_uid": "u",
        });
        for ((_, name), members) in MEASURED.iter().zip([&contact, &of_contact, &of_contact, &appointment]) {
            let entity = domain::entity(name).expect("an entity");
            statements.push(app.insert_statement(entity, members, &id(entity.prefix, number)));
        }
        if number < 3 {
            let service = json!({"client_id": app.client(number), "name": "S", "duration_minutes": 60});
            app.insert("Service", service, &id("svc", number)).await;
            let staff = json!({"client_id": app.client(number), "name": "S", "user_id": SOMEBODY});
            app.insert("Staff", staff, &id("stf", number)).await;
            if number == 0 {
                let staff = json!({"client_id": app.client(0), "name": "M", "user_id": ME});
                app.insert("Staff", staff, &id("stf", 9)).await;
            }
        }
    }
    for chunk in statements.chunks(500) {
        app.run_write(chunk.to_vec()).await;
    }
}

#[tokio::test]
async fn whatever_a_scope_is_a_page_of_it_reads_the_same_rows_however_many_others_have() {
    let app = TestApp::new(MODULES).await;
    let role = "rol_01hf7yat00e008000000000099";
    app.insert("Role", json!({"name": "R", "label": "R", "level": "CLIENT"}), role).await;
    for (number, user) in [ME, SOMEBODY].into_iter().enumerate() {
        app.insert("User", json!({"email": format!("u{number}@example.com"), "name": "U", "role_id": role}), user)
            .await;
    }
    let scopes = [
        ("all", Place::Tenant, &[Scope::All][..]),
        ("an agency", Place::Agency(0), &[Scope::Agency]),
        ("a client", Place::Client(0), &[Scope::Client]),
        ("a location", Place::Location(0), &[Scope::Location]),
        ("one's own at a client", Place::Client(0), &[Scope::Own]),
        ("one's own in an agency", Place::Agency(0), &[Scope::Own]),
        ("a location and one's own", Place::Location(0), &[Scope::Location, Scope::Own]),
    ];
    let mut made = 0;
    let mut measured: Vec<Vec<(String, u64)>> = Vec::new();
    for size in [600, 4_000] {
        insert_rows(&app, made..size).await;
        made = size;
        let mut figures = Vec::new();
        for (scope, place, granted) in &scopes {
            let me = reader(&app, *place, granted);
            for (resource, _) in MEASURED {
                let first = app.get(&me, &format!("/api/{resource}?fields=id")).await.expect(200);
                let rows = first.json()["data"].as_array().map(Vec::len);
                assert_eq!(rows, Some(50), "{resource} of {scope}");
                figures.push((format!("{resource} of {scope}"), first.rows_read));
                let cursor = first.json()["next_cursor"].as_str().unwrap_or_default().to_owned();
                let second = app.get(&me, &format!("/api/{resource}?fields=id&cursor={cursor}")).await.expect(200);
                figures.push((format!("{resource} of {scope} (second page)"), second.rows_read));
                if granted.contains(&Scope::Own) || granted.contains(&Scope::Location) {
                    let rows = second.json()["data"].as_array().map(Vec::len);
                    assert_eq!(rows, Some(MINE - 50), "{resource} of {scope}");
                }
            }
        }
        measured.push(figures);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        assert!(few.1 > 0, "{} were not measured", few.0);
        assert_eq!(few.1, many.1, "{} reads {} rows of 600 and {} of 4,000", few.0, few.1, many.1);
    }
}

/// A row that is where another one is stays found by the location, wherever that one goes.
#[tokio::test]
async fn a_note_is_found_at_the_location_of_its_contact() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    let mut contacts = Vec::new();
    for location in [Some(0), None] {
        let location = location.map(|location| app.location(location));
        let body = json!({"client_id": app.client(0), "last_name": "L", "location_id": location});
        contacts.push(create(&app, &me, "contacts", body).await["id"].clone());
    }
    let note = json!({"client_id": app.client(0), "contact_id": contacts[0], "content": "N"});
    let note = create(&app, &me, "notes", note).await["id"].as_str().map(str::to_owned).expect("an id");
    let found = async |location: usize| {
        let person = reader(&app, Place::Location(location), &[Scope::Location]);
        let list = app.get(&person, "/api/notes").await.expect(200).json();
        list["data"].as_array().map(Vec::len)
    };
    let moved = async |path: &str, body: Json| {
        app.patch(&me, path, body).await.expect(200);
    };
    let (here, nowhere) = (format!("/api/contacts/{}", contacts[0].as_str().unwrap_or_default()), &contacts[1]);
    let note = format!("/api/notes/{note}");
    assert_eq!((found(0).await, found(1).await), (Some(1), Some(0)));
    moved(&here, json!({"location_id": app.location(1)})).await;
    assert_eq!((found(0).await, found(1).await), (Some(0), Some(1)));
    moved(&note, json!({"contact_id": nowhere})).await;
    assert_eq!((found(0).await, found(1).await), (Some(0), Some(0)));
    moved(&note, json!({"contact_id": contacts[0]})).await;
    assert_eq!((found(0).await, found(1).await), (Some(0), Some(1)));
    app.run_write(vec![Statement::new("DELETE FROM locations WHERE id = ?1", vec![app.location(1).into()])]).await;
    assert_eq!(app.query("SELECT count(*) FROM notes WHERE place_id NOT NULL", vec![]).await, [[Value::from(0)]]);
    // Where a row is found is nothing that anybody did to it.
    let log = app.query("SELECT count(*) FROM changes WHERE entity_type = 'Note'", vec![]).await;
    assert_eq!(log, [[Value::from(3)]]);
}

/// A tenant's own field of three types, with and without an index of its own.
#[tokio::test]
async fn a_promoted_field_is_filtered_and_sorted_by_its_index() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    let contact = domain::entity("Contact").expect("contacts");
    let kinds = [("size", CustomKind::Decimal), ("nick", CustomKind::Text), ("rank", CustomKind::Number)];
    let shapes = kinds.map(|(name, kind)| CustomShape { name: name.to_owned(), kind: kind.field_kind() });
    let shape = Shape { entity: contact, custom: &shapes };
    for (name, field_type) in [("size", "DECIMAL"), ("nick", "TEXT"), ("rank", "NUMBER")] {
        let body = json!({"entity_type": "CONTACT", "name": name, "label": name, "field_type": field_type});
        app.post(&app.admin(), "/api/custom-fields", body).await.expect(201);
        let field = shape.find(&format!("custom_fields.{name}")).expect("a field");
        let index = custom_index(contact, &field).expect("an index");
        app.run_write(vec![Statement::new(index, Vec::new())]).await;
    }
    let access = Access {
        rules: vec![Rule { reach: Reach::Client(app.client(0)), condition: None }],
        shared_too: true,
        author: None,
    };
    for name in ["size", "nick", "rank"] {
        let field = shape.find(&format!("custom_fields.{name}")).expect("a field");
        let index = custom_index_name(contact, name);
        let value = if name == "nick" { json!("ann") } else { if name == "rank" { json!(3) } else { json!("3") } };
        let filters = ["eq", "gte"].map(|operator| {
            let document = json!({"field": format!("custom_fields.{name}"), "op": operator, "value": value});
            Filter::parse(&document, &shape).expect("a filter")
        });
        let [equal, from] = &filters;
        let cursor = Cursor(vec![Value::from("3"), Value::from("x")]);
        let mut pages = vec![List { shape, filter: Some(equal), ..list(contact, &access, &[]) }];
        let directions = [Direction::Ascending, Direction::Descending];
        let orders = directions.map(|direction| [Order { field: field.clone(), direction }]);
        for order in &orders {
            for (filter, cursor) in [(None, None), (None, Some(&cursor)), (Some(from), None)] {
                pages.push(List { shape, filter, cursor, ..list(contact, &access, order) });
            }
        }
        for statement in pages.iter().flat_map(List::statements) {
            let steps = plan(&app, &statement).await;
            let served = steps.iter().any(|step| step.contains(&format!("USING INDEX {index} ")));
            let sorted = steps.iter().any(|step| step.contains("TEMP B-TREE"));
            assert!(served && !sorted, "{name}: {steps:?}\n{}", statement.sql);
        }
    }
    let mut made = 0;
    let mut measured: Vec<Vec<u64>> = Vec::new();
    for size in [1_000, 4_000] {
        let mut statements = Vec::new();
        while made < size {
            let custom = json!({"size": format!("{}.5", made % 90), "nick": format!("N{made:05}"), "rank": made % 3});
            let members = json!({"client_id": app.client(0), "last_name": "L", "custom_fields": custom});
            let id = entity::id::encode("ctc", entity::id::uuid_v7(1_700_000_000_000 + made as i64, 0, made as u64));
            statements.push(app.insert_statement(contact, &members, &id));
            made += 1;
        }
        for chunk in statements.chunks(500) {
            app.run_write(chunk.to_vec()).await;
        }
        let mut figures = Vec::new();
        for query in [
            "sort=custom_fields.size",
            "sort=-custom_fields.nick",
            "custom_fields.rank=1",
            "custom_fields.size.gte=40&sort=custom_fields.size",
            "custom_fields.nick.starts_with=n00&sort=custom_fields.nick",
        ] {
            let page = app.get(&me, &format!("/api/contacts?{query}")).await.expect(200);
            assert_eq!(page.json()["data"].as_array().map(Vec::len), Some(50), "{query}");
            // The first request reads the definitions too.
            let again = app.get(&me, &format!("/api/contacts?{query}")).await.expect(200);
            assert!(again.rows_read > 0, "{query} was not measured");
            figures.push(again.rows_read);
        }
        measured.push(figures);
    }
    assert_eq!(measured[0], measured[1]);
}
