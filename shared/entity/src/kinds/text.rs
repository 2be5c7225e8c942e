use serde_json::Value as Json;

use super::{bounded, string, trimmed, write_text};
use crate::kind::TEXTUAL;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// One line of text. Space around it is taken off, and what is left must not be empty.
pub struct Text {
    /// The greatest length, in characters.
    pub maximum: usize,
}

impl FieldKind for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn storage(&self) -> Storage {
        Storage::Words
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        Ok(bounded(trimmed(string(json)?)?, self.maximum, false)?.into())
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","minLength":1,"maxLength":{}}}"#, self.maximum)
    }

    fn operators(&self) -> &'static [Operator] {
        TEXTUAL
    }
}

/// One line of text, `MAXIMUM` characters at most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<const MAXIMUM: usize>(pub String);

impl<const MAXIMUM: usize> FieldType for Line<MAXIMUM> {
    const KIND: &'static dyn FieldKind = &Text { maximum: MAXIMUM };

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| Line(text.to_owned()))
    }
}
