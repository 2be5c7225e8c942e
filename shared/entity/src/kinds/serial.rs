use serde_json::Value as Json;

use super::string;
use crate::json::{write_integer, write_string};
use crate::kind::ORDERED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// The id of a row that the database numbers itself, such as an entry of the change log: `chg_42`, stored as 42.
pub struct Serial {
    /// The entity's prefix.
    pub prefix: &'static str,
}

impl FieldKind for Serial {
    fn name(&self) -> &'static str {
        "id"
    }

    fn storage(&self) -> Storage {
        Storage::Integer
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let number = string(json)?.strip_prefix(self.prefix).and_then(|rest| rest.strip_prefix('_'));
        let canonical = |digits: &&str| !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
        number
            .filter(canonical)
            .and_then(|digits| digits.parse::<i64>().ok())
            .map(Value::Integer)
            .ok_or_else(|| Invalid::new("id", format!("Must be an id that begins with {}_.", self.prefix)))
    }

    fn write(&self, value: &Value, out: &mut String) {
        match value.as_integer() {
            Some(number) => {
                let mut id = format!("{}_", self.prefix);
                write_integer(number, &mut id);
                write_string(&id, out);
            }
            None => out.push_str("null"),
        }
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","pattern":"^{}_[1-9][0-9]{{0,18}}$"}}"#, self.prefix)
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }
}

/// The number of a row that the database numbers itself. The derive gives it the entity's prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SerialId(pub i64);

impl FieldType for SerialId {
    const KIND: &'static dyn FieldKind = &Serial { prefix: "" };

    fn read(value: &Value) -> Option<Self> {
        value.as_integer().map(SerialId)
    }
}
