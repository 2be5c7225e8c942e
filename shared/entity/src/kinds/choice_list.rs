use serde_json::Value as Json;

use super::write_document;
use crate::kind::LISTED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value, json};

/// Some of a fixed set of words, each once, stored as a JSON array.
pub struct ChoiceList {
    /// The words.
    pub options: &'static [&'static str],
}

impl FieldKind for ChoiceList {
    fn name(&self) -> &'static str {
        "choice_list"
    }

    fn storage(&self) -> Storage {
        Storage::Document
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let elements = json.as_array().ok_or_else(|| Invalid::wrong_type("an array of strings"))?;
        let mut words: Vec<&str> = Vec::new();
        for (position, element) in elements.iter().enumerate() {
            let word = element.as_str().ok_or_else(|| Invalid::wrong_type("a string").at(position))?;
            if !self.options.contains(&word) {
                let message = format!("Must be one of {}.", self.options.join(", "));
                return Err(Invalid::new("not_a_choice", message).at(position));
            }
            if !words.contains(&word) {
                words.push(word);
            }
        }
        Ok(json::write_strings(&words).into())
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_document(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"array","items":{{"type":"string","enum":["{}"]}}}}"#, self.options.join("\",\""))
    }

    fn operators(&self) -> &'static [Operator] {
        LISTED
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("json_valid({column})"))
    }

    fn choices(&self) -> &[&'static str] {
        self.options
    }

    fn read_text(&self, text: &str) -> Json {
        json::of_strings(super::text_list::split(text))
    }
}

/// An enum made by [`crate::choice!`].
pub trait ChoiceType: Sized {
    /// The kind of a list of its words.
    const LIST_KIND: &'static dyn FieldKind;

    /// The value of a word.
    fn from_choice(word: &str) -> Option<Self>;
}

/// Several values of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Choices<T>(pub Vec<T>);

impl<T: ChoiceType> FieldType for Choices<T> {
    const KIND: &'static dyn FieldKind = T::LIST_KIND;

    fn read(value: &Value) -> Option<Self> {
        let words = json::read_strings(value.as_text()?)?;
        words.iter().map(|word| T::from_choice(word)).collect::<Option<Vec<T>>>().map(Choices)
    }
}
