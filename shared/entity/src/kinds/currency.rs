use serde_json::Value as Json;

use super::{string, write_text};
use crate::kind::EQUALITY;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// An ISO 4217 currency code such as `EUR`.
pub struct Currency;

impl FieldKind for Currency {
    fn name(&self) -> &'static str {
        "currency"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let code = string(json)?;
        if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Ok(code.into());
        }
        Err(Invalid::new("currency", "Must be an ISO 4217 code such as EUR."))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "pattern": "^[A-Z]{3}$"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }

    fn read_text(&self, text: &str) -> Json {
        text.trim().to_ascii_uppercase().into()
    }
}

super::text_type!(
    /// An ISO 4217 currency code.
    CurrencyCode,
    Currency
);
