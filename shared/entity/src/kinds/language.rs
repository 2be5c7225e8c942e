use serde_json::Value as Json;

use super::{string, write_text};
use crate::kind::EQUALITY;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// A language tag of BCP 47, such as `de` or `pt-BR`: its shape, not its registration.
pub struct Language;

impl FieldKind for Language {
    fn name(&self) -> &'static str {
        "language"
    }

    fn storage(&self) -> Storage {
        Storage::Words
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let tag = string(json)?;
        let mut parts = tag.split('-');
        let primary = parts.next().unwrap_or_default();
        let primary_fits = (2..=8).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
        let part_fits =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if tag.len() <= 35 && primary_fits && parts.all(part_fits) {
            return Ok(tag.into());
        }
        Err(Invalid::new("language", "Must be a language tag such as en or pt-BR."))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "maxLength": 35, "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }
}

super::text_type!(
    /// A language tag of BCP 47.
    LanguageTag,
    Language
);
