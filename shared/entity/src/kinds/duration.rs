use serde_json::Value as Json;

use crate::json::write_integer;
use crate::kind::ORDERED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// The longest duration: ten years of minutes.
const MAXIMUM_MINUTES: i64 = 10 * 366 * 24 * 60;

/// A length of time in whole minutes.
pub struct Duration;

impl FieldKind for Duration {
    fn name(&self) -> &'static str {
        "duration"
    }

    fn storage(&self) -> Storage {
        Storage::Integer
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        match json.as_i64() {
            Some(minutes) if (0..=MAXIMUM_MINUTES).contains(&minutes) => Ok(minutes.into()),
            Some(_) => Err(Invalid::new("out_of_range", format!("Must be between 0 and {MAXIMUM_MINUTES} minutes."))),
            None => Err(Invalid::wrong_type("a whole number of minutes")),
        }
    }

    fn write(&self, value: &Value, out: &mut String) {
        match value.as_integer() {
            Some(minutes) => write_integer(minutes, out),
            None => out.push_str("null"),
        }
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"integer","minimum":0,"maximum":{MAXIMUM_MINUTES},"description":"Minutes."}}"#)
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("{column} >= 0"))
    }

    fn read_text(&self, text: &str) -> Json {
        text.trim().parse::<i64>().map_or_else(|_| text.into(), Json::from)
    }
}

/// A length of time in whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minutes(pub i64);

impl FieldType for Minutes {
    const KIND: &'static dyn FieldKind = &Duration;

    fn read(value: &Value) -> Option<Self> {
        value.as_integer().map(Minutes)
    }
}
