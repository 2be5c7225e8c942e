//! The field kinds, one file each.

pub(crate) mod actor_id;
pub(crate) mod address;
pub(crate) mod boolean;
pub(crate) mod choice;
pub(crate) mod choice_list;
pub(crate) mod currency;
pub(crate) mod custom_values;
pub(crate) mod date;
pub(crate) mod decimal;
pub(crate) mod duration;
pub(crate) mod email;
pub(crate) mod file;
pub(crate) mod geo_point;
pub(crate) mod id;
pub(crate) mod integer;
pub(crate) mod json;
pub(crate) mod language;
pub(crate) mod long_text;
pub(crate) mod money;
pub(crate) mod percent;
pub(crate) mod phone;
pub(crate) mod reference;
pub(crate) mod scaled;
pub(crate) mod sealed;
pub(crate) mod serial;
pub(crate) mod slug;
pub(crate) mod text;
pub(crate) mod text_list;
pub(crate) mod textarea;
pub(crate) mod time_zone;
pub(crate) mod timestamp;
pub(crate) mod url;

pub use actor_id::ActorId;
pub use address::Address;
pub use boolean::Boolean;
pub use choice::Choice;
pub use choice_list::ChoiceList;
pub use currency::Currency;
pub use custom_values::CustomValues;
pub use date::Date;
pub use decimal::Decimal;
pub use duration::Duration;
pub use email::Email;
pub use file::File;
pub use geo_point::GeoPoint;
pub use id::Id;
pub use integer::Integer;
pub use json::Json;
pub use language::Language;
pub use long_text::LongText;
pub use money::Money;
pub use percent::Percent;
pub use phone::Phone;
pub use reference::Reference;
pub use sealed::Sealed;
pub use serial::Serial;
pub use slug::Slug;
pub use text::Text;
pub use text_list::TextList;
pub use textarea::Textarea;
pub use time_zone::TimeZone;
pub use timestamp::Timestamp;
pub use url::Url;

use crate::json::write_string;
use crate::{Invalid, Value};

/// The string in a JSON value, or the refusal of another type.
fn string(json: &serde_json::Value) -> Result<&str, Invalid> {
    json.as_str().ok_or_else(|| Invalid::wrong_type("a string"))
}

/// Text without the characters that no reader expects, `maximum` Unicode characters at most.
///
/// NUL would end SQLite's comparison early, and U+10FFFF is the upper bound of prefix ranges.
fn bounded(text: &str, maximum: usize, lines: bool) -> Result<&str, Invalid> {
    if text.chars().count() > maximum {
        return Err(Invalid::new("too_long", format!("Must be at most {maximum} characters long.")));
    }
    let forbidden = |character: char| match character {
        '\n' | '\r' | '\t' => !lines,
        '\u{10ffff}' => true,
        other => other.is_control(),
    };
    if text.chars().any(forbidden) {
        let what = if lines { "control characters" } else { "line breaks or other control characters" };
        return Err(Invalid::new("control_character", format!("Must not contain {what}.")));
    }
    Ok(text)
}

/// Text that is not empty once the space around it is gone.
fn trimmed(text: &str) -> Result<&str, Invalid> {
    let text = text.trim();
    if text.is_empty() { Err(Invalid::new("empty", "Must not be empty. Send null for no value.")) } else { Ok(text) }
}

/// Writes a text cell as a JSON string.
fn write_text(value: &Value, out: &mut String) {
    match value.as_text() {
        Some(text) => write_string(text, out),
        None => out.push_str("null"),
    }
}

/// Writes a cell that holds JSON text as it is.
fn write_document(value: &Value, out: &mut String) {
    out.push_str(value.as_text().unwrap_or("null"));
}

/// Declares a Rust type that holds the text of a kind.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $kind:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub String);

        impl $crate::FieldType for $name {
            const KIND: &'static dyn $crate::FieldKind = &$kind;

            fn read(value: &$crate::Value) -> Option<Self> {
                value.as_text().map(|text| $name(text.to_owned()))
            }
        }
    };
}
pub(crate) use text_type;
