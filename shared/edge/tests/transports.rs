//! One contract, two ways to a database: files of this process, and a real libSQL server.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::rc::Rc;
use std::time::{Duration, Instant};

use edge::native::{Databases, host};
use entity::Value;
use hosts::Sqld;
use store::{
    Batch, DatabaseError, DatabaseName, EmbeddedOptions, EmbeddedTransport, HranaOptions, Mode, ResultSet, Statement,
    Transport,
};

type Outcome = Result<Vec<ResultSet>, DatabaseError>;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn transport(databases: &Databases) -> Rc<dyn Transport> {
    host(databases, &api::Settings::default()).databases
}

fn server(sqld: &Sqld) -> Databases {
    Databases::Server(HranaOptions {
        url: sqld.base_url.clone(),
        admin_url: Some(sqld.admin_url.clone()),
        token: None,
        timeout_ms: 5000,
        seed: 0,
    })
}

async fn run(transport: &dyn Transport, mode: Mode, statements: Vec<Statement>) -> Outcome {
    transport.run(&name(), Batch { mode, statements }).await
}

async fn sql(transport: &dyn Transport, mode: Mode, sql: &[&str]) -> Outcome {
    run(transport, mode, sql.iter().map(|sql| Statement::new(*sql, [])).collect()).await
}

fn name() -> DatabaseName {
    DatabaseName::tenant("tnt_contract-1").unwrap()
}

#[test]
fn embedded_keeps_the_contract() {
    let folder = std::env::temp_dir().join(format!("portico-contract-{}", std::process::id()));
    let embedded = EmbeddedTransport::new(EmbeddedOptions::new(&folder)).unwrap();
    runtime().block_on(contract(&*transport(&Databases::Embedded(embedded))));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_server_keeps_the_contract() {
    let sqld = Sqld::start().unwrap();
    runtime().block_on(contract(&*transport(&server(&sqld))));
}

async fn contract(transport: &dyn Transport) {
    assert_eq!(sql(transport, Mode::Read, &["SELECT 1"]).await, Err(DatabaseError::Missing));
    transport.create(&name()).await.unwrap();
    transport.create(&name()).await.unwrap();
    values(transport).await;
    failures(transport).await;
    counts(transport).await;
    transport.remove(&name()).await.unwrap();
    transport.remove(&name()).await.unwrap();
    assert_eq!(sql(transport, Mode::Write, &["SELECT 1"]).await, Err(DatabaseError::Missing));
}

/// What goes in comes out, with its type.
async fn values(transport: &dyn Transport) {
    let values = vec![
        Value::Null,
        Value::Integer(i64::MAX),
        Value::Integer(i64::MIN),
        Value::Real(-0.1),
        Value::Real(1e300),
        Value::from("\"quoted\" \\ \u{1}\n\tnaïve 🐢"),
        Value::from(""),
        Value::Blob(vec![0, 1, 254, 255]),
        Value::Blob(Vec::new()),
    ];
    let places: Vec<String> = (1..=values.len()).map(|place| format!("?{place} AS v{place}")).collect();
    let select = Statement::new(format!("SELECT {}", places.join(", ")), values.clone());
    for mode in [Mode::Read, Mode::Write] {
        let sets = run(transport, mode, vec![select.clone(), select.clone()]).await.unwrap();
        assert_eq!(sets.len(), 2);
        assert_eq!(sets[1].rows, std::slice::from_ref(&values));
        assert_eq!(sets[1].columns[8], "v9");
    }
    assert_eq!(run(transport, Mode::Read, Vec::new()).await, Ok(Vec::new()));
}

/// The same failures by the same names, and nothing left of what failed.
async fn failures(transport: &dyn Transport) {
    let table = "CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER UNIQUE, c TEXT NOT NULL CHECK (c <> ''),
        p TEXT REFERENCES t (id), q TEXT REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED) STRICT";
    let guard = "CREATE TRIGGER g BEFORE INSERT ON t WHEN new.c = 'bad' BEGIN SELECT RAISE(ABORT, 'guard: no'); END";
    sql(transport, Mode::Write, &[table, guard, "INSERT INTO t VALUES ('a', 1, 'x', NULL, NULL)"]).await.unwrap();
    let cases = [
        (
            "INSERT INTO t VALUES ('a', 2, 'x', NULL, NULL)",
            "SQLITE_CONSTRAINT_UNIQUE",
            "UNIQUE constraint failed: t.id",
        ),
        ("INSERT INTO t VALUES ('b', 1, 'x', NULL, NULL)", "SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed: t.n"),
        (
            "INSERT INTO t VALUES ('b', 2, NULL, NULL, NULL)",
            "SQLITE_CONSTRAINT_NOTNULL",
            "NOT NULL constraint failed: t.c",
        ),
        (
            "INSERT INTO t VALUES ('b', 2, '', NULL, NULL)",
            "SQLITE_CONSTRAINT_CHECK",
            "CHECK constraint failed: c <> ''",
        ),
        (
            "INSERT INTO t VALUES ('b', 'x', 'x', NULL, NULL)",
            "SQLITE_CONSTRAINT_DATATYPE",
            "cannot store TEXT value in INTEGER column t.n",
        ),
        (
            "INSERT INTO t VALUES ('b', 2, 'x', 'no', NULL)",
            "SQLITE_CONSTRAINT_FOREIGNKEY",
            "FOREIGN KEY constraint failed",
        ),
        (
            "INSERT INTO t VALUES ('b', 2, 'x', NULL, 'no')",
            "SQLITE_CONSTRAINT_FOREIGNKEY",
            "FOREIGN KEY constraint failed",
        ),
        ("INSERT INTO t VALUES ('b', 2, 'bad', NULL, NULL)", "SQLITE_CONSTRAINT_TRIGGER", "guard: no"),
        ("INSERT INTO nope VALUES (1)", "SQLITE_ERROR", "no such table: nope"),
    ];
    for (statement, code, message) in cases {
        let before = "INSERT INTO t VALUES ('before', 7, 'x', NULL, NULL)";
        let outcome = sql(transport, Mode::Write, &[before, statement]).await;
        let error = DatabaseError::Failed { statement: 1, code: code.into(), message: message.into() };
        assert_eq!(outcome, Err(error), "{statement}");
        let left = sql(transport, Mode::Read, &["SELECT count(*) FROM t"]).await.unwrap();
        assert_eq!(left[0].rows, [[Value::from(1)]], "{statement}");
    }
    let unreadable = sql(transport, Mode::Write, &["SELEC 1"]).await;
    assert!(matches!(&unreadable, Err(DatabaseError::Failed { code, .. }) if code == "SQLITE_ERROR"), "{unreadable:?}");
}

