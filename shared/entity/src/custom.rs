//! Fields that a tenant adds to an entity: fifteen types, validated like declared ones.
//!
//! Values live in the `custom_fields` document of a row, in the form that the API shows: decimals as exact strings of
//! 15 digits at most, dates and times as text that sorts, lists as arrays.

use serde_json::{Map, Value as Json};

use crate::kinds::scaled;
use crate::{CustomShape, FieldKind, Invalid, Row, json, kinds};

/// What a custom field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomKind {
    /// A line of text.
    Text,
    /// Text of many lines.
    Textarea,
    /// A whole number.
    Number,
    /// An exact decimal.
    Decimal,
    /// A calendar date.
    Date,
    /// An instant.
    DateTime,
    /// True or false.
    Boolean,
    /// One of the options.
    Dropdown,
    /// Some of the options.
    MultiSelect,
    /// One of the options, all of them in view.
    Radio,
    /// Some of the options, all of them in view.
    Checkbox,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An amount of money.
    Currency,
}

impl CustomKind {
    /// Every type with its word in the database and in JSON.
    pub const ALL: &'static [(CustomKind, &'static str)] = &[
        (CustomKind::Text, "TEXT"),
        (CustomKind::Textarea, "TEXTAREA"),
        (CustomKind::Number, "NUMBER"),
        (CustomKind::Decimal, "DECIMAL"),
        (CustomKind::Date, "DATE"),
        (CustomKind::DateTime, "DATETIME"),
        (CustomKind::Boolean, "BOOLEAN"),
        (CustomKind::Dropdown, "DROPDOWN"),
        (CustomKind::MultiSelect, "MULTI_SELECT"),
        (CustomKind::Radio, "RADIO"),
        (CustomKind::Checkbox, "CHECKBOX"),
        (CustomKind::Url, "URL"),
        (CustomKind::Email, "EMAIL"),
        (CustomKind::Phone, "PHONE"),
        (CustomKind::Currency, "CURRENCY"),
    ];

    /// The type of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, candidate)| *candidate == word).map(|(kind, _)| *kind)
    }

    /// The field kind that reads, writes and compares its values.
    pub fn field_kind(self) -> &'static dyn FieldKind {
        match self {
            CustomKind::Text | CustomKind::Dropdown | CustomKind::Radio => &kinds::Text { maximum: 500 },
            CustomKind::Textarea => &kinds::Textarea,
            CustomKind::Number => &kinds::Integer { minimum: -SAFE, maximum: SAFE },
            CustomKind::Decimal => &kinds::Decimal { scale: 6, minimum: -999_999_999, maximum: 999_999_999 },
            CustomKind::Date => &kinds::Date,
            CustomKind::DateTime => &kinds::Timestamp,
            CustomKind::Boolean => &kinds::Boolean,
            CustomKind::MultiSelect | CustomKind::Checkbox => &kinds::TextList,
            CustomKind::Url => &kinds::Url,
            CustomKind::Email => &kinds::Email,
            CustomKind::Phone => &kinds::Phone,
            CustomKind::Currency => &kinds::Money,
        }
    }

    fn has_options(self) -> bool {
        matches!(self, CustomKind::Dropdown | CustomKind::Radio | CustomKind::MultiSelect | CustomKind::Checkbox)
    }
}

const SAFE: i64 = kinds::integer::SAFE_INTEGER;

/// The definition of one custom field.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomField {
    /// The entity, such as `Contact`.
    pub entity: String,
    /// The client whose records have the field; nothing when all clients' have.
    pub client_id: Option<String>,
    /// The member in `custom_fields`: `[a-z][a-z0-9_]{0,62}`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// What it holds.
    pub kind: CustomKind,
    /// What can be chosen.
    pub options: Vec<String>,
    /// Bounds: `min`, `max`, `min_length`, `max_length`.
    pub validation: Map<String, Json>,
    /// Whether a new row must have a value.
    pub required: bool,
    /// The value of a row created without one.
    pub default: Option<Json>,
}

