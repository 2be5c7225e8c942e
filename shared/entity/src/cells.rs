//! Database cells as JSON, as they are and not as the API shows them.

use serde_json::{Map, Value as Json};

use crate::Value;

/// A cell as JSON.
pub fn json(value: &Value) -> Json {
    match value {
        Value::Integer(number) => Json::from(*number),
        Value::Real(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Null | Value::Blob(_) => Json::Null,
    }
}

/// The cell that [`json`] was given.
pub fn value(cell: &Json) -> Value {
    match cell {
        Json::Number(number) => number.as_i64().map_or(Value::Null, Value::Integer),
        Json::String(text) => Value::from(text.as_str()),
        Json::Bool(truth) => Value::from(*truth),
        _ => Value::Null,
    }
}

/// A row by column.
pub fn row<'v>(cells: impl Iterator<Item = (&'v str, &'v Value)>) -> Map<String, Json> {
    let mut row = Map::new();
    for (column, value) in cells {
        row.insert(column.to_owned(), json(value));
    }
    row
}
