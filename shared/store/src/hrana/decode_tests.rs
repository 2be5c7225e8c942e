#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;

/// The answer to a batch, as sqld 0.24 words it.
fn answer(step_results: &str, step_errors: &str) -> Vec<u8> {
    format!(
        r#"{{"baton":null,"base_url":null,"results":[{{"type":"ok","response":{{"type":"batch","result":{{"step_results":{step_results},"step_errors":{step_errors},"replication_index":"7"}}}}}},{{"type":"ok","response":{{"type":"close"}}}}]}}"#
    )
    .into_bytes()
}

const NOTHING: &str = r#"{"cols":[],"rows":[],"affected_row_count":0,"last_insert_rowid":null,"rows_read":0,"rows_written":0,"query_duration_ms":0.04}"#;

fn failed(code: &str, message: &str) -> Fault {
    let errors = format!(r#"[null,null,{{"message":"SQLite error: {message}","code":"{code}"}},null,null]"#);
    results(&answer(&format!("[{NOTHING},{NOTHING},null,null,{NOTHING}]"), &errors), 1, 2).unwrap_err()
}

#[test]
fn rows_come_back_with_their_types() {
    let row = r#"{"cols":[{"name":"id","decltype":"TEXT"},{"name":"n","decltype":null}],"rows":[
        [{"type":"text","value":"a\u0001\"é"},{"type":"integer","value":"9007199254740993"}],
        [{"type":"float","value":1.5},{"type":"blob","base64":"AP8B"}],
        [{"type":"float","value":2},{"base64":"AA==","type":"blob"}],
        [{"type":"float","value":null},{"type":"null"}]],
        "affected_row_count":3,"last_insert_rowid":"1","rows_read":12,"rows_written":3}"#;
    let sets = results(&answer(&format!("[{NOTHING},{row},{NOTHING},null]"), "[null,null,null,null]"), 1, 1).unwrap();
    assert_eq!(sets.len(), 1);
    assert_eq!(*sets[0].columns, ["id", "n"]);
    assert_eq!((sets[0].affected, sets[0].rows_read), (3, 12));
    let expected = [
        [Value::Text("a\u{1}\"é".into()), Value::Integer(9007199254740993)],
        [Value::Real(1.5), Value::Blob(vec![0, 255, 1])],
        [Value::Real(2.0), Value::Blob(vec![0])],
        [Value::Null, Value::Null],
    ];
    assert_eq!(sets[0].rows, expected);
}

#[test]
fn a_failed_statement_is_named_by_its_index_and_extended_code() {
    let cases = [
        ("SQLITE_CONSTRAINT", "UNIQUE constraint failed: t.n", "SQLITE_CONSTRAINT_UNIQUE"),
        ("SQLITE_CONSTRAINT", "NOT NULL constraint failed: t.c", "SQLITE_CONSTRAINT_NOTNULL"),
        ("SQLITE_CONSTRAINT", "CHECK constraint failed: c<>''", "SQLITE_CONSTRAINT_CHECK"),
        ("SQLITE_CONSTRAINT", "FOREIGN KEY constraint failed", "SQLITE_CONSTRAINT_FOREIGNKEY"),
        ("SQLITE_CONSTRAINT", "guard: stale", "SQLITE_CONSTRAINT_TRIGGER"),
        ("SQLITE_UNKNOWN", "no such table: nope", "SQLITE_ERROR"),
        ("SQLITE_CORRUPT", "database disk image is malformed", "SQLITE_CORRUPT"),
    ];
    for (code, message, expected) in cases {
        let error = DatabaseError::Failed { statement: 1, code: expected.into(), message: message.into() };
        assert_eq!(failed(code, message), Fault::Final(error));
    }
}

#[test]
fn a_failed_commit_counts_as_the_last_statement() {
    let errors =
        r#"[null,null,{"message":"SQLite error: FOREIGN KEY constraint failed","code":"SQLITE_CONSTRAINT"},null]"#;
    let fault = results(&answer(&format!("[{NOTHING},{NOTHING},null,null]"), errors), 1, 1).unwrap_err();
    assert!(matches!(fault, Fault::Final(DatabaseError::Failed { statement: 0, .. })), "{fault:?}");
}

#[test]
fn a_lock_is_worth_another_try() {
    assert!(matches!(failed("SQLITE_BUSY", "database is locked"), Fault::Busy(_)));
    assert!(matches!(failed("TRANSACTION_BUSY", "too many transactions"), Fault::Busy(_)));
    let errors = r#"[{"message":"SQLite error: odd","code":"SQLITE_UNKNOWN"},null,null,null]"#;
    let refused_begin = results(&answer("[null,null,null,null]", errors), 1, 1).unwrap_err();
    assert!(matches!(refused_begin, Fault::Busy(_)), "{refused_begin:?}");
}

#[test]
fn sql_that_cannot_be_parsed_is_the_first_statements_failure() {
    let body = br#"{"baton":null,"results":[{"type":"error","error":{"message":"syntax error","code":"SQL_PARSE_ERROR"}},{"type":"ok","response":{"type":"close"}}]}"#;
    let error = DatabaseError::Failed { statement: 0, code: "SQLITE_ERROR".into(), message: "syntax error".into() };
    assert_eq!(results(body, 1, 1).unwrap_err(), Fault::Final(error));
}

#[test]
fn nonsense_is_never_taken_for_a_result() {
    let cut = answer(&format!("[{NOTHING},null,null,null]"), "[null,null,null,null]");
    let mistyped = answer(r#"[{"cols":[],"rows":[[{"type":"integer","value":1.5}]]}]"#, "[null]");
    for body in [&b"<html>"[..], b"{}", br#"{"results":[]}"#, br#"{"results":[{}]}"#, &cut] {
        assert!(matches!(results(body, 1, 1), Err(Fault::Final(DatabaseError::Unavailable(_)))));
    }
    assert!(matches!(results(&mistyped, 0, 1), Err(Fault::Final(DatabaseError::Unavailable(_)))));
}
