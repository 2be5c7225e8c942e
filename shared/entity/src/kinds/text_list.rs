use serde_json::Value as Json;

use super::{bounded, trimmed, write_document};
use crate::kind::LISTED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value, json};

/// The most elements of a list.
const MOST: usize = 100;
/// The greatest length of an element, in characters.
const MAXIMUM: usize = 200;

/// A list of short texts, each once, stored as a JSON array.
pub struct TextList;

impl FieldKind for TextList {
    fn name(&self) -> &'static str {
        "text_list"
    }

    fn storage(&self) -> Storage {
        Storage::Document
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let elements = json.as_array().ok_or_else(|| Invalid::wrong_type("an array of strings"))?;
        if elements.len() > MOST {
            return Err(Invalid::new("too_many", format!("Must have at most {MOST} elements.")));
        }
        let mut texts: Vec<&str> = Vec::new();
        for (position, element) in elements.iter().enumerate() {
            let text = element.as_str().ok_or_else(|| Invalid::wrong_type("a string").at(position))?;
            let text =
                trimmed(text).and_then(|text| bounded(text, MAXIMUM, false)).map_err(|invalid| invalid.at(position))?;
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        Ok(json::write_strings(&texts).into())
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_document(value, out);
    }

    fn schema(&self) -> String {
        format!(
            r#"{{"type":"array","items":{{"type":"string","minLength":1,"maxLength":{MAXIMUM}}},"maxItems":{MOST}}}"#
        )
    }

    fn operators(&self) -> &'static [Operator] {
        LISTED
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("json_valid({column})"))
    }

    fn read_text(&self, text: &str) -> Json {
        json::of_strings(split(text))
    }
}

/// The elements of a list as people write it in a cell: separated by semicolons, or else by commas; or as JSON, where
/// an element holds one of these.
pub(super) fn split(text: &str) -> Vec<String> {
    if let Some(elements) = Some(text).filter(|text| text.starts_with('[')).and_then(json::read_strings) {
        return elements;
    }
    let separator = if text.contains(';') { ';' } else { ',' };
    text.split(separator).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

impl FieldType for Vec<String> {
    const KIND: &'static dyn FieldKind = &TextList;

    fn read(value: &Value) -> Option<Self> {
        json::read_strings(value.as_text()?)
    }
}
