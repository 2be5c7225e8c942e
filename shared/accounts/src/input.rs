//! Reading the body of a command: every member by its field type, everything that is wrong told at once.

use api::input::{json_object, pointer_to};
use api::{InputError, Problem, Request};
use domain::identity::password;
use entity::{FieldType, Invalid};
use serde_json::{Map, Value as Json};

/// Longer secrets were not given out here.
const LONGEST_SECRET: usize = 300;

/// A body that is being read. Members that nobody asked for are refused in the end.
pub struct Input {
    members: Map<String, Json>,
    errors: Vec<InputError>,
}

impl Input {
    /// The body of a request.
    pub fn read(request: &Request) -> Result<Self, Problem> {
        Ok(Input { members: json_object(request)?, errors: Vec::new() })
    }

    /// The body of a request that may have none.
    pub fn read_optional(request: &Request) -> Result<Self, Problem> {
        if request.body.is_empty() {
            return Ok(Input { members: Map::new(), errors: Vec::new() });
        }
        Self::read(request)
    }

    /// A member that must be there.
    pub fn required<T: FieldType>(&mut self, name: &str) -> Option<T> {
        let present = self.members.contains_key(name);
        let value = self.optional(name);
        if !present || (value.is_none() && !self.refused(name)) {
            self.refuse(name, Invalid::new("required", "Must be given."));
        }
        value
    }

    /// A member that may be missing or null.
    pub fn optional<T: FieldType>(&mut self, name: &str) -> Option<T> {
        let json = self.members.remove(name).filter(|json| !json.is_null())?;
        match T::KIND.parse(&json) {
            Ok(value) => T::read(&value),
            Err(invalid) => {
                self.refuse(name, invalid);
                None
            }
        }
    }

    /// Something that was given out once, such as a token: any text of a reasonable length.
    pub fn secret(&mut self, name: &str) -> Option<String> {
        let secret = self.text(name, LONGEST_SECRET);
        if secret.is_none() && !self.refused(name) {
            self.refuse(name, Invalid::new("required", "Must be given."));
        }
        secret
    }

    /// The same, which may be missing.
    pub fn optional_secret(&mut self, name: &str) -> Option<String> {
        if self.members.get(name).and_then(Json::as_str) == Some("") {
            self.refuse(name, Invalid::new("empty", "Must not be empty. Send null for no value."));
        }
        self.text(name, LONGEST_SECRET)
    }

    /// A password to be checked: whatever somebody typed.
    pub fn password(&mut self, name: &str) -> Option<String> {
        // Four bytes are the most that a character takes.
        let password = self.text(name, password::LONGEST * 4);
        if password.is_none() && !self.refused(name) {
            self.refuse(name, Invalid::new("required", "Must be given."));
        }
        password
    }

    /// A password to be set: it must be one that may be.
    pub fn new_password(&mut self, name: &str, email: Option<&str>) -> Option<String> {
        let password = self.password(name)?;
        match password::check(&password, email) {
            Ok(()) => Some(password),
            Err(invalid) => {
                self.refuse(name, invalid);
                None
            }
        }
    }

    /// The elements of a list that must be there, `most` at most.
    pub fn list(&mut self, name: &str, most: usize) -> Vec<Json> {
        match self.members.remove(name) {
            Some(Json::Array(elements)) if elements.len() <= most => return elements,
            Some(Json::Array(_)) => self.refuse(name, Invalid::new("too_long", format!("Must hold at most {most}."))),
            Some(_) => self.refuse(name, Invalid::wrong_type("an array")),
            None => self.refuse(name, Invalid::new("required", "Must be given.")),
        }
        Vec::new()
    }

    /// Refuses a member, or a part of it.
    pub fn refuse(&mut self, name: &str, invalid: Invalid) {
        self.errors.push(InputError::new(&pointer_to(name), invalid));
    }

    /// What was read, or everything that was refused. `value` gives nothing only when something was.
    pub fn finish<T>(mut self, value: impl FnOnce() -> Option<T>) -> Result<T, Problem> {
        for name in self.members.keys() {
            let message = "There is no such member.".to_owned();
            self.errors.push(InputError { pointer: pointer_to(name), code: "unknown_field", message });
        }
        if !self.errors.is_empty() {
            return Err(Problem::invalid(self.errors));
        }
        value().ok_or_else(Problem::internal)
    }

    fn text(&mut self, name: &str, longest: usize) -> Option<String> {
        match self.members.remove(name)? {
            Json::String(text) if text.is_empty() => None,
            Json::String(text) if text.len() <= longest => Some(text),
            Json::String(_) => {
                self.refuse(name, Invalid::new("too_long", "Is longer than any that there is."));
                None
            }
            Json::Null => None,
            _ => {
                self.refuse(name, Invalid::wrong_type("a string"));
                None
            }
        }
    }

    fn refused(&self, name: &str) -> bool {
        let pointer = pointer_to(name);
        self.errors.iter().any(|error| error.pointer == pointer || error.pointer.starts_with(&format!("{pointer}/")))
    }
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
