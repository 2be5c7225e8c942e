use serde_json::Value as Json;

use super::{bounded, string, trimmed, write_text};
use crate::kind::TEXTUAL;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// The greatest length, in characters.
const MAXIMUM: usize = 2048;

/// The same as a regular expression, as JSON text.
const PATTERN: &str = r#""^https?://[^\\s@\"<>\\\\/?#]+([/?#][^\\s\"<>\\\\]*)?$""#;

/// An absolute `http` or `https` address.
pub struct Url;

impl FieldKind for Url {
    fn name(&self) -> &'static str {
        "url"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let url = bounded(trimmed(string(json)?)?, MAXIMUM, false)?;
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let clean =
            !url.contains(|character: char| character.is_whitespace() || matches!(character, '"' | '<' | '>' | '\\'));
        if clean && !host.is_empty() && !host.contains('@') {
            return Ok(url.into());
        }
        Err(Invalid::new("url", "Must be an address that begins with https:// or http://."))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","format":"uri","maxLength":{MAXIMUM},"pattern":{PATTERN}}}"#)
    }

    fn operators(&self) -> &'static [Operator] {
        TEXTUAL
    }

    fn read_text(&self, text: &str) -> Json {
        let text = text.trim();
        if text.contains("://") { text.into() } else { format!("https://{text}").into() }
    }
}

super::text_type!(
    /// An absolute web address.
    WebAddress,
    Url
);
