use serde_json::Value as Json;

use crate::kind::EQUALITY;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// True or false, stored as 1 or 0.
pub struct Boolean;

impl FieldKind for Boolean {
    fn name(&self) -> &'static str {
        "boolean"
    }

    fn storage(&self) -> Storage {
        Storage::Integer
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        json.as_bool().map(Value::from).ok_or_else(|| Invalid::wrong_type("true or false"))
    }

    fn write(&self, value: &Value, out: &mut String) {
        out.push_str(match value {
            Value::Integer(0) => "false",
            Value::Integer(_) => "true",
            _ => "null",
        });
    }

    fn schema(&self) -> String {
        r#"{"type":"boolean"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("{column} IN (0, 1)"))
    }

    fn read_text(&self, text: &str) -> Json {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "1" | "x" => Json::Bool(true),
            "false" | "no" | "n" | "0" => Json::Bool(false),
            _ => text.into(),
        }
    }
}

impl FieldType for bool {
    const KIND: &'static dyn FieldKind = &Boolean;

    fn read(value: &Value) -> Option<Self> {
        value.as_integer().map(|number| number != 0)
    }
}