impl CustomField {
    /// Reads a row of the table of definitions. Nothing when the row is not one.
    pub fn read(row: &Row<'_>) -> Option<Self> {
        let kind = CustomKind::from_word(row.text("field_type")?)?;
        let options = row.text("options").and_then(json::read_strings);
        let validation = match row.text("validation").and_then(json::read) {
            Some(Json::Object(bounds)) => bounds,
            _ => Map::new(),
        };
        Some(CustomField {
            entity: entity_name(row.text("entity_type")?),
            client_id: row.text("client_id").map(str::to_owned),
            name: row.text("name")?.to_owned(),
            label: row.text("label")?.to_owned(),
            kind,
            options: options.unwrap_or_default(),
            validation,
            required: row.integer("is_required") == Some(1),
            default: row.text("default_value").map(|text| kind.field_kind().read_text(text)),
        })
    }

    /// Checks a value that is not null, and gives the form that is stored.
    pub fn check(&self, value: &Json) -> Result<Json, Invalid> {
        let kind = self.kind.field_kind();
        let mut text = String::new();
        kind.write(&kind.parse(value)?, &mut text);
        let stored = json::read(&text).unwrap_or_default();
        if self.kind.has_options() {
            self.check_options(&stored)?;
        }
        self.check_bounds(&stored)?;
        Ok(stored)
    }

    fn check_options(&self, stored: &Json) -> Result<(), Invalid> {
        let chosen: Vec<&str> = match stored {
            Json::Array(elements) => elements.iter().filter_map(Json::as_str).collect(),
            other => other.as_str().into_iter().collect(),
        };
        match chosen.iter().all(|word| self.options.iter().any(|option| option == word)) {
            true => Ok(()),
            false => Err(Invalid::new("not_a_choice", format!("Must be one of {}.", self.options.join(", ")))),
        }
    }

    fn check_bounds(&self, stored: &Json) -> Result<(), Invalid> {
        let bound = |name: &str| self.validation.get(name);
        let length = match stored {
            Json::String(text) => text.chars().count(),
            Json::Array(elements) => elements.len(),
            _ => 0,
        };
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        if let Some(least) = bound("min_length").and_then(Json::as_u64).filter(|least| length < *least) {
            return Err(Invalid::new("too_short", format!("Must be at least {least} long.")));
        }
        if let Some(most) = bound("max_length").and_then(Json::as_u64).filter(|most| length > *most) {
            return Err(Invalid::new("too_long", format!("Must be at most {most} long.")));
        }
        if let Some(least) = bound("min").filter(|least| less(stored, least)) {
            return Err(Invalid::new("out_of_range", format!("Must be at least {}.", plain(least))));
        }
        if let Some(most) = bound("max").filter(|most| less(most, stored)) {
            return Err(Invalid::new("out_of_range", format!("Must be at most {}.", plain(most))));
        }
        Ok(())
    }

    /// The words that can be chosen, and whether several of them can; nothing for what is no choice.
    pub fn choices(&self) -> Option<(&[String], bool)> {
        let several = matches!(self.kind, CustomKind::MultiSelect | CustomKind::Checkbox);
        self.kind.has_options().then_some((self.options.as_slice(), several))
    }
}

/// What is wrong with a definition as it is sent: choices that are not there, bounds that nothing fits, a default that the
/// field would refuse. Such a one would stand in the way of every record. For [`crate::EntityDef::check`].
pub fn check_definition(members: &Map<String, Json>) -> Vec<Invalid> {
    let text = |name: &str| members.get(name).and_then(Json::as_str);
    // What is missing or of another type is told by the fields themselves.
    let Some(kind) = text("field_type").and_then(CustomKind::from_word) else { return Vec::new() };
    let options = members.get("options").and_then(Json::as_array).into_iter().flatten();
    let validation = members.get("validation").and_then(Json::as_object).cloned().unwrap_or_default();
    let mut refused = check_validation(kind, &validation);
    let field = CustomField {
        entity: String::new(),
        client_id: None,
        name: String::new(),
        label: String::new(),
        kind,
        options: options.filter_map(Json::as_str).map(str::to_owned).collect(),
        validation,
        required: false,
        default: None,
    };
    if kind.has_options() && field.options.is_empty() {
        refused.push(Invalid::new("required", "Must name what can be chosen.").at("options"));
    }
    let default = text("default_value").map(|text| field.check(&kind.field_kind().read_text(text)));
    if let Some(Err(invalid)) = default {
        refused.push(invalid.at("default_value"));
    }
    refused
}

