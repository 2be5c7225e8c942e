//! The JSON answer to a pipeline as result sets, or as the reason why there are none.

use entity::{Value, json};

use super::reader::{Broken, Reader};
use crate::{DatabaseError, ResultSet, codes};

/// Why an answer holds no results.
#[derive(Debug, PartialEq)]
pub(super) enum Fault {
    /// Nothing was done because somebody else was at it: worth trying again.
    Busy(String),
    /// Trying again will not help.
    Final(DatabaseError),
}

/// The results of the caller's own statements: `count` of them, after `before` steps of ours.
pub(super) fn results(body: &[u8], before: usize, count: usize) -> Result<Vec<ResultSet>, Fault> {
    let answer = Answer::read(body).map_err(|Broken(place)| unreadable(&format!("byte {place}")))?;
    if let Some(error) = answer.error {
        // The whole batch was refused before its first step, as for SQL that cannot be parsed.
        return Err(fault(error, 0));
    }
    let failed = answer.step_errors.into_iter().enumerate().find_map(|(step, error)| Some((step, error?)));
    if let Some((step, error)) = failed {
        // A failed COMMIT (a deferred foreign key) counts as the last statement's failure.
        let statement = step.saturating_sub(before).min(count.saturating_sub(1));
        return Err(match fault(error, statement) {
            Fault::Final(DatabaseError::Failed { message, .. }) if step < before => Fault::Busy(message),
            other => other,
        });
    }
    let mut sets = Vec::with_capacity(count);
    for result in answer.step_results.into_iter().skip(before).take(count) {
        sets.extend(result);
    }
    if sets.len() == count { Ok(sets) } else { Err(unreadable("a statement without result or error")) }
}

fn unreadable(why: &str) -> Fault {
    Fault::Final(DatabaseError::Unavailable(format!("the database answered something unreadable: {why}")))
}

fn fault(error: Failure, statement: usize) -> Fault {
    let message = error.message.strip_prefix("SQLite error: ").unwrap_or(&error.message).to_owned();
    if codes::passes(&error.code) {
        return Fault::Busy(message);
    }
    let code = match error.code.as_str() {
        "SQLITE_CONSTRAINT" => codes::constraint(&message),
        known if known.starts_with("SQLITE_") && known != "SQLITE_UNKNOWN" => known,
        _ => "SQLITE_ERROR",
    };
    Fault::Final(DatabaseError::Failed { statement, code: code.to_owned(), message })
}

/// What a server says of a batch.
#[derive(Default)]
struct Answer {
    error: Option<Failure>,
    step_results: Vec<Option<ResultSet>>,
    step_errors: Vec<Option<Failure>>,
}

struct Failure {
    message: String,
    code: String,
}

impl Answer {
    /// `{"results": [{"response": {"result": …}} or {"error": …}, …]}`: the first result is the batch's.
    fn read(body: &[u8]) -> Result<Self, Broken> {
        let mut answer = Answer::default();
        let mut found = false;
        let mut reader = Reader::new(body);
        reader.object(&mut |reader, name| {
            if name != "results" {
                return reader.skip();
            }
            let mut first = true;
            reader.array(&mut |reader| {
                if !std::mem::take(&mut first) {
                    return reader.skip();
                }
                reader.object(&mut |reader, name| match name {
                    "error" => {
                        answer.error = failure(reader)?;
                        found = true;
                        Ok(())
                    }
                    "response" => reader.object(&mut |reader, name| match name {
                        "result" => {
                            found = true;
                            answer.read_batch(reader)
                        }
                        _ => reader.skip(),
                    }),
                    _ => reader.skip(),
                })
            })
        })?;
        if found { Ok(answer) } else { Err(reader.broken()) }
    }

    fn read_batch(&mut self, reader: &mut Reader<'_>) -> Result<(), Broken> {
        reader.object(&mut |reader, name| match name {
            "step_results" => reader.array(&mut |reader| {
                self.step_results.push(if reader.null() { None } else { Some(result_set(reader)?) });
                Ok(())
            }),
            "step_errors" => reader.array(&mut |reader| {
                self.step_errors.push(failure(reader)?);
                Ok(())
            }),
            _ => reader.skip(),
        })
    }
}

fn failure(reader: &mut Reader<'_>) -> Result<Option<Failure>, Broken> {
    if reader.null() {
        return Ok(None);
    }
    let mut failure = Failure { message: String::new(), code: String::new() };
    reader.object(&mut |reader, name| {
        match name {
            "message" => failure.message = reader.string()?.into_owned(),
            "code" if !reader.null() => failure.code = reader.string()?.into_owned(),
            "code" => {}
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(Some(failure))
}

fn result_set(reader: &mut Reader<'_>) -> Result<ResultSet, Broken> {
    let mut set = ResultSet::default();
    let mut columns = Vec::new();
    reader.object(&mut |reader, name| match name {
        "cols" => reader.array(&mut |reader| {
            let mut column = String::new();
            reader.object(&mut |reader, name| {
                match name {
                    "name" if !reader.null() => column = reader.string()?.into_owned(),
                    "name" => {}
                    _ => reader.skip()?,
                }
                Ok(())
            })?;
            columns.push(column);
            Ok(())
        }),
        "rows" => reader.array(&mut |reader| {
            let mut row = Vec::with_capacity(columns.len());
            reader.array(&mut |reader| {
                row.push(cell(reader)?);
                Ok(())
            })?;
            set.rows.push(row);
            Ok(())
        }),
        "affected_row_count" => {
            set.affected = reader.count()?;
            Ok(())
        }
        "rows_read" => {
            set.rows_read = reader.count()?;
            Ok(())
        }
        _ => reader.skip(),
    })?;
    set.columns = columns.into();
    Ok(set)
}

/// `{"type": "integer", "value": "7"}`: the members stand in any order.
fn cell(reader: &mut Reader<'_>) -> Result<Value, Broken> {
    let broken = reader.broken();
    let mut kind = None;
    let mut text = None;
    let mut number = None;
    reader.object(&mut |reader, name| {
        match name {
            "type" => kind = Some(reader.string()?),
            "value" | "base64" => {
                if !reader.null() {
                    match reader.string() {
                        Ok(string) => text = Some(string),
                        Err(_) => number = Some(reader.number()?),
                    }
                }
            }
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let value = match (kind.as_deref(), text, number) {
        (Some("null"), _, _) => Some(Value::Null),
        (Some("integer"), Some(digits), _) => digits.parse().ok().map(Value::Integer),
        (Some("float"), None, Some(number)) => json::read(number).and_then(|json| json.as_f64()).map(Value::Real),
        // An infinity, which JSON cannot carry.
        (Some("float"), None, None) => Some(Value::Null),
        (Some("text"), Some(text), _) => Some(Value::Text(text.into_owned())),
        (Some("blob"), Some(text), _) => super::from_base64(&text).map(Value::Blob),
        _ => None,
    };
    value.ok_or(broken)
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
