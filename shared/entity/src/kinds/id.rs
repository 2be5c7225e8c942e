use serde_json::Value as Json;

use super::{string, write_text};
use crate::kind::ORDERED;
use crate::{FieldKind, Invalid, Operator, Storage, Value, id};

/// The id of a row: a type prefix and a UUIDv7; see [`crate::id`].
pub struct Id {
    /// The entity's prefix.
    pub prefix: &'static str,
}

impl FieldKind for Id {
    fn name(&self) -> &'static str {
        "id"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        parse_id(json, self.prefix)
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","pattern":"^{}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$"}}"#, self.prefix)
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }
}

/// An id with this prefix, or why it is not one.
pub fn parse_id(json: &Json, prefix: &str) -> Result<Value, Invalid> {
    let text = string(json)?;
    if id::is_valid(prefix, text) {
        return Ok(text.into());
    }
    Err(Invalid::new("id", format!("Must be an id that begins with {prefix}_.")))
}

super::text_type!(
    /// The id of the row itself. The derive gives it the entity's prefix.
    RowId,
    Id { prefix: "" }
);
