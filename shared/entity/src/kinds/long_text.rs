use serde_json::Value as Json;

use super::{bounded, string, write_text};
use crate::kind::PRESENCE;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// The greatest length, in characters.
const MAXIMUM: usize = 100_000;

/// Text of many lines.
pub struct LongText;

impl FieldKind for LongText {
    fn name(&self) -> &'static str {
        "long_text"
    }

    fn storage(&self) -> Storage {
        Storage::Words
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        Ok(bounded(string(json)?, MAXIMUM, true)?.into())
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","maxLength":{MAXIMUM}}}"#)
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }
}

super::text_type!(
    /// Text of many lines.
    Prose,
    LongText
);