fn check_validation(kind: CustomKind, bounds: &Map<String, Json>) -> Vec<Invalid> {
    let mut refused = Vec::new();
    for (name, bound) in bounds {
        let wrong = match name.as_str() {
            "min_length" | "max_length" => {
                bound.as_u64().is_none().then(|| Invalid::wrong_type("a number of characters"))
            }
            "min" | "max" => kind.field_kind().parse(bound).err(),
            _ => Some(Invalid::new("unknown_field", "Must be `min`, `max`, `min_length` or `max_length`.")),
        };
        let shown: String = name.chars().take(100).collect();
        refused.extend(wrong.map(|invalid| invalid.at(format!("validation/{}", shown.replace('/', "~1")))));
    }
    for (least, most) in [("min", "max"), ("min_length", "max_length")] {
        if bounds.get(least).zip(bounds.get(most)).is_some_and(|(least, most)| less(most, least)) {
            let message = format!("Must not be less than `{least}`.");
            refused.push(Invalid::new("out_of_range", message).at(format!("validation/{most}")));
        }
    }
    refused
}

/// What filters and sorts need to know of a custom field.
pub fn shape_of(field: &CustomField) -> CustomShape {
    CustomShape { name: field.name.clone(), kind: field.kind.field_kind() }
}

/// Checks the members of `custom_fields` against their definitions and gives what is stored. With `partial`, absent
/// members stay as they are and null takes one away; otherwise absent members take their defaults, or null to take
/// away what was there. Pointers are relative to `custom_fields`.
pub fn validate(
    fields: &[&CustomField],
    members: &Map<String, Json>,
    partial: bool,
) -> Result<Map<String, Json>, Vec<Invalid>> {
    let mut stored = Map::new();
    let mut refused = Vec::new();
    for unknown in members.keys().filter(|name| fields.iter().all(|field| field.name != **name)) {
        let shown: String = unknown.chars().take(100).collect();
        refused.push(Invalid::new("unknown_field", "There is no such custom field.").at(shown.replace('/', "~1")));
    }
    for field in fields {
        let given = members.get(&field.name);
        if partial && given.is_none() {
            continue;
        }
        let checked = match given {
            // What became of a default that does not fit any more is nobody's fault who leaves the member out.
            None => field.default.as_ref().and_then(|default| field.check(default).ok()).map(Ok),
            given => given.filter(|value| !value.is_null()).map(|value| field.check(value)),
        };
        match checked {
            Some(Ok(value)) => {
                stored.insert(field.name.clone(), value);
            }
            Some(Err(invalid)) => refused.push(invalid.at(&field.name)),
            None if field.required => refused.push(Invalid::new("required", "Must have a value.").at(&field.name)),
            None => {
                stored.insert(field.name.clone(), Json::Null);
            }
        }
    }
    if refused.is_empty() { Ok(stored) } else { Err(refused) }
}

/// `INVENTORY_ITEM` → `InventoryItem`.
fn entity_name(word: &str) -> String {
    let capitalised = |part: &str| {
        let mut letters = part.chars();
        let first = letters.next().map(String::from).unwrap_or_default();
        first + &letters.as_str().to_ascii_lowercase()
    };
    word.split('_').map(capitalised).collect()
}

fn less(left: &Json, right: &Json) -> bool {
    let (left, right) = (plain(left), plain(right));
    match scaled::is_decimal(&left) && scaled::is_decimal(&right) {
        true => scaled::compare(&left, &right).is_lt(),
        // Dates and times are text that sorts.
        false => left < right,
    }
}

