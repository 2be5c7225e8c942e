//! Field types that only the domain needs.

use entity::kind::{EQUALITY, ORDERED, PRESENCE};
use entity::{FieldKind, FieldType, Invalid, Operator, Storage, Value, json, kinds};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::recurrence;

/// Text that programs compare byte by byte: hashes, tokens, codes of other systems.
struct Exact {
    maximum: usize,
}

impl FieldKind for Exact {
    fn name(&self) -> &'static str {
        "text"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        // What may stand in a line of text is said once, there.
        kinds::Text { maximum: self.maximum }.parse(json)
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","minLength":1,"maxLength":{}}}"#, self.maximum)
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }
}

/// Text that programs compare byte by byte, `MAXIMUM` characters at most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token<const MAXIMUM: usize>(pub String);

impl<const MAXIMUM: usize> FieldType for Token<MAXIMUM> {
    const KIND: &'static dyn FieldKind = &Exact { maximum: MAXIMUM };

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| Token(text.to_owned()))
    }
}

/// The id of a row of whatever entity, with no foreign key: the row may be of a module that this one does not know,
/// or be gone.
struct AnyId;

/// Prefix, underscore, and 26 digits of a UUID or the serial number of a log entry.
const LONGEST_ID: usize = 40;

impl FieldKind for AnyId {
    fn name(&self) -> &'static str {
        "record_id"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let id = json.as_str().ok_or_else(|| Invalid::wrong_type("a string"))?;
        if is_record_id(id) {
            return Ok(id.into());
        }
        Err(Invalid::new("id", "Must be the id of a record, such as ctc_…."))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","maxLength":{LONGEST_ID},"pattern":"^[a-z]{{3,6}}_[0-9a-z]{{1,26}}$"}}"#)
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }
}

fn is_record_id(id: &str) -> bool {
    let Some((prefix, suffix)) = id.split_once('_') else { return false };
    let digit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (3..=6).contains(&prefix.len())
        && prefix.bytes().all(|byte| byte.is_ascii_lowercase())
        && (1..=entity::id::SUFFIX_LENGTH).contains(&suffix.len())
        && suffix.bytes().all(digit)
}

/// The id of a row of whatever entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub String);

impl FieldType for RecordId {
    const KIND: &'static dyn FieldKind = &AnyId;

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| RecordId(text.to_owned()))
    }
}

/// Who acted: the id of a user or an API key, or a word for the system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor(pub String);

impl FieldType for Actor {
    const KIND: &'static dyn FieldKind = &kinds::ActorId;

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| Actor(text.to_owned()))
    }
}

/// A name that programs use: `[a-z][a-z0-9_]{0,62}`.
struct Identifier;

impl FieldKind for Identifier {
    fn name(&self) -> &'static str {
        "identifier"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let name = json.as_str().ok_or_else(|| Invalid::wrong_type("a string"))?;
        if is_identifier(name) {
            return Ok(name.into());
        }
        let message = "Must be a lower-case letter, then lower-case letters, digits and underscores, 63 at most.";
        Err(Invalid::new("identifier", message))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "pattern": "^[a-z][a-z0-9_]{0,62}$"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }
}

/// Whether this is a name that programs may use: `[a-z][a-z0-9_]{0,62}`.
pub fn is_identifier(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= 63 && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(allowed)
}

/// A name that programs use, such as `event_hall`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(pub String);

impl FieldType for Handle {
    const KIND: &'static dyn FieldKind = &Identifier;

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| Handle(text.to_owned()))
    }
}

/// A recurrence rule as RFC 5545 writes it, one that [`crate::recurrence`] understands.
struct Recurrence;

/// Longer rules are nobody's.
const LONGEST_RULE: usize = 500;

impl FieldKind for Recurrence {
    fn name(&self) -> &'static str {
        "recurrence_rule"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let text = json.as_str().ok_or_else(|| Invalid::wrong_type("a string"))?;
        if text.len() > LONGEST_RULE {
            return Err(Invalid::new("too_long", format!("Must have at most {LONGEST_RULE} characters.")));
        }
        match recurrence::Rule::parse(text) {
            Ok(_) => Ok(text.into()),
            Err(refused) => Err(Invalid::new("recurrence_rule", refused.reason)),
        }
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(
            r#"{{"type":"string","maxLength":{LONGEST_RULE},"description":"RRULE of RFC 5545, daily or rarer.","pattern":"^(RRULE:)?FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)"}}"#
        )
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }
}

/// A recurrence rule, such as `FREQ=WEEKLY;BYDAY=MO`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecurrenceRule(pub String);

impl FieldType for RecurrenceRule {
    const KIND: &'static dyn FieldKind = &Recurrence;

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| RecurrenceRule(text.to_owned()))
    }
}

/// The address of a calendar. The scheme by which some systems name calendars is that of an encrypted address.
struct Calendar;

impl FieldKind for Calendar {
    fn name(&self) -> &'static str {
        "url"
    }

    fn storage(&self) -> Storage {
        kinds::Url.storage()
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let encrypted = |scheme: &str| Some(format!("https://{}", json.as_str()?.trim().strip_prefix(scheme)?));
        match encrypted("webcal://").or_else(|| encrypted("webcals://")) {
            Some(address) => kinds::Url.parse(&address.into()),
            None => kinds::Url.parse(json),
        }
    }

    fn write(&self, value: &Value, out: &mut String) {
        kinds::Url.write(value, out);
    }

    fn schema(&self) -> String {
        kinds::Url.schema().replace("^https?", "^(https?|webcals?)")
    }

    fn operators(&self) -> &'static [Operator] {
        kinds::Url.operators()
    }

    fn read_text(&self, text: &str) -> Json {
        kinds::Url.read_text(text)
    }
}

