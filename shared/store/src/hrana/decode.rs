//! The JSON answer to a pipeline as result sets, or as the reason why there are none.

use std::fmt;

use entity::Value;
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

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
    let pipeline: Pipeline = serde_json::from_slice(body).map_err(|error| unreadable(&error.to_string()))?;
    let outcome = pipeline.results.into_iter().next().ok_or_else(|| unreadable("no result"))?;
    if let Some(error) = outcome.error {
        // The whole batch was refused before its first step, as for SQL that cannot be parsed.
        return Err(fault(error, 0));
    }
    let batch = outcome.response.and_then(|response| response.result).ok_or_else(|| unreadable("no batch result"))?;
    let failed = batch.step_errors.into_iter().enumerate().find_map(|(step, error)| Some((step, error?)));
    if let Some((step, error)) = failed {
        // A failed COMMIT (a deferred foreign key) counts as the last statement's failure.
        let statement = step.saturating_sub(before).min(count.saturating_sub(1));
        return Err(match fault(error, statement) {
            Fault::Final(DatabaseError::Failed { message, .. }) if step < before => Fault::Busy(message),
            other => other,
        });
    }
    let sets: Option<Vec<ResultSet>> =
        batch.step_results.into_iter().skip(before).take(count).map(|step| step.map(ResultSet::from)).collect();
    sets.filter(|sets| sets.len() == count).ok_or_else(|| unreadable("a statement without result or error"))
}

fn unreadable(why: &str) -> Fault {
    Fault::Final(DatabaseError::Unavailable(format!("the database answered something unreadable: {why}")))
}

fn fault(error: Failure, statement: usize) -> Fault {
    let message = error.message.strip_prefix("SQLite error: ").unwrap_or(&error.message).to_owned();
    let code = error.code.unwrap_or_default();
    if codes::passes(&code) {
        return Fault::Busy(message);
    }
    let code = match code.as_str() {
        "SQLITE_CONSTRAINT" => codes::constraint(&message),
        known if known.starts_with("SQLITE_") && known != "SQLITE_UNKNOWN" => known,
        _ => "SQLITE_ERROR",
    };
    Fault::Final(DatabaseError::Failed { statement, code: code.to_owned(), message })
}

#[derive(Deserialize)]
struct Pipeline {
    results: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    response: Option<Response>,
    error: Option<Failure>,
}

#[derive(Deserialize)]
struct Response {
    result: Option<BatchResult>,
}

#[derive(Deserialize)]
struct BatchResult {
    step_results: Vec<Option<StepResult>>,
    step_errors: Vec<Option<Failure>>,
}

#[derive(Deserialize)]
struct StepResult {
    cols: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    #[serde(default)]
    affected_row_count: u64,
    #[serde(default)]
    rows_read: u64,
}

#[derive(Deserialize)]
struct Column {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Failure {
    message: String,
    code: Option<String>,
}

impl From<StepResult> for ResultSet {
    fn from(step: StepResult) -> Self {
        ResultSet {
            columns: step.cols.into_iter().map(|column| column.name.unwrap_or_default()).collect(),
            rows: step.rows.into_iter().map(|row| row.into_iter().map(|cell| cell.0).collect()).collect(),
            affected: step.affected_row_count,
            rows_read: step.rows_read,
        }
    }
}

/// A cell, read in one pass and without an intermediate tree: a page of 50 rows has a thousand of them.
struct Cell(Value);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CellVisitor)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a Hrana value")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Cell, M::Error> {
        let mut kind = Kind::Null;
        let mut content = Content::Nothing;
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Type => kind = map.next_value()?,
                Key::Value | Key::Base64 => content = map.next_value()?,
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let value = match (kind, content) {
            (Kind::Null, _) => Value::Null,
            (Kind::Integer, Content::Text(digits)) => Value::Integer(digits.parse().map_err(M::Error::custom)?),
            (Kind::Float, Content::Number(number)) => Value::Real(number),
            // An infinity, which JSON cannot carry.
            (Kind::Float, Content::Nothing) => Value::Null,
            (Kind::Text, Content::Text(text)) => Value::Text(text),
            (Kind::Blob, Content::Text(text)) => {
                Value::Blob(super::from_base64(&text).ok_or_else(|| M::Error::custom("bad base64"))?)
            }
            _ => return Err(M::Error::custom("a value of another type than announced")),
        };
        Ok(Cell(value))
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Type,
    Value,
    Base64,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Null,
    Integer,
    Float,
    Text,
    Blob,
}

enum Content {
    Nothing,
    Number(f64),
    Text(String),
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl Visitor<'_> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string, a number or null")
    }

    fn visit_unit<E>(self) -> Result<Content, E> {
        Ok(Content::Nothing)
    }

    fn visit_f64<E>(self, number: f64) -> Result<Content, E> {
        Ok(Content::Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Content, E> {
        Ok(Content::Number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Content, E> {
        Ok(Content::Number(number as f64))
    }

    fn visit_str<E>(self, text: &str) -> Result<Content, E> {
        Ok(Content::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Content, E> {
        Ok(Content::Text(text))
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
