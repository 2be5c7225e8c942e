use serde_json::{Map, Value as Json};

use super::{bounded, write_document};
use crate::kind::PRESENCE;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value, json};

/// The members of a postal address, in the order of writing, with their greatest lengths. `country` is an
/// ISO 3166-1 alpha-2 code.
const MEMBERS: &[(&str, usize)] =
    &[("line1", 200), ("line2", 200), ("city", 100), ("state", 100), ("postal_code", 20), ("country", 2)];

/// A postal address as one value.
pub struct Address;

impl FieldKind for Address {
    fn name(&self) -> &'static str {
        "address"
    }

    fn storage(&self) -> Storage {
        Storage::Document
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let object = json.as_object().ok_or_else(|| Invalid::wrong_type("an object"))?;
        if let Some(unknown) = object.keys().find(|key| MEMBERS.iter().all(|(member, _)| key != member)) {
            return Err(Invalid::new("unknown_field", "Is not part of an address.").at(unknown));
        }
        let mut address = Map::new();
        for (member, maximum) in MEMBERS {
            match object.get(*member) {
                None | Some(Json::Null) => continue,
                Some(Json::String(text)) => {
                    let text = bounded(text.trim(), *maximum, false).map_err(|invalid| invalid.at(member))?;
                    if *member == "country" && !is_country_code(text) {
                        let invalid = Invalid::new("country", "Must be an ISO 3166-1 alpha-2 code such as DE.");
                        return Err(invalid.at(member));
                    }
                    address.insert((*member).to_owned(), text.into());
                }
                Some(_) => return Err(Invalid::wrong_type("a string").at(member)),
            }
        }
        Ok(Json::Object(address).to_string().into())
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_document(value, out);
    }

    fn schema(&self) -> String {
        let mut members = String::new();
        for (member, maximum) in MEMBERS {
            let bound = match *member {
                "country" => r#""pattern":"^[A-Z]{2}$""#.to_owned(),
                _ => format!(r#""maxLength":{maximum}"#),
            };
            let comma = if members.is_empty() { "" } else { "," };
            members += &format!(r#"{comma}"{member}":{{"type":["string","null"],{bound}}}"#);
        }
        format!(r#"{{"type":"object","properties":{{{members}}},"additionalProperties":false}}"#)
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("json_valid({column})"))
    }

    fn read_text(&self, text: &str) -> Json {
        json::read(text).unwrap_or_else(|| json::object([("line1", text.into())]))
    }
}

fn is_country_code(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// A postal address, as JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressText(pub String);

impl FieldType for AddressText {
    const KIND: &'static dyn FieldKind = &Address;

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| AddressText(text.to_owned()))
    }
}
