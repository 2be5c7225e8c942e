use serde_json::Value as Json;

use crate::kind::PRESENCE;
use crate::{FieldKind, Invalid, Operator, Storage, Value, json};

/// The values of a tenant's own fields, as one JSON object. What each may hold is decided by the tenant's
/// definitions; see [`crate::custom`].
pub struct CustomValues;

impl FieldKind for CustomValues {
    fn name(&self) -> &'static str {
        "custom_values"
    }

    fn storage(&self) -> Storage {
        Storage::Document
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        if json.is_object() { Ok(json.to_string().into()) } else { Err(Invalid::wrong_type("an object")) }
    }

    fn write(&self, value: &Value, out: &mut String) {
        out.push_str(value.as_text().unwrap_or("{}"));
    }

    fn schema(&self) -> String {
        r#"{"type": "object"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("json_valid({column})"))
    }

    fn read_text(&self, text: &str) -> Json {
        json::read(text).unwrap_or_else(|| text.into())
    }
}
