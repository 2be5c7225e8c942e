use serde_json::Value as Json;

use super::string;
use crate::civil::{format_timestamp, parse_timestamp};
use crate::json::write_string;
use crate::kind::ORDERED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// An instant in UTC: RFC 3339 in JSON, milliseconds since 1970 in the database.
pub struct Timestamp;

impl FieldKind for Timestamp {
    fn name(&self) -> &'static str {
        "timestamp"
    }

    fn storage(&self) -> Storage {
        Storage::Integer
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        parse_timestamp(string(json)?)
            .map(Value::Integer)
            .ok_or_else(|| Invalid::new("timestamp", "Must be a time with its offset, such as 2026-01-31T09:30:00Z."))
    }

    fn write(&self, value: &Value, out: &mut String) {
        match value.as_integer().and_then(format_timestamp) {
            Some(text) => write_string(&text, out),
            None => out.push_str("null"),
        }
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "format": "date-time"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }

    fn read_text(&self, text: &str) -> Json {
        let text = text.trim();
        // Exports of other systems often have a date or a time without an offset: they mean UTC.
        match text.len() {
            10 => format!("{text}T00:00:00Z").into(),
            19 => format!("{}Z", text.replacen(' ', "T", 1)).into(),
            _ => text.into(),
        }
    }
}

/// An instant, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl FieldType for Instant {
    const KIND: &'static dyn FieldKind = &Timestamp;

    fn read(value: &Value) -> Option<Self> {
        value.as_integer().map(Instant)
    }
}
