use serde_json::Value as Json;

use super::{bounded, string, write_text};
use crate::kind::PRESENCE;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// The greatest length of the clear text, in characters.
const MAXIMUM: usize = 10_000;

/// Text that is encrypted (AES-256-GCM) between this kind and the database. Here it is still, or again, in clear.
pub struct Sealed;

impl FieldKind for Sealed {
    fn name(&self) -> &'static str {
        "sealed"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        Ok(bounded(string(json)?, MAXIMUM, true)?.into())
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","maxLength":{MAXIMUM},"description":"Encrypted at rest."}}"#)
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }

    fn sealed(&self) -> bool {
        true
    }
}

super::text_type!(
    /// Sealed text: cipher text as read from the database.
    SealedText,
    Sealed
);
