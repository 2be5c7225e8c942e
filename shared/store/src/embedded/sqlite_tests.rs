#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::time::Duration;

use super::*;

fn memory() -> Connection {
    Connection::open(Path::new(":memory:"), Open::OrCreate).unwrap()
}

fn run(connection: &mut Connection, sql: &str, args: impl Into<Vec<Value>>) -> Result<ResultSet, SqliteError> {
    connection.run(&Statement::new(sql, args))
}

#[test]
fn every_kind_of_value_survives() {
    let values = vec![
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Real(-0.5),
        Value::from("é\0 after NUL"),
        Value::from(""),
        Value::Blob(vec![0, 255]),
        Value::Blob(Vec::new()),
    ];
    let set = run(&mut memory(), "SELECT ?1, ?2 AS n, ?3, ?4, ?5, ?6, ?7", values.clone()).unwrap();
    assert_eq!(set.rows, [values]);
    assert_eq!(set.columns[1], "n");
}

#[test]
fn text_that_is_not_utf8_is_mended_and_not_a_panic() {
    let set = run(&mut memory(), "SELECT CAST(x'61ff' AS TEXT)", []).unwrap();
    assert_eq!(set.rows[0][0], Value::from("a\u{fffd}"));
}

#[test]
fn missing_arguments_are_null_and_not_those_of_last_time() {
    let mut connection = memory();
    let sql = "SELECT ?1, ?2";
    run(&mut connection, sql, [Value::from(1), Value::from(2)]).unwrap();
    assert_eq!(run(&mut connection, sql, [Value::from(3)]).unwrap().rows[0], [Value::from(3), Value::Null]);
    assert_eq!(run(&mut connection, "SELECT 1", [Value::Null]).unwrap_err().code, "SQLITE_RANGE");
}

#[test]
fn affected_counts_the_statement_itself() {
    let mut connection = memory();
    run(&mut connection, "CREATE TABLE t (n)", []).unwrap();
    run(&mut connection, "CREATE TABLE log (n)", []).unwrap();
    let trigger = "CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log VALUES (1), (2); END";
    assert_eq!(run(&mut connection, trigger, []).unwrap().affected, 0);
    assert_eq!(run(&mut connection, "INSERT INTO t VALUES (1), (2), (3)", []).unwrap().affected, 3);
    assert_eq!(run(&mut connection, "SELECT * FROM t", []).unwrap().affected, 0);
    assert_eq!(run(&mut connection, "UPDATE t SET n = 0 WHERE n > 5", []).unwrap().affected, 0);
    assert_eq!(run(&mut connection, "DELETE FROM t WHERE n = 1 RETURNING n", []).unwrap().affected, 1);
}

#[test]
fn rows_read_tells_a_scan_from_a_search() {
    let mut connection = memory();
    run(&mut connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, n)", []).unwrap();
    let fill = "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 1000) INSERT INTO t SELECT i, i FROM c";
    run(&mut connection, fill, []).unwrap();
    for _ in 0..2 {
        assert_eq!(run(&mut connection, "SELECT n FROM t WHERE id = 500", []).unwrap().rows_read, 1);
        assert!(run(&mut connection, "SELECT id FROM t WHERE n = 500", []).unwrap().rows_read >= 1000);
    }
}

#[test]
fn errors_carry_the_extended_code() {
    let mut connection = memory();
    run(
        &mut connection,
        "CREATE TABLE p (id TEXT PRIMARY KEY, n INTEGER UNIQUE, c TEXT NOT NULL CHECK (c <> '')) STRICT",
        [],
    )
    .unwrap();
    run(&mut connection, "INSERT INTO p VALUES ('a', 1, 'x')", []).unwrap();
    let cases = [
        ("INSERT INTO p VALUES ('b', 1, 'x')", "SQLITE_CONSTRAINT_UNIQUE"),
        ("INSERT INTO p VALUES ('a', 2, 'x')", "SQLITE_CONSTRAINT_UNIQUE"),
        ("INSERT INTO p VALUES ('b', 2, NULL)", "SQLITE_CONSTRAINT_NOTNULL"),
        ("INSERT INTO p VALUES ('b', 2, '')", "SQLITE_CONSTRAINT_CHECK"),
        ("INSERT INTO p VALUES ('b', 'x', 'x')", "SQLITE_CONSTRAINT_DATATYPE"),
        ("SELECT * FROM nope", "SQLITE_ERROR"),
        ("SELECT 1; SELECT 2", "SQLITE_ERROR"),
        ("-- nothing", "SQLITE_ERROR"),
        ("", "SQLITE_ERROR"),
    ];
    for (sql, code) in cases {
        assert_eq!(run(&mut connection, sql, []).unwrap_err().code, code, "{sql}");
    }
    assert!(run(&mut connection, "SELECT 1 ; \n", []).is_ok());
}

#[test]
fn a_deadline_ends_a_runaway() {
    let mut connection = memory();
    let endless = "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT count(*) FROM c";
    connection.set_deadline(Some(Instant::now() + Duration::from_millis(20)));
    let start = Instant::now();
    assert_eq!(run(&mut connection, endless, []).unwrap_err().code, "SQLITE_INTERRUPT");
    assert!(start.elapsed() < Duration::from_secs(2));
    connection.set_deadline(None);
    assert!(run(&mut connection, "SELECT 1", []).is_ok());
}

#[test]
fn more_statements_than_are_kept_still_work() {
    let mut connection = memory();
    for round in 0..2 {
        for n in 0..KEPT_STATEMENTS + 20 {
            assert_eq!(run(&mut connection, &format!("SELECT {n}"), []).unwrap().rows.len(), 1, "{round}");
        }
    }
    assert_eq!(connection.statements.len(), KEPT_STATEMENTS);
}

#[test]
fn column_names_follow_the_schema() {
    let mut connection = memory();
    run(&mut connection, "CREATE TABLE named (a TEXT)", []).unwrap();
    let names = |connection: &mut Connection| run(connection, "SELECT * FROM named", []).unwrap().columns;
    assert_eq!(*names(&mut connection), ["a"]);
    run(&mut connection, "ALTER TABLE named RENAME COLUMN a TO b", []).unwrap();
    assert_eq!(*names(&mut connection), ["b"]);
    run(&mut connection, "ALTER TABLE named ADD COLUMN c INTEGER", []).unwrap();
    assert_eq!(*names(&mut connection), ["b", "c"]);
}
