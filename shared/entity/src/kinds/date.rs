use serde_json::Value as Json;

use super::{string, write_text};
use crate::kind::ORDERED;
use crate::{CalendarDate, FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// A calendar date, `YYYY-MM-DD`, in no time zone.
pub struct Date;

impl FieldKind for Date {
    fn name(&self) -> &'static str {
        "date"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let text = string(json)?;
        match CalendarDate::parse(text) {
            Some(_) => Ok(text.into()),
            None => Err(Invalid::new("date", "Must be a date such as 2026-01-31.")),
        }
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "format": "date"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("length({column}) = 10"))
    }
}

impl FieldType for CalendarDate {
    const KIND: &'static dyn FieldKind = &Date;

    fn read(value: &Value) -> Option<Self> {
        CalendarDate::parse(value.as_text()?)
    }
}