fn plain(bound: &Json) -> String {
    bound.as_str().map_or_else(|| bound.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(kind: CustomKind) -> CustomField {
        CustomField {
            entity: "Contact".to_owned(),
            client_id: None,
            name: "field".to_owned(),
            label: "Field".to_owned(),
            kind,
            options: vec!["red".to_owned(), "blue".to_owned()],
            validation: Map::new(),
            required: false,
            default: None,
        }
    }

    #[test]
    fn every_type_takes_its_values_and_refuses_others() {
        for (kind, good, bad) in [
            (CustomKind::Text, json!("a"), json!(1)),
            (CustomKind::Textarea, json!("a\nb"), json!(["a"])),
            (CustomKind::Number, json!(12), json!(1.5)),
            (CustomKind::Decimal, json!("1.5"), json!("1.1234567")),
            (CustomKind::Date, json!("2026-02-28"), json!("2026-02-30")),
            (CustomKind::DateTime, json!("2026-02-28T10:00:00.000Z"), json!("2026-02-28")),
            (CustomKind::Boolean, json!(true), json!("true")),
            (CustomKind::Dropdown, json!("red"), json!("green")),
            (CustomKind::MultiSelect, json!(["red", "blue"]), json!(["green"])),
            (CustomKind::Radio, json!("blue"), json!(["blue"])),
            (CustomKind::Checkbox, json!([]), json!("red")),
            (CustomKind::Url, json!("https://example.com"), json!("javascript:alert(1)")),
            (CustomKind::Email, json!("a@example.com"), json!("a")),
            (CustomKind::Phone, json!("+4930901820"), json!("12")),
            (CustomKind::Currency, json!("12.50"), json!(12.5)),
        ] {
            assert_eq!(field(kind).check(&good), Ok(good), "{kind:?}");
            assert!(field(kind).check(&bad).is_err(), "{kind:?}");
        }
    }

    #[test]
    fn bounds_hold() {
        let bounded = |kind, validation: Json| CustomField {
            validation: validation.as_object().cloned().unwrap_or_default(),
            ..field(kind)
        };
        let number = bounded(CustomKind::Number, json!({"min": 1, "max": 3}));
        assert!(number.check(&json!(1)).is_ok() && number.check(&json!(3)).is_ok());
        assert!(number.check(&json!(0)).is_err() && number.check(&json!(4)).is_err());
        let decimal = bounded(CustomKind::Currency, json!({"min": "9.50"}));
        assert!(decimal.check(&json!("10.00")).is_ok() && decimal.check(&json!("9.49")).is_err());
        let date = bounded(CustomKind::Date, json!({"max": "2026-12-31"}));
        assert!(date.check(&json!("2026-12-31")).is_ok() && date.check(&json!("2027-01-01")).is_err());
        let text = bounded(CustomKind::Text, json!({"min_length": 2, "max_length": 3}));
        assert!(
            text.check(&json!("äö")).is_ok() && text.check(&json!("a")).is_err() && text.check(&json!("abcd")).is_err()
        );
    }

    #[test]
    fn absent_is_not_null() {
        let required = CustomField { name: "must".to_owned(), required: true, ..field(CustomKind::Text) };
        let defaulted =
            CustomField { name: "colour".to_owned(), default: Some(json!("red")), ..field(CustomKind::Dropdown) };
        let fields = [&required, &defaulted];
        let members = |json: Json| json.as_object().cloned().unwrap_or_default();

        let created = validate(&fields, &members(json!({"must": "x"})), false);
        assert_eq!(created, Ok(members(json!({"must": "x", "colour": "red"}))));
        assert_eq!(validate(&fields, &Map::new(), true), Ok(Map::new()));
        let cleared = validate(&fields, &members(json!({"colour": null})), true);
        assert_eq!(cleared, Ok(members(json!({"colour": null}))));

        let pointers = |result: Result<Map<String, Json>, Vec<Invalid>>| {
            result.err().unwrap_or_default().into_iter().map(|invalid| invalid.pointer).collect::<Vec<_>>()
        };
        let refused = validate(&fields, &members(json!({"colour": "green", "other": 1})), false);
        assert_eq!(pointers(refused), ["/other", "/must", "/colour"]);
    }
}
