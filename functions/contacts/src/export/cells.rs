//! Cells of a row as the cells of a CSV file.

use std::borrow::Cow;

use domain::contacts::formula::harmless;
use entity::{FieldDef, FieldKind, Storage, Value, json};
use serde_json::Value as Json;

/// Kinds whose text their own rule keeps from being a formula: a telephone number is a plus sign and digits, and
/// other systems want it so.
const PLAIN: &[&str] = &["phone", "date", "id", "reference", "choice", "currency", "time_zone", "language"];

/// A cell of a declared field.
pub fn declared<'v>(field: &FieldDef, value: &'v Value) -> Cow<'v, str> {
    match value {
        Value::Null | Value::Blob(_) => Cow::Borrowed(""),
        Value::Text(text) if field.kind.storage() != Storage::Document => guarded(field.kind, text),
        value => {
            let mut written = String::new();
            field.kind.write(value, &mut written);
            document(field.kind, &json::read(&written).unwrap_or_default())
        }
    }
}

/// A cell of a field of the tenant's own, as it stands in the document of a row.
pub fn custom(kind: &'static dyn FieldKind, value: Option<&Json>) -> Cow<'static, str> {
    document(kind, value.unwrap_or(&Json::Null))
}

fn document(kind: &dyn FieldKind, value: &Json) -> Cow<'static, str> {
    match value {
        Json::Null => Cow::Borrowed(""),
        // Numbers and times are written as strings by some kinds; what is stored as a number is no formula.
        Json::String(text) if kind.storage() == Storage::Integer => Cow::Owned(text.clone()),
        Json::String(text) => Cow::Owned(guarded(kind, text).into_owned()),
        Json::Array(elements) => Cow::Owned(guarded(kind, &list(elements)).into_owned()),
        other => Cow::Owned(other.to_string()),
    }
}

fn guarded<'t>(kind: &dyn FieldKind, text: &'t str) -> Cow<'t, str> {
    if PLAIN.contains(&kind.name()) { Cow::Borrowed(text) } else { harmless(text) }
}

/// A list as people write it, or as JSON where that could not be read back.
fn list(elements: &[Json]) -> String {
    let texts: Option<Vec<&str>> = elements.iter().map(Json::as_str).collect();
    let plain = |text: &&str| !text.contains([',', ';']) && !text.starts_with('[');
    match texts.filter(|texts| texts.iter().all(plain)) {
        Some(texts) => texts.join("; "),
        None => Json::from(elements.to_vec()).to_string(),
    }
}
