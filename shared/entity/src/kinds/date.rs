use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::{string, write_text};
use crate::kind::ORDERED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

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
        // The length keeps dates sorting as text: years have four digits.
        match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(_) if text.len() == 10 => Ok(text.into()),
            _ => Err(Invalid::new("date", "Must be a date such as 2026-01-31.")),
        }
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> Json {
        json!({"type": "string", "format": "date"})
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("length({column}) = 10"))
    }
}

impl FieldType for NaiveDate {
    const KIND: &'static dyn FieldKind = &Date;

    fn read(value: &Value) -> Option<Self> {
        NaiveDate::parse_from_str(value.as_text()?, "%Y-%m-%d").ok()
    }
}
