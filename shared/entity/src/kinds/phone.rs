use serde_json::Value as Json;

use super::{string, write_text};
use crate::kind::TEXTUAL;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// A telephone number in E.164 form: `+`, country code, 8 to 15 digits in all. Spaces and punctuation that people
/// write are taken out.
pub struct Phone;

impl FieldKind for Phone {
    fn name(&self) -> &'static str {
        "phone"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let written = string(json)?.trim();
        let written = written.strip_prefix("00").map_or_else(|| written.to_owned(), |rest| format!("+{rest}"));
        let number: String =
            written.chars().filter(|character| !matches!(character, ' ' | '-' | '.' | '(' | ')' | '/')).collect();
        let digits = number.strip_prefix('+').unwrap_or_default();
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        if (8..=15).contains(&digits.len()) && all_digits && !digits.starts_with('0') {
            return Ok(number.into());
        }
        Err(Invalid::new("phone", "Must be an international number such as +49 30 901820."))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "format": "phone", "pattern": "^\\+[1-9][0-9]{7,14}$"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        TEXTUAL
    }
}

super::text_type!(
    /// A telephone number in E.164 form.
    PhoneNumber,
    Phone
);
