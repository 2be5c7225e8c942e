use serde_json::Value as Json;

use super::LongText;
use crate::kind::TEXTUAL;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// Text of many lines in a field that a tenant added, which lists are filtered and sorted by like by any other.
pub struct Textarea;

impl FieldKind for Textarea {
    fn name(&self) -> &'static str {
        "textarea"
    }

    fn storage(&self) -> Storage {
        Storage::Words
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        LongText.parse(json)
    }

    fn write(&self, value: &Value, out: &mut String) {
        LongText.write(value, out);
    }

    fn schema(&self) -> String {
        LongText.schema()
    }

    fn operators(&self) -> &'static [Operator] {
        TEXTUAL
    }
}
