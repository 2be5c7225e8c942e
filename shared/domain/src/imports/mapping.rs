//! Which column fills which field.

use entity::{Invalid, order};
use serde_json::{Map, Value as Json};
use strsim::jaro_winkler;

use super::{Importable, Target, title_key};

/// From this confidence on a suggestion needs nobody to look at it.
pub const SURE: u8 = 90;

/// The confidence of a title that is a field's name, or the label of a custom field.
const NAME: u8 = 100;
/// The confidence of a title that is an alias.
const ALIAS: u8 = 95;
/// The confidence of a title that is nearly a name or an alias.
const NEAR: u8 = 60;
/// How alike (Jaro and Winkler) nearly is, and how long a title must be for that to say something.
const NEARLY: f64 = 0.94;
const LONG_ENOUGH: usize = 5;

/// What a column seems to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The title in the file.
    pub title: String,
    /// The field, if there is one.
    pub field: Option<String>,
    /// From 0 to 100.
    pub confidence: u8,
}

/// Says for each column of a file which field it seems to be. No field is suggested twice: the surer column has it,
/// then the first.
pub fn suggest(importable: Importable<'_>, titles: &[String]) -> Vec<Suggestion> {
    let mut likely: Vec<(u8, usize, String)> = Vec::new();
    for (column, title) in titles.iter().enumerate() {
        for target in importable.targets() {
            let confidence = confidence(title, &target);
            if confidence > 0 {
                likely.push((confidence, column, target.name()));
            }
        }
    }
    order::sort_by(&mut likely, |one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    let unknown = |title: &String| Suggestion { title: title.clone(), field: None, confidence: 0 };
    let mut suggestions: Vec<Suggestion> = titles.iter().map(unknown).collect();
    for (confidence, column, field) in likely {
        if suggestions.iter().any(|suggestion| suggestion.field.as_ref() == Some(&field)) {
            continue;
        }
        if let Some(suggestion) = suggestions.get_mut(column).filter(|suggestion| suggestion.field.is_none()) {
            suggestion.field = Some(field);
            suggestion.confidence = confidence;
        }
    }
    suggestions
}

fn confidence(title: &str, target: &Target<'_>) -> u8 {
    // Another system's ids are not ours: only our own export says `company_id` and means it.
    if target.kind().references().is_some() {
        return if title.trim() == target.name() { NAME } else { 0 };
    }
    let (names, aliases) = match target {
        Target::Field(field) => (vec![field.name], field.aliases.to_vec()),
        Target::Custom(field) => (vec![field.name.as_str(), field.label.as_str()], Vec::new()),
    };
    let title_is = title_key(title);
    let is = |name: &&str| title_key(name) == title_is;
    let near = |name: &str| {
        let name = title_key(name);
        title_is.len() >= LONG_ENOUGH && name.len() >= LONG_ENOUGH && jaro_winkler(&name, &title_is) >= NEARLY
    };
    if title_is.is_empty() {
        0
    } else if names.iter().any(is) || title.trim() == target.name() {
        NAME
    } else if aliases.iter().any(is) {
        ALIAS
    } else if names.iter().chain(&aliases).any(|name| near(name)) {
        NEAR
    } else {
        0
    }
}

/// The field of each column.
#[derive(Clone)]
pub struct Mapping<'a> {
    /// The titles of the file.
    pub titles: Vec<String>,
    /// The field that each column fills; none for columns that are left out.
    pub targets: Vec<Option<Target<'a>>>,
}

impl<'a> Mapping<'a> {
    /// Reads a mapping `{"title": "field", …}`: a column that is not in it, or has null, is left out. Refuses titles
    /// that the file does not have and fields that there are not, all at once.
    pub fn read(
        importable: Importable<'a>,
        titles: &[String],
        mapping: &Map<String, Json>,
    ) -> Result<Self, Vec<Invalid>> {
        let mut refused = Vec::new();
        let mut targets: Vec<Option<Target<'a>>> = vec![None; titles.len()];
        for (title, field) in mapping {
            let pointer = title.chars().take(100).collect::<String>().replace('~', "~0").replace('/', "~1");
            let columns = titles.iter().zip(&mut targets).filter(|(own, _)| own.trim() == title.trim());
            // Of columns with the same title the first one counts.
            let Some((_, slot)) = columns.into_iter().next() else {
                refused.push(Invalid::new("unknown_column", "The file has no such column.").at(pointer));
                continue;
            };
            match field {
                Json::Null => {}
                Json::String(name) => match importable.target(name) {
                    Some(target) => *slot = Some(target),
                    None => {
                        let invalid = Invalid::new("unknown_field", "There is no such field to import into.");
                        refused.push(invalid.at(pointer));
                    }
                },
                _ => refused.push(Invalid::wrong_type("the name of a field, or null").at(pointer)),
            }
        }
        if refused.is_empty() { Ok(Mapping { titles: titles.to_vec(), targets }) } else { Err(refused) }
    }

    /// The mapping that is suggested, as far as it is sure.
    pub fn suggested(importable: Importable<'a>, titles: &[String]) -> Self {
        let sure = |suggestion: &Suggestion| suggestion.confidence >= SURE;
        let target = |suggestion: Suggestion| {
            Some(suggestion).filter(sure).and_then(|suggestion| importable.target(&suggestion.field?))
        };
        let targets = suggest(importable, titles).into_iter().map(target).collect();
        Mapping { titles: titles.to_vec(), targets }
    }
}
