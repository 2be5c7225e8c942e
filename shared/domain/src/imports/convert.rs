//! A row of a file as the JSON body of a record.

use entity::{Invalid, json};
use serde_json::{Map, Value as Json};

use super::Target;
use super::mapping::Mapping;
use super::options::Options;
use super::synonyms::{synonym, time_zone, truth};

/// A row as the members of a record, and what did not fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Converted {
    /// The body of a create or an update. Empty cells are absent, or null if the import clears.
    pub members: Map<String, Json>,
    /// What is wrong with the row. It is imported only if there is nothing.
    pub problems: Vec<Problem>,
}

/// A cell that does not fit its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The title of its column; empty for cells beyond the last title.
    pub title: String,
    /// The field.
    pub field: String,
    /// Why.
    pub invalid: Invalid,
}

impl Problem {
    /// The form in which a rejected row keeps its reasons.
    pub fn to_json(&self) -> Json {
        let Invalid { code, message, .. } = &self.invalid;
        json::object([
            ("column", self.title.as_str().into()),
            ("field", self.field.as_str().into()),
            ("code", (*code).into()),
            ("message", message.as_str().into()),
        ])
    }
}

/// Converts a row.
pub fn convert(mapping: &Mapping<'_>, options: &Options, cells: &[String]) -> Converted {
    let mut converted = Converted::default();
    for (position, target) in mapping.targets.iter().enumerate() {
        let Some(target) = target else { continue };
        let text = cells.get(position).map(|cell| cell.trim()).unwrap_or_default();
        let value = match text {
            "" if options.clear_blanks => Ok(Json::Null),
            "" => continue,
            text => value_of(target, options, text),
        };
        match value {
            Ok(value) => put(&mut converted.members, target, value),
            Err(invalid) => {
                let title = mapping.titles.get(position).cloned().unwrap_or_default();
                converted.problems.push(Problem { title, field: target.name(), invalid });
            }
        }
    }
    let beyond = cells.iter().skip(mapping.titles.len());
    if beyond.into_iter().any(|cell| !cell.trim().is_empty()) {
        let message = "The row has more cells than the file has columns. Perhaps a text with a comma lacks its quotes.";
        let invalid = Invalid::new("too_many_cells", message);
        converted.problems.push(Problem { title: String::new(), field: String::new(), invalid });
    }
    converted
}

/// Puts a value where the record has it. Of several columns for one field, lists are united and otherwise the first
/// that holds something counts.
fn put(members: &mut Map<String, Json>, target: &Target<'_>, value: Json) {
    let (members, name) = match target {
        Target::Field(field) => (members, field.name),
        Target::Custom(field) => {
            let custom = members.entry("custom_fields").or_insert_with(|| Json::Object(Map::new()));
            let Some(custom) = custom.as_object_mut() else { return };
            (custom, field.name.as_str())
        }
    };
    match (members.get_mut(name), value) {
        (Some(Json::Array(own)), Json::Array(more)) => {
            for element in more {
                if !own.contains(&element) {
                    own.push(element);
                }
            }
        }
        (Some(present), _) if !present.is_null() => {}
        // A list that must be there is cleared by an empty one.
        (_, Json::Null) if is_required_list(target) => {
            members.insert(name.to_owned(), Json::Array(Vec::new()));
        }
        (_, value) => {
            members.insert(name.to_owned(), value);
        }
    }
}

fn is_required_list(target: &Target<'_>) -> bool {
    match target {
        Target::Field(field) => field.required && matches!(field.kind.name(), "text_list" | "choice_list"),
        Target::Custom(_) => false,
    }
}

/// Reads a cell that is not empty, as people write it.
fn value_of(target: &Target<'_>, options: &Options, text: &str) -> Result<Json, Invalid> {
    let kind = target.kind();
    let text = match kind.name() {
        "phone" => options.phone(text),
        "integer" | "duration" => options.whole_number(text),
        "money" | "decimal" | "percent" => options.number(text),
        "date" => options.date(text).unwrap_or_else(|| text.to_owned()),
        "timestamp" => options.time(text).unwrap_or_else(|| text.to_owned()),
        "time_zone" => time_zone(text),
        "boolean" => truth(text)?.to_owned(),
        _ => text.to_owned(),
    };
    match target {
        Target::Field(field) => {
            let value = match synonym(field.name, &text) {
                Some(word) if kind.choices().contains(&word) => word.into(),
                _ => kind.read_text(&text),
            };
            // As the API would show it, so that two ways to write a value make one.
            let mut shown = String::new();
            kind.write(&kind.parse(&value)?, &mut shown);
            Ok(json::read(&shown).unwrap_or(value))
        }
        Target::Custom(field) => field.check(&kind.read_text(&text)),
    }
}
