//! Reading the body of a command: every member by its field type, everything that is wrong told at once.

use entity::{FieldType, Invalid};
use serde_json::{Map, Value as Json};

use crate::input::{json_object, pointer_to};
use crate::{InputError, Problem, Request};

/// An object that is being read. Members that nobody asked for are refused in the end.
pub struct Members {
    /// Where the object is in the body, as a JSON pointer.
    place: String,
    members: Map<String, Json>,
    errors: Vec<InputError>,
}

impl Members {
    /// The body of a request.
    ///
    /// # Errors
    ///
    /// When it is no JSON object.
    pub fn read(request: &Request) -> Result<Self, Problem> {
        Ok(Members::of("", json_object(request)?))
    }

    /// The body of a request that may have none.
    ///
    /// # Errors
    ///
    /// When there is one that is no JSON object.
    pub fn read_optional(request: &Request) -> Result<Self, Problem> {
        if request.body.is_empty() { Ok(Members::of("", Map::new())) } else { Members::read(request) }
    }

    fn of(place: &str, members: Map<String, Json>) -> Self {
        Members { place: place.to_owned(), members, errors: Vec::new() }
    }

    /// A member that must be there.
    pub fn required<T: FieldType>(&mut self, name: &str) -> Option<T> {
        let before = self.errors.len();
        let value = self.optional(name);
        if value.is_none() && self.errors.len() == before {
            self.refuse(name, Invalid::new("required", "Must be given."));
        }
        value
    }

    /// A member that may be missing or null.
    pub fn optional<T: FieldType>(&mut self, name: &str) -> Option<T> {
        let json = self.json(name)?;
        match T::KIND.parse(&json) {
            Ok(value) => T::read(&value),
            Err(invalid) => {
                self.refuse(name, invalid);
                None
            }
        }
    }

    /// A member that may be missing, which is nothing, or null, which says that there is to be none.
    pub fn nullable<T: FieldType>(&mut self, name: &str) -> Option<Option<T>> {
        match self.members.get(name)? {
            Json::Null => {
                self.members.remove(name);
                Some(None)
            }
            _ => self.optional(name).map(Some),
        }
    }

    /// A member that is any text of at most so many bytes. One that is missing, null or empty is nothing.
    pub fn text(&mut self, name: &str, longest: usize) -> Option<String> {
        match self.json(name)? {
            Json::String(text) if text.len() <= longest => Some(text).filter(|text| !text.is_empty()),
            Json::String(_) => {
                self.refuse(name, Invalid::new("too_long", "Is longer than any that there is."));
                None
            }
            _ => {
                self.refuse(name, Invalid::wrong_type("a string"));
                None
            }
        }
    }

    /// Whether a member is text without a character.
    pub fn is_empty_text(&self, name: &str) -> bool {
        self.members.get(name).and_then(Json::as_str) == Some("")
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

    /// A member as it is, if it is there and not null.
    pub fn json(&mut self, name: &str) -> Option<Json> {
        self.members.remove(name).filter(|json| !json.is_null())
    }

    /// A member that is an object of its own. What is wrong in it is told by [`Members::join`].
    pub fn object(&mut self, name: &str) -> Option<Members> {
        match self.json(name)? {
            Json::Object(members) => Some(Members::of(&format!("{}{}", self.place, pointer_to(name)), members)),
            _ => {
                self.refuse(name, Invalid::wrong_type("an object"));
                None
            }
        }
    }

    /// Takes over what was wrong in a member that was read by itself.
    pub fn join(&mut self, member: Members) {
        self.errors.extend(member.refused());
    }

    /// Refuses a member, or a part of it.
    pub fn refuse(&mut self, name: &str, invalid: Invalid) {
        self.errors.push(InputError::new(&format!("{}{}", self.place, pointer_to(name)), invalid));
    }

    /// How much was refused so far.
    pub fn refusals(&self) -> usize {
        self.errors.len()
    }

    /// Whether something was refused so far.
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Ends the reading.
    ///
    /// # Errors
    ///
    /// When something was refused, or there are members that nobody asked for.
    pub fn finish(self) -> Result<(), Problem> {
        let errors = self.refused();
        if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
    }

    /// Ends the reading and gives what was read. `value` gives nothing only when something was refused.
    ///
    /// # Errors
    ///
    /// As [`Members::finish`].
    pub fn finish_with<T>(self, value: impl FnOnce() -> Option<T>) -> Result<T, Problem> {
        self.finish()?;
        value().ok_or_else(Problem::internal)
    }

    fn refused(mut self) -> Vec<InputError> {
        let unknown: Vec<String> = self.members.keys().cloned().collect();
        for name in unknown {
            self.refuse(&name, Invalid::new("unknown_field", "There is no such member."));
        }
        self.errors
    }
}
