//! What the bodies of these commands hold beyond fields: secrets and passwords. Beside them, the members of a row.

use api::input::{json_object, pointer_to};
use api::{InputError, Members, Problem, Request};
use domain::identity::password;
use entity::Invalid;
use serde_json::{Map, Value as Json};

/// Longer secrets were not given out here.
const LONGEST_SECRET: usize = 300;

/// Something that was given out once, such as a token: any text of a reasonable length.
pub fn secret(members: &mut Members, name: &str) -> Option<String> {
    required_text(members, name, LONGEST_SECRET)
}

/// The same, which may be missing.
pub fn optional_secret(members: &mut Members, name: &str) -> Option<String> {
    if members.is_empty_text(name) {
        members.refuse(name, Invalid::new("empty", "Must not be empty. Send null for no value."));
    }
    members.text(name, LONGEST_SECRET)
}

/// A password to be checked: whatever somebody typed.
pub fn password(members: &mut Members, name: &str) -> Option<String> {
    // Four bytes are the most that a character takes.
    required_text(members, name, password::LONGEST * 4)
}

/// A password to be set: it must be one that may be.
pub fn new_password(members: &mut Members, name: &str, email: Option<&str>) -> Option<String> {
    let given = password(members, name)?;
    match password::check(&given, email) {
        Ok(()) => Some(given),
        Err(invalid) => {
            members.refuse(name, invalid);
            None
        }
    }
}

fn required_text(members: &mut Members, name: &str, longest: usize) -> Option<String> {
    let before = members.refusals();
    let text = members.text(name, longest);
    if text.is_none() && members.refusals() == before {
        members.refuse(name, Invalid::new("required", "Must be given."));
    }
    text
}

/// The members that a row is made of, without what the command itself decides.
pub fn members_of(request: &Request, allowed: &[&str]) -> Result<Map<String, Json>, Problem> {
    let members = json_object(request)?;
    let unknown = members.keys().filter(|name| !allowed.contains(&name.as_str()));
    let errors: Vec<InputError> = unknown
        .map(|name| InputError {
            pointer: pointer_to(name),
            code: "unknown_field",
            message: "There is no such member.".to_owned(),
        })
        .collect();
    if errors.is_empty() { Ok(members) } else { Err(Problem::invalid(errors)) }
}
