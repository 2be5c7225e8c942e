//! What must hold for any filter and any sort, whatever the rows.

use std::collections::BTreeSet;

use api_tests::MODULES;
use entity::custom::CustomKind;
use entity::{CustomShape, Filter, Place, Shape, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};
use store::sql::{Access, List};
use store::{Batch, Mode, Transport};
use testkit::TestApp;

const WORDS: &[&str] =
    &["ann", "Ann", "ANNA", "bob", "Bo", "ärmel", "Ärmel", "z%", "a_b", "'", "\"", "日本", "O'Neil", " x"];

fn contact() -> impl Strategy<Value = Json> {
    let word = || prop::option::of(prop::sample::select(WORDS));
    let date = prop::option::of((1i32..=28, 1i32..=12).prop_map(|(day, month)| format!("1990-{month:02}-{day:02}")));
    let money = prop::option::of((-500i64..500).prop_map(|cents| format!("{}.{:02}", cents / 100, cents.abs() % 100)));
    let tags = prop::collection::vec(prop::sample::select(&["vip", "new", "Old"][..]), 0..3);
    let status = prop::sample::select(&["ACTIVE", "LOST", "CUSTOMER"][..]);
    let custom = (prop::option::of(-30i64..30), word());
    (word(), word(), 0i64..5, date, money, tags, status, custom, any::<bool>()).prop_map(
        |(first, last, score, birthday, value, tags, status, (size, nick), decides)| {
            json!({
                "first_name": first, "last_name": last, "lead_score": score, "birthday": birthday,
                "estimated_value": value, "tags": tags, "status": status, "is_decision_maker": decides,
                "custom_fields": {"size": size.map(|size| format!("{}.{}", size / 10, (size % 10).abs())), "nick": nick},
            })
        },
    )
}

fn shapes() -> [CustomShape; 2] {
    let shape = |name: &str, kind: CustomKind| CustomShape { name: name.to_owned(), kind: kind.field_kind() };
    [shape("size", CustomKind::Decimal), shape("nick", CustomKind::Text)]
}

fn test() -> impl Strategy<Value = Json> {
    let of = |field: &'static str, operators: &'static [&'static str], value: BoxedStrategy<Json>| {
        (prop::sample::select(operators), value)
            .prop_map(move |(op, value)| json!({"field": field, "op": op, "value": value}))
    };
    let compared: &[&str] = &["eq", "ne", "lt", "lte", "gt", "gte"];
    let textual: &[&str] = &["eq", "ne", "lt", "lte", "gt", "gte", "contains", "starts_with"];
    let word = || prop::sample::select(WORDS).prop_map(|word| json!(word.trim())).boxed();
    let number = || (0i64..6).prop_map(|number| json!(number)).boxed();
    let decimal = || (-40i64..40).prop_map(|tenths| json!(format!("{}.{}", tenths / 10, (tenths % 10).abs()))).boxed();
    let date = || (1i32..=28).prop_map(|day| json!(format!("1990-06-{day:02}"))).boxed();
    let nullable = prop::sample::select(
        &["first_name", "birthday", "estimated_value", "custom_fields.nick", "custom_fields.size"][..],
    );
    prop_oneof![
        of("first_name", textual, word()),
        of("last_name", textual, word()),
        of("custom_fields.nick", textual, word()),
        of("lead_score", compared, number()),
        of("estimated_value", compared, decimal()),
        of("custom_fields.size", compared, decimal()),
        of("birthday", compared, date()),
        of("tags", &["has"], prop::sample::select(&["vip", "old", "Old"][..]).prop_map(|tag| json!(tag)).boxed()),
        of("status", &["eq", "ne"], Just(json!("LOST")).boxed()),
        of("is_decision_maker", &["eq", "ne"], any::<bool>().prop_map(|truth| json!(truth)).boxed()),
        (nullable, any::<bool>()).prop_map(|(field, value)| json!({"field": field, "op": "is_null", "value": value})),
        prop::collection::vec(0i64..5, 0..3)
            .prop_map(|values| json!({"field": "lead_score", "op": "in", "value": values})),
    ]
}

fn filter() -> impl Strategy<Value = Json> {
    test().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|parts| json!({"all": parts})),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|parts| json!({"any": parts})),
            inner.prop_map(|part| json!({"not": part})),
        ]
    })
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

