use serde_json::Value as Json;

use crate::json::write_integer;
use crate::kind::ORDERED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// A whole number within bounds.
pub struct Integer {
    /// The least value.
    pub minimum: i64,
    /// The greatest value.
    pub maximum: i64,
}

impl FieldKind for Integer {
    fn name(&self) -> &'static str {
        "integer"
    }

    fn storage(&self) -> Storage {
        Storage::Integer
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        match json.as_i64() {
            Some(number) if (self.minimum..=self.maximum).contains(&number) => Ok(number.into()),
            Some(_) => {
                let message = format!("Must be between {} and {}.", self.minimum, self.maximum);
                Err(Invalid::new("out_of_range", message))
            }
            None => Err(Invalid::wrong_type("a whole number")),
        }
    }

    fn write(&self, value: &Value, out: &mut String) {
        match value.as_integer() {
            Some(number) => write_integer(number, out),
            None => out.push_str("null"),
        }
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"integer","minimum":{},"maximum":{}}}"#, self.minimum, self.maximum)
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }

    fn check(&self, column: &str) -> Option<String> {
        if self.minimum == i64::MIN && self.maximum == i64::MAX {
            return None;
        }
        Some(format!("{column} BETWEEN {} AND {}", self.minimum, self.maximum))
    }

    fn read_text(&self, text: &str) -> Json {
        let digits: String = text.trim().chars().filter(|character| *character != ',' && *character != ' ').collect();
        digits.parse::<i64>().map_or_else(|_| text.into(), Json::from)
    }
}

/// The greatest integer that every JSON reader keeps exactly: 2⁵³ − 1 (RFC 8259, section 6).
pub const SAFE_INTEGER: i64 = 9_007_199_254_740_991;

impl FieldType for i64 {
    const KIND: &'static dyn FieldKind = &Integer { minimum: -SAFE_INTEGER, maximum: SAFE_INTEGER };

    fn read(value: &Value) -> Option<Self> {
        value.as_integer()
    }
}

/// A whole number from `LEAST` to `MOST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bounded<const LEAST: i64, const MOST: i64>(pub i64);

impl<const LEAST: i64, const MOST: i64> FieldType for Bounded<LEAST, MOST> {
    const KIND: &'static dyn FieldKind = &Integer { minimum: LEAST, maximum: MOST };

    fn read(value: &Value) -> Option<Self> {
        value.as_integer().map(Bounded)
    }
}
