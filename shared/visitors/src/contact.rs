//! Who a visitor says they are.

use api::InputError;
use entity::types::{EmailAddress, LanguageTag, Line, PhoneNumber, Prose, ZoneName};
use entity::{FieldType, Value};
use serde_json::{Map, Value as Json};

/// What is known of a visitor from the form.
pub struct Visitor {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// The telephone number, in E.164 form.
    pub phone: Option<String>,
    /// What they wrote.
    pub message: Option<String>,
    /// The language that they read.
    pub language: Option<String>,
    /// The zone that they read times in.
    pub time_zone: Option<String>,
}

impl Visitor {
    /// Reads the members `contact`, `language`, `time_zone` and what is under `message`. Somebody must be reachable.
    pub fn read(members: &Map<String, Json>, message: &str, errors: &mut Vec<InputError>) -> Self {
        let contact = members.get("contact");
        let of_contact = |name: &str| contact.and_then(|contact| contact.get(name));
        let name = text::<Line<250>>(of_contact("name"), "/contact/name", errors);
        if name.is_none() && !errors.iter().any(|error| error.pointer == "/contact/name") {
            errors.push(error("/contact/name", "required", "Must be given."));
        }
        let before = errors.len();
        let email = text::<EmailAddress>(of_contact("email"), "/contact/email", errors);
        let phone = text::<PhoneNumber>(of_contact("phone"), "/contact/phone", errors);
        if email.is_none() && phone.is_none() && errors.len() == before {
            errors.push(error("/contact/email", "required", "An e-mail address or a telephone number must be given."));
        }
        Visitor {
            name: name.unwrap_or_default(),
            email,
            phone,
            message: text::<Prose>(members.get(message), &format!("/{message}"), errors),
            // What a browser says of itself is not the visitor's fault.
            language: text::<LanguageTag>(members.get("language"), "", &mut Vec::new()),
            time_zone: text::<ZoneName>(members.get("time_zone"), "", &mut Vec::new()),
        }
    }
}

/// Whether a visitor has agreed, and to what. Refused where they must.
pub fn consent(members: &Map<String, Json>, required: bool, errors: &mut Vec<InputError>) -> Option<String> {
    let consent = members.get("consent");
    let given = consent.and_then(|consent| consent.get("given")) == Some(&Json::Bool(true));
    if !given {
        if required {
            errors.push(error("/consent", "required", "Must be agreed to."));
        }
        return None;
    }
    let words = text::<Prose>(consent.and_then(|consent| consent.get("text")), "/consent/text", errors);
    if required && words.is_none() {
        errors.push(error("/consent/text", "required", "Must be the words that were agreed to."));
    }
    words
}

fn text<T: FieldType>(given: Option<&Json>, pointer: &str, errors: &mut Vec<InputError>) -> Option<String> {
    let blank = |given: &&Json| given.is_null() || given.as_str().is_some_and(|text| text.trim().is_empty());
    match T::KIND.parse(given.filter(|given| !blank(given))?) {
        Ok(Value::Text(text)) => Some(text),
        Ok(_) => None,
        Err(invalid) => {
            errors.push(InputError::new(pointer, invalid));
            None
        }
    }
}

fn error(pointer: &str, code: &'static str, message: &str) -> InputError {
    InputError { pointer: pointer.to_owned(), code, message: message.to_owned() }
}
