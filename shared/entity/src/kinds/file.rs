use serde_json::Value as Json;

use super::{string, write_text};
use crate::kind::EQUALITY;
use crate::{FieldKind, Invalid, Operator, Storage, Value, id};

/// The id of a stored file, `fil_…`.
pub struct File;

impl FieldKind for File {
    fn name(&self) -> &'static str {
        "file"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let file = string(json)?;
        if id::is_valid("fil", file) {
            Ok(file.into())
        } else {
            Err(Invalid::new("id", "Must be a file id such as fil_…."))
        }
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "pattern": "^fil_[0-9a-hjkmnp-tv-z]{26}$"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }
}

super::text_type!(
    /// The id of a stored file.
    FileId,
    File
);
