//! A function meets databases that the version before it made, before `portico migrate` came to them.

use api_tests::{MODULES, entities};
use entity::{Home, Value};
use serde_json::json;
use store::{Batch, DatabaseName, Mode, Statement, migrate};
use testkit::TestApp;

/// The newest migration that the tenant's database has.
async fn version(app: &TestApp) -> i64 {
    let rows = app.query("SELECT max(number) FROM migrations", Vec::new()).await;
    rows.first().and_then(|row| row.first()).and_then(Value::as_integer).expect("a number")
}

async fn run(app: &TestApp, database: &DatabaseName, sql: &str) {
    let batch = Batch { mode: Mode::Write, statements: vec![Statement::new(sql, [])] };
    app.host.databases.run(database, batch).await.expect("a statement of the test");
}

fn newest() -> i64 {
    i64::try_from(migrate::migrations(Home::Tenant).len()).expect("a small number")
}

/// How many migrations the version before this one had.
fn before() -> usize {
    migrate::migrations(Home::Tenant).len() - 1
}

/// How many migrations there were before the last one without which staff are not read.
const WITHOUT_A_COLUMN: usize = 5;

#[tokio::test]
async fn every_entity_is_read_from_a_database_of_the_version_before() {
    for behind in [before(), WITHOUT_A_COLUMN] {
        let mut app = TestApp::behind(MODULES, behind).await;
        assert!(version(&app).await < newest(), "there is no version before this one");
        let mut caught_up = Vec::new();
        for entity in entities().into_iter().filter(|entity| entity.home == Home::Tenant) {
            let path = format!("/api/{}?count=true", entity.resource);
            app.get(&app.admin(), &path).await.expect(200);
            if version(&app).await == newest() {
                caught_up.push(entity.name);
                app = TestApp::behind(MODULES, behind).await;
            }
        }
        let needed = behind > WITHOUT_A_COLUMN || caught_up.contains(&"Staff");
        assert!(needed, "a new column was read and the database stayed old: {caught_up:?}");
    }
}

#[tokio::test]
async fn a_write_that_needs_the_new_version_brings_it_and_is_carried_out_once() {
    let app = TestApp::behind(MODULES, WITHOUT_A_COLUMN).await;
    let admin = app.admin();
    let member = json!({"name": "Ann", "client_id": app.client(0), "is_notified": false});
    let created = app.post(&admin, "/api/staff", member).await.expect(201).json();
    assert_eq!(created["is_notified"], json!(false));
    assert_eq!(version(&app).await, newest());
    let log = app.query("SELECT count(*) FROM changes WHERE entity_type = 'Staff'", Vec::new()).await;
    assert_eq!(log, [[Value::from(1)]]);
}

#[tokio::test]
async fn two_that_meet_the_same_database_at_once_are_both_answered() {
    let app = TestApp::behind(MODULES, WITHOUT_A_COLUMN).await;
    let admin = app.admin();
    let (one, other) = tokio::join!(app.get(&admin, "/api/staff"), app.get(&admin, "/api/staff"));
    assert_eq!((one.status, other.status), (200, 200), "{} {}", one.text(), other.text());
    assert_eq!(version(&app).await, newest());
}

#[tokio::test]
async fn the_clock_finds_a_database_of_the_version_before_and_the_next_round_is_well() {
    let app = TestApp::behind(MODULES, 4).await;
    assert_eq!(app.tick("/api/tick").await["failed"], json!(1));
    assert_eq!(version(&app).await, newest());
    assert_eq!(app.tick("/api/tick").await["failed"], json!(0));
}

#[tokio::test]
async fn a_database_that_is_further_behind_catches_up_too() {
    let app = TestApp::behind(MODULES, 2).await;
    let reply = app.get(&app.admin(), "/api/staff").await;
    assert_eq!(reply.status, 200, "{:?}", app.log.borrow());
    assert_eq!(version(&app).await, newest());
}

#[tokio::test]
async fn without_the_migrations_a_database_is_left_as_it_is() {
    let app = TestApp::behind(MODULES, WITHOUT_A_COLUMN).await;
    run(&app, &DatabaseName::platform(), "DELETE FROM tenant_migrations").await;
    let reply = app.get(&app.admin(), "/api/staff").await;
    assert_eq!((reply.status, reply.header("retry-after").is_some()), (503, true), "{}", reply.text());
    assert_eq!(version(&app).await, WITHOUT_A_COLUMN as i64);
}
