//! A batch as the JSON of a Hrana pipeline.

use entity::Value;
use entity::json::write_string;

use crate::{Batch, Mode, Statement};

/// How many steps stand before the caller's own: one `BEGIN`, or none for a single read, which is a transaction of
/// its own.
pub(super) fn steps_before(batch: &Batch) -> usize {
    usize::from(batch.mode == Mode::Write || batch.statements.len() > 1)
}

/// The body of `POST /v3/pipeline`: one conditional batch, then `close`.
///
/// Each step runs only if the one before succeeded. `ROLLBACK` runs only while a transaction is still open, so
/// neither a refused `BEGIN` nor an error that already rolled back adds a second error to the first.
pub(super) fn pipeline(batch: &Batch) -> String {
    let room: usize = batch.statements.iter().map(|statement| statement.sql.len() + 96).sum();
    let mut json = String::with_capacity(room + 512);
    json.push_str(r#"{"baton":null,"requests":[{"type":"batch","batch":{"steps":["#);
    if steps_before(batch) == 0 {
        for statement in &batch.statements {
            step(&mut json, None, statement);
        }
    } else {
        let begin = match batch.mode {
            Mode::Read => "BEGIN",
            Mode::Write => "BEGIN IMMEDIATE",
        };
        step(&mut json, None, &Statement::new(begin, []));
        for (before, statement) in batch.statements.iter().enumerate() {
            json.push(',');
            step(&mut json, Some(before), statement);
        }
        json.push(',');
        step(&mut json, Some(batch.statements.len()), &Statement::new("COMMIT", []));
        json.push_str(r#",{"condition":{"type":"not","cond":{"type":"is_autocommit"}},"stmt":{"sql":"ROLLBACK"}}"#);
    }
    json.push_str(r#"]}},{"type":"close"}]}"#);
    json
}

fn step(json: &mut String, after: Option<usize>, statement: &Statement) {
    json.push('{');
    if let Some(before) = after {
        json.push_str(r#""condition":{"type":"ok","step":"#);
        json.push_str(&before.to_string());
        json.push_str("},");
    }
    json.push_str(r#""stmt":{"sql":"#);
    write_string(&statement.sql, json);
    json.push_str(r#","args":["#);
    for (index, argument) in statement.args.iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        value(json, argument);
    }
    json.push_str("]}}");
}

/// JSON has no infinity and SQLite stores no NaN: both go as NULL.
fn value(json: &mut String, value: &Value) {
    match value {
        Value::Integer(number) => {
            json.push_str(r#"{"type":"integer","value":""#);
            json.push_str(&number.to_string());
            json.push_str(r#""}"#);
        }
        Value::Real(number) if number.is_finite() => {
            json.push_str(r#"{"type":"float","value":"#);
            json.push_str(&serde_json::Value::from(*number).to_string());
            json.push('}');
        }
        Value::Text(text) => {
            json.push_str(r#"{"type":"text","value":"#);
            write_string(text, json);
            json.push('}');
        }
        Value::Blob(bytes) => {
            json.push_str(r#"{"type":"blob","base64":""#);
            json.push_str(&super::base64(bytes));
            json.push_str(r#""}"#);
        }
        Value::Null | Value::Real(_) => json.push_str(r#"{"type":"null"}"#),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_single_read_is_one_step_without_a_transaction() {
        let batch = Batch { mode: Mode::Read, statements: vec![Statement::new("SELECT ?1", vec![Value::from(7)])] };
        assert_eq!(
            pipeline(&batch),
            r#"{"baton":null,"requests":[{"type":"batch","batch":{"steps":[{"stmt":{"sql":"SELECT ?1","args":[{"type":"integer","value":"7"}]}}]}},{"type":"close"}]}"#
        );
    }

    #[test]
    fn a_write_is_a_chain_of_conditions() {
        let batch = Batch { mode: Mode::Write, statements: vec![Statement::new("A", []), Statement::new("B", [])] };
        let json: serde_json::Value = serde_json::from_str(&pipeline(&batch)).unwrap();
        let steps = json["requests"][0]["batch"]["steps"].as_array().unwrap();
        let sql: Vec<&str> = steps.iter().map(|step| step["stmt"]["sql"].as_str().unwrap()).collect();
        assert_eq!(sql, ["BEGIN IMMEDIATE", "A", "B", "COMMIT", "ROLLBACK"]);
        let after: Vec<Option<u64>> = steps.iter().map(|step| step["condition"]["step"].as_u64()).collect();
        assert_eq!(after, [None, Some(0), Some(1), Some(2), None]);
        assert_eq!(steps[4]["condition"]["cond"]["type"], "is_autocommit");
        assert_eq!(json["requests"][1]["type"], "close");
    }

    #[test]
    fn reads_of_one_state_begin_without_a_lock() {
        let batch = Batch { mode: Mode::Read, statements: vec![Statement::new("A", []), Statement::new("B", [])] };
        assert!(pipeline(&batch).contains(r#""sql":"BEGIN","#));
    }

    #[test]
    fn every_kind_of_value_keeps_its_exact_form() {
        let cases = [
            (Value::Null, r#"{"type":"null"}"#),
            (Value::Integer(i64::MIN), r#"{"type":"integer","value":"-9223372036854775808"}"#),
            (Value::Real(0.1), r#"{"type":"float","value":0.1}"#),
            (Value::Real(1e300), r#"{"type":"float","value":1e+300}"#),
            (Value::Real(f64::NAN), r#"{"type":"null"}"#),
            (Value::Text("a\"\\\n\t\u{1f}é".into()), r#"{"type":"text","value":"a\"\\\n\t\u001fé"}"#),
            (Value::Blob(vec![0, 255, 1]), r#"{"type":"blob","base64":"AP8B"}"#),
            (Value::Blob(vec![0]), r#"{"type":"blob","base64":"AA"}"#),
        ];
        for (given, expected) in cases {
            let mut json = String::new();
            value(&mut json, &given);
            assert_eq!(json, expected);
            serde_json::from_str::<serde_json::Value>(&json).unwrap();
        }
    }
}