async fn counts(transport: &dyn Transport) {
    let insert = "INSERT INTO t VALUES ('b', 2, 'x', NULL, NULL), ('c', 3, 'x', NULL, NULL) RETURNING id";
    let sets =
        sql(transport, Mode::Write, &[insert, "UPDATE t SET c = 'y'", "DELETE FROM t WHERE n > 5"]).await.unwrap();
    assert_eq!(sets.iter().map(|set| set.affected).collect::<Vec<_>>(), [2, 3, 0]);
    assert_eq!(sets[0].rows, [[Value::from("b")], [Value::from("c")]]);
    let sets =
        sql(transport, Mode::Read, &["SELECT c FROM t WHERE id = 'b'", "SELECT * FROM t WHERE c = 'y'"]).await.unwrap();
    assert_eq!(sets.iter().map(|set| set.affected).collect::<Vec<_>>(), [0, 0]);
    assert!(sets[0].rows_read <= 2 && sets[1].rows_read >= 3, "{} {}", sets[0].rows_read, sets[1].rows_read);
}

#[test]
fn many_writers_at_a_server_all_get_through() {
    let sqld = Sqld::start().unwrap();
    let databases = server(&sqld);
    runtime().block_on(async {
        let transport = transport(&databases);
        transport.create(&name()).await.unwrap();
        sql(&*transport, Mode::Write, &["CREATE TABLE t (id INTEGER PRIMARY KEY)"]).await.unwrap();
    });
    let writers: Vec<_> = (0..16i64)
        .map(|writer| {
            let databases = databases.clone();
            std::thread::spawn(move || {
                runtime().block_on(async {
                    let transport = transport(&databases);
                    for n in 0..10 {
                        let insert = Statement::new("INSERT INTO t VALUES (?1)", [Value::from(writer * 100 + n)]);
                        run(&*transport, Mode::Write, vec![insert]).await.unwrap();
                    }
                });
            })
        })
        .collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    let sets =
        runtime().block_on(async { sql(&*transport(&databases), Mode::Read, &["SELECT count(*) FROM t"]).await });
    assert_eq!(sets.unwrap()[0].rows, [[Value::from(160)]]);
}

#[test]
fn a_server_that_is_away_is_unavailable_at_once_and_found_again_later() {
    let mut sqld = Sqld::start().unwrap();
    let databases = server(&sqld);
    runtime().block_on(async {
        let transport = transport(&databases);
        transport.create(&name()).await.unwrap();
        sql(&*transport, Mode::Write, &["CREATE TABLE t (n)"]).await.unwrap();
        sqld.kill();
        for mode in [Mode::Read, Mode::Write] {
            let start = Instant::now();
            let outcome = sql(&*transport, mode, &["SELECT count(*) FROM t"]).await;
            assert!(matches!(outcome, Err(DatabaseError::Unavailable(_))), "{outcome:?}");
            assert!(start.elapsed() < Duration::from_secs(3));
        }
        sqld.start_again().unwrap();
        assert!(sql(&*transport, Mode::Read, &["SELECT count(*) FROM t"]).await.is_ok());
    });
}
