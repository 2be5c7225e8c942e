//! Members of a body that say what is booked.

use api::{InputError, Problem};
use domain::appointments::entities::{Hold, Service, Staff};
use entity::types::{Line, Ref};
use entity::{Entity, FieldType, civil};
use serde_json::{Map, Value as Json};

use crate::spam::of_words;

/// The service that a body names.
pub fn service(members: &Map<String, Json>, errors: &mut Vec<InputError>) -> String {
    id::<Service>(members, "service_id", true, errors).unwrap_or_default()
}

/// The person that a body asks for.
pub fn staff(members: &Map<String, Json>, errors: &mut Vec<InputError>) -> Option<String> {
    id::<Staff>(members, "staff_id", false, errors)
}

/// The hold that a body brings. One that is none is as good as one that has ended.
pub fn hold(members: &Map<String, Json>) -> Option<String> {
    id::<Hold>(members, "hold_id", false, &mut Vec::new())
}

/// The start that a body names, in milliseconds since 1970.
pub fn start(members: &Map<String, Json>, errors: &mut Vec<InputError>) -> i64 {
    let given = members.get("start").and_then(Json::as_str);
    let start = given.and_then(civil::parse_timestamp);
    if start.is_none() {
        let code = if given.is_none() { "required" } else { "timestamp" };
        let message = "Must be a time such as 2026-05-04T07:00:00Z.".to_owned();
        errors.push(InputError { pointer: "/start".to_owned(), code, message });
    }
    start.unwrap_or_default()
}

/// Why somebody changes an appointment: a line, and nothing that looks like advertising, since staff are told it.
///
/// # Errors
///
/// 422 at `/reason`.
pub fn reason(members: &Map<String, Json>) -> Result<Option<String>, Problem> {
    let blank = |given: &&Json| given.is_null() || given.as_str().is_some_and(|text| text.trim().is_empty());
    let Some(given) = members.get("reason").filter(|given| !blank(given)) else { return Ok(None) };
    let refused = |invalid| Problem::invalid(vec![InputError::new("/reason", invalid)]);
    let reason = Line::<500>::KIND.parse(given).map_err(refused)?;
    let reason = reason.as_text().unwrap_or_default();
    if !of_words(&[reason]).is_empty() {
        return Err(Problem::invalid_at("/reason", "not_allowed", "Looks like advertising. Say it in other words."));
    }
    Ok(Some(reason.to_owned()))
}

fn id<T: Entity + 'static>(
    members: &Map<String, Json>,
    name: &str,
    required: bool,
    errors: &mut Vec<InputError>,
) -> Option<String> {
    let pointer = format!("/{name}");
    let given = members.get(name).filter(|given| !given.is_null());
    let Some(given) = given else {
        if required {
            errors.push(InputError { pointer, code: "required", message: "Must be given.".to_owned() });
        }
        return None;
    };
    match Ref::<T>::KIND.parse(given) {
        Ok(value) => value.as_text().map(str::to_owned),
        Err(invalid) => {
            errors.push(InputError::new(&pointer, invalid));
            None
        }
    }
}
