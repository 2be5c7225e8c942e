use serde_json::Value as Json;

use super::{string, write_text};
use crate::kind::EQUALITY;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// One of a fixed set of words in upper snake case.
pub struct Choice {
    /// The words.
    pub options: &'static [&'static str],
}

impl FieldKind for Choice {
    fn name(&self) -> &'static str {
        "choice"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let word = string(json)?;
        if self.options.contains(&word) {
            return Ok(word.into());
        }
        Err(Invalid::new("not_a_choice", format!("Must be one of {}.", self.options.join(", "))))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","enum":["{}"]}}"#, self.options.join("\",\""))
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("{column} IN ('{}')", self.options.join("', '")))
    }

    fn choices(&self) -> &[&'static str] {
        self.options
    }

    fn read_text(&self, text: &str) -> Json {
        let word: String = text
            .trim()
            .chars()
            .map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' })
            .collect();
        word.into()
    }
}

/// Declares an enum whose values are a [`Choice`], with the words as they stand in the database and in JSON.
#[macro_export]
macro_rules! choice {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* #[doc = concat!("`", $word, "`")] $variant),+
        }

        impl $name {
            /// Every word, in the order of declaration.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word for this value.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl $crate::FieldType for $name {
            const KIND: &'static dyn $crate::FieldKind = &$crate::kinds::Choice { options: $name::WORDS };

            fn read(value: &$crate::Value) -> Option<Self> {
                value.as_text().and_then($name::from_word)
            }
        }

        impl $crate::ChoiceType for $name {
            const LIST_KIND: &'static dyn $crate::FieldKind = &$crate::kinds::ChoiceList { options: $name::WORDS };

            fn from_choice(word: &str) -> Option<Self> {
                $name::from_word(word)
            }
        }
    };
}
