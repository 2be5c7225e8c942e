use serde_json::Value as Document;

use super::write_document;
use crate::kind::PRESENCE;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// The greatest size of a JSON field, in bytes of its compact text.
const MAXIMUM_BYTES: usize = 64 * 1024;

/// Any JSON object or array.
pub struct Json;

impl FieldKind for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn storage(&self) -> Storage {
        Storage::Document
    }

    fn parse(&self, json: &Document) -> Result<Value, Invalid> {
        if !json.is_object() && !json.is_array() {
            return Err(Invalid::wrong_type("an object or an array"));
        }
        let text = json.to_string();
        if text.len() > MAXIMUM_BYTES {
            return Err(Invalid::new("too_long", format!("Must be at most {MAXIMUM_BYTES} bytes of JSON.")));
        }
        Ok(text.into())
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_document(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": ["object", "array"]}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("json_valid({column})"))
    }

    fn read_text(&self, text: &str) -> Document {
        crate::json::read(text).unwrap_or_else(|| text.into())
    }
}

impl FieldType for Document {
    const KIND: &'static dyn FieldKind = &Json;

    fn read(value: &Value) -> Option<Self> {
        crate::json::read(value.as_text()?)
    }
}