fn cases(number: u32) -> TestRunner {
    TestRunner::new(Config { cases: number, failure_persistence: None, max_shrink_iters: 100, ..Config::default() })
}

async fn insert_contacts(app: &TestApp, contacts: &[Json], from: u64) {
    let contact = domain::entity("Contact").expect("contacts");
    let mut statements = Vec::new();
    for (members, number) in contacts.iter().zip(from..) {
        let mut members = members.clone();
        members["client_id"] = app.client(0).into();
        // Absent values of custom fields are absent members.
        if let Some(custom) = members["custom_fields"].as_object_mut() {
            custom.retain(|_, value| !value.is_null());
        }
        let id = entity::id::encode("ctc", entity::id::uuid_v7(1_700_000_000_000, 0, number));
        statements.push(app.insert_statement(contact, &members, &id));
    }
    app.run_write(statements).await;
}

#[test]
fn a_filter_means_the_same_in_sql_and_in_memory() {
    let entity = domain::entity("Contact").expect("contacts");
    let shapes = shapes();
    let shape = Shape { entity, custom: &shapes };
    let contacts = prop::collection::vec(contact(), 1..25);
    let filters = prop::collection::vec(filter(), 1..12);
    let app = block_on(TestApp::new(MODULES));
    let outcome = cases(60).run(&(contacts, filters), |(contacts, filters)| {
        block_on(async {
            app.run_write(vec![store::Statement::new("DELETE FROM contacts", vec![])]).await;
            insert_contacts(&app, &contacts, 0).await;
            let columns: Vec<&str> = entity.fields().map(|field| field.name).collect();
            let rows = app.query(&format!("SELECT {} FROM contacts", columns.join(", ")), vec![]).await;
            for document in &filters {
                let filter = Filter::parse(document, &shape)
                    .map_err(|invalid| TestCaseError::fail(format!("{document}: {invalid:?}")))?;
                let access = Access::everything();
                let list = List {
                    shape,
                    access: &access,
                    filter: Some(&filter),
                    search: None,
                    order: &[],
                    cursor: None,
                    limit: 1_000,
                    columns: &["id"],
                };
                let batch = Batch { mode: Mode::Read, statements: list.statements() };
                let results = app
                    .databases
                    .inner()
                    .run(&app.database, batch)
                    .await
                    .map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
                let by_sql: BTreeSet<String> = results
                    .iter()
                    .flat_map(|set| &set.rows)
                    .filter_map(|row| row[0].as_text().map(str::to_owned))
                    .collect();
                let in_memory: BTreeSet<String> = rows
                    .iter()
                    .filter(|row| filter.matches(&|place| cell(&columns, row, place)))
                    .filter_map(|row| row[0].as_text().map(str::to_owned))
                    .collect();
                prop_assert_eq!(by_sql, in_memory, "{}", document);
            }
            Ok(())
        })
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

fn cell(columns: &[&str], row: &[Value], place: &Place) -> Value {
    let column = |name: &str| {
        columns.iter().position(|column| *column == name).map(|position| row[position].clone()).unwrap_or(Value::Null)
    };
    match place {
        Place::Column(name) => column(name),
        Place::Custom(name) => {
            let document: Json =
                column("custom_fields").as_text().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
            match &document[name] {
                Json::String(text) => Value::Text(text.clone()),
                Json::Number(number) => number.as_i64().map_or(Value::Null, Value::Integer),
                Json::Bool(truth) => (*truth).into(),
                _ => Value::Null,
            }
        }
    }
}

#[test]
fn paging_loses_and_repeats_nothing_while_rows_change() {
    let app = block_on(TestApp::new(MODULES));
    let me = app.client_admin();
    const KEYS: &[&str] = &["id", "last_name", "first_name", "lead_score", "birthday", "estimated_value", "created_at"];
    let sorts = prop::collection::vec((prop::sample::select(KEYS), any::<bool>()), 1..3);
    let contacts = prop::collection::vec(contact(), 1..40);
    let outcome = cases(30).run(&(contacts, sorts, 1u32..9, any::<u64>()), |(contacts, sorts, limit, seed)| {
        block_on(async {
            let mut sort: Vec<String> = Vec::new();
            for (key, descending) in &sorts {
                if sort.iter().all(|earlier| earlier.trim_start_matches('-') != *key) {
                    sort.push(format!("{}{key}", if *descending { "-" } else { "" }));
                }
            }
            let sort = sort.join(",");
            app.run_write(vec![store::Statement::new("DELETE FROM contacts", vec![])]).await;
            insert_contacts(&app, &contacts, 0).await;
            let stays: BTreeSet<String> = ids(&app, "").await;
            let whole = app.get(&me, &format!("/api/contacts?sort={sort}&limit=200")).await;
            let expected = listed(&whole.json());

            let mut seen = Vec::new();
            let mut cursor = String::new();
            for page in 0u64.. {
                let reply = app.get(&me, &format!("/api/contacts?sort={sort}&limit={limit}{cursor}")).await;
                prop_assert_eq!(reply.status, 200, "{}", reply.text());
                seen.extend(listed(&reply.json()));
                // Others come and go between the pages.
                let passing: Vec<Json> = contacts.iter().take(if page < 10 { 3 } else { 0 }).cloned().collect();
                insert_contacts(&app, &passing, 1_000_000 + (seed % 1000) * 100_000 + page * 10).await;
                let gone = format!(
                    "DELETE FROM contacts WHERE id IN (SELECT id FROM contacts ORDER BY id DESC LIMIT {})",
                    seed % 3
                );
                let kept = format!(
                    "{gone} AND id NOT IN ({})",
                    stays.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(",")
                );
                app.run_write(vec![store::Statement::new(kept, vec![])]).await;
                match reply.json()["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
                prop_assert!(page < 200, "the list has no end");
            }
            let unique: BTreeSet<&String> = seen.iter().collect();
            prop_assert_eq!(unique.len(), seen.len(), "a row came twice");
            let staying: Vec<&String> = seen.iter().filter(|id| stays.contains(*id)).collect();
            let expected: Vec<&String> = expected.iter().collect();
            prop_assert_eq!(staying, expected, "sorted by {}", sort);
            Ok(())
        })
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn the_log_has_every_difference_and_nothing_else() {
    let app = block_on(TestApp::new(MODULES));
    let entity = domain::entity("Contact").expect("contacts");
    let stamp = |name: &str| matches!(name, "id" | "updated_at" | "updated_by" | "version");
    let columns: Vec<&str> = entity
        .fields()
        .filter(|field| field.generated.is_none() && !stamp(field.name))
        .map(|field| field.name)
        .collect();
    let list = columns.join(", ");
    let outcome = cases(80).run(&(contact(), contact()), |pair| {
        block_on(async {
            app.run_write(vec![store::Statement::new("DELETE FROM contacts", vec![])]).await;
            insert_contacts(&app, &[pair.0, pair.1], 0).await;
            let rows = app.query(&format!("SELECT {list} FROM contacts ORDER BY id"), vec![]).await;
            let mut expected = serde_json::Map::new();
            for (column, (before, after)) in columns.iter().zip(rows[0].iter().zip(&rows[1])) {
                if before != after {
                    expected.insert((*column).to_owned(), json!([plain(before), plain(after)]));
                }
            }
            let last = app.query("SELECT max(id) FROM changes", vec![]).await[0][0].clone();
            let update = format!(
                "UPDATE contacts SET ({list}, version) = (SELECT {list}, 2 FROM contacts ORDER BY id DESC LIMIT 1) \
                 WHERE id = (SELECT min(id) FROM contacts)"
            );
            app.run_write(vec![store::Statement::new(update, vec![])]).await;
            let recorded = app.query("SELECT changes FROM changes WHERE id > ?1", vec![last]).await;
            let recorded: Vec<Json> = recorded
                .iter()
                .map(|row| serde_json::from_str(row[0].as_text().unwrap_or_default()).expect("JSON"))
                .collect();
            let entries = if expected.is_empty() { vec![] } else { vec![Json::Object(expected)] };
            prop_assert_eq!(recorded, entries);
            Ok(())
        })
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

fn plain(cell: &Value) -> Json {
    match cell {
        Value::Integer(number) => json!(number),
        Value::Text(text) => json!(text),
        _ => Json::Null,
    }
}

async fn ids(app: &TestApp, condition: &str) -> BTreeSet<String> {
    let rows = app.query(&format!("SELECT id FROM contacts {condition}"), vec![]).await;
    rows.into_iter().filter_map(|row| row[0].as_text().map(str::to_owned)).collect()
}

fn listed(page: &Json) -> Vec<String> {
    let rows = page["data"].as_array().cloned().unwrap_or_default();
    rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect()
}
