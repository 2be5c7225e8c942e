use serde_json::Value as Json;

use super::{bounded, string, write_text};
use crate::kind::EQUALITY;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// The id of whoever acted: a user, an API key, or a word for the system. Not a foreign key, because a record of who
/// acted outlives them.
pub struct ActorId;

impl FieldKind for ActorId {
    fn name(&self) -> &'static str {
        "actor_id"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        Ok(bounded(string(json)?, 64, false)?.into())
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "maxLength": 64}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }
}
