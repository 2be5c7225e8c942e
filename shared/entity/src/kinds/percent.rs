use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::scaled;
use crate::kind::ORDERED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// Decimal places of a percentage.
const SCALE: u32 = 4;

/// A percentage from 0 to 100, a decimal string in JSON, ten-thousandths of a percent in the database.
pub struct Percent;

impl FieldKind for Percent {
    fn name(&self) -> &'static str {
        "percent"
    }

    fn storage(&self) -> Storage {
        Storage::Integer
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        scaled::parse(json, SCALE, 0, 100)
    }

    fn write(&self, value: &Value, out: &mut String) {
        scaled::write(value, SCALE, 0, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "format": "decimal", "pattern": "^(100(\\.0{1,4})?|[0-9]{1,2}(\\.[0-9]{1,4})?)$"}"#
            .to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("{column} BETWEEN 0 AND 1000000"))
    }

    fn read_text(&self, text: &str) -> Json {
        text.trim().trim_end_matches('%').trim_end().into()
    }
}

/// A percentage from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentage(pub Decimal);

impl FieldType for Percentage {
    const KIND: &'static dyn FieldKind = &Percent;

    fn read(value: &Value) -> Option<Self> {
        value.as_integer().map(|integer| Percentage(scaled::from_integer(integer, SCALE)))
    }
}
