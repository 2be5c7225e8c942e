//! Every list that can be asked for is served by an index, and reads no more when there are more rows.

use api_tests::{MODULES, entities};
use entity::custom::CustomKind;
use entity::{CustomShape, EntityDef, Filter, Home, Operator, Shape, Storage, Value, Writes};
use serde_json::json;
use store::sql::{Access, Cursor, Direction, List, Order, Reach, Rule, custom_index, custom_index_name, row_by_id};
use store::{Batch, Mode, Statement, Transport};
use testkit::{Place, TestApp};

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