/// The address of an iCalendar feed; `webcal://` is kept as `https://`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarAddress(pub String);

impl FieldType for CalendarAddress {
    const KIND: &'static dyn FieldKind = &Calendar;

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| CalendarAddress(text.to_owned()))
    }
}

/// Minutes before a start: a list of whole numbers.
struct MinutesBefore;

/// The most of them.
const MOST_MINUTES: usize = 5;
/// Sixty days.
const LONGEST_BEFORE: i64 = 86_400;

impl FieldKind for MinutesBefore {
    fn name(&self) -> &'static str {
        "minutes_before"
    }

    fn storage(&self) -> Storage {
        Storage::Document
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let list = json.as_array().ok_or_else(|| Invalid::wrong_type("a list of minutes"))?;
        if list.len() > MOST_MINUTES {
            return Err(Invalid::new("too_long", format!("Must be at most {MOST_MINUTES} numbers.")));
        }
        for (place, minutes) in list.iter().enumerate() {
            let number = kinds::Integer { minimum: 0, maximum: LONGEST_BEFORE }.parse(minutes);
            number.map_err(|invalid| invalid.at(place))?;
            if list.iter().take(place).any(|other| other == minutes) {
                return Err(Invalid::new("duplicate", "Is in the list before.").at(place));
            }
        }
        kinds::Json.parse(json)
    }

    fn write(&self, value: &Value, out: &mut String) {
        kinds::Json.write(value, out);
    }

    fn schema(&self) -> String {
        format!(
            r#"{{"type":"array","maxItems":{MOST_MINUTES},"uniqueItems":true,"items":{{"type":"integer","minimum":0,"maximum":{LONGEST_BEFORE}}}}}"#
        )
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }

    fn check(&self, column: &str) -> Option<String> {
        kinds::Json.check(column)
    }

    fn read_text(&self, text: &str) -> Json {
        kinds::Json.read_text(text)
    }
}

/// How long before something others are told of it, in minutes: five times at most, sixty days at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderMinutes(pub Json);

impl FieldType for ReminderMinutes {
    const KIND: &'static dyn FieldKind = &MinutesBefore;

    fn read(value: &Value) -> Option<Self> {
        json::read(value.as_text()?).map(ReminderMinutes)
    }
}

macro_rules! bounded_decimal {
    ($(#[$doc:meta])* $name:ident, $scale:literal, $minimum:literal, $maximum:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Decimal);

        impl FieldType for $name {
            const KIND: &'static dyn FieldKind =
                &kinds::Decimal { scale: $scale, minimum: $minimum, maximum: $maximum };

            fn read(value: &Value) -> Option<Self> {
                value.as_integer().map(|integer| $name(Decimal::new(integer, $scale)))
            }
        }
    };
}

bounded_decimal!(
    /// Degrees north of the equator, WGS 84, to a centimetre.
    Latitude, 7, -90, 90
);
bounded_decimal!(
    /// Degrees east of Greenwich, WGS 84, to a centimetre.
    Longitude, 7, -180, 180
);
bounded_decimal!(
    /// A share from 0 to 1.
    Ratio, 4, 0, 1
);

fn write_text(value: &Value, out: &mut String) {
    match value.as_text() {
        Some(text) => json::write_string(text, out),
        None => out.push_str("null"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_ids_have_a_prefix_and_a_number() {
        for good in ["ctc_01h2xcejqtf2nbrexx3vqjhp41", "chg_42"] {
            assert!(is_record_id(good), "{good}");
        }
        for bad in ["", "ctc", "ctc_", "c_1", "CTC_1", "ctc_A", "ctc_01h2xcejqtf2nbrexx3vqjhp411"] {
            assert!(!is_record_id(bad), "{bad}");
        }
    }

    #[test]
    fn minutes_are_few_whole_and_not_negative() {
        let kind = ReminderMinutes::KIND;
        assert!(kind.parse(&serde_json::json!([1440, 60, 0])).is_ok());
        for (bad, pointer) in [
            (serde_json::json!(60), ""),
            (serde_json::json!([1, 2, 3, 4, 5, 6]), ""),
            (serde_json::json!([60, -1]), "/1"),
            (serde_json::json!([1.5]), "/0"),
            (serde_json::json!(["60"]), "/0"),
            (serde_json::json!([86_401]), "/0"),
            (serde_json::json!([60, 60]), "/1"),
        ] {
            assert_eq!(kind.parse(&bad).err().map(|invalid| invalid.pointer).as_deref(), Some(pointer), "{bad}");
        }
    }

    #[test]
    fn a_calendar_is_read_by_an_encrypted_address() {
        let kept = |given: &str| CalendarAddress::KIND.parse(&given.into()).ok();
        for given in
            ["webcal://p01.example.com/a.ics", "webcals://p01.example.com/a.ics", "https://p01.example.com/a.ics"]
        {
            assert_eq!(kept(given), Some("https://p01.example.com/a.ics".into()), "{given}");
        }
        assert_eq!((kept("ftp://p01.example.com/a.ics"), kept("webcal://")), (None, None));
    }

    #[test]
    fn identifiers_are_what_programs_can_use() {
        assert!(is_identifier("a") && is_identifier("event_hall_2") && is_identifier(&"x".repeat(63)));
        for bad in ["", "_a", "2a", "A", "a-b", "a b", "ä", &"x".repeat(64)] {
            assert!(!is_identifier(bad), "{bad}");
        }
    }
}
