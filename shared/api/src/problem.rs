//! What goes wrong, as RFC 9457 problem documents (<https://www.rfc-editor.org/rfc/rfc9457>).

use std::ops::{Deref, DerefMut};

use entity::{Invalid, Ordered};
use serde_json::{Value as Json, json};

use crate::Response;

/// A refusal or a failure, with what the caller may know of it and nothing else. A pointer wide: it is passed up through
/// nearly every function, and rarely there.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem(Box<Told>);

/// What is told of a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// What kind of problem: decides status, type and title.
    pub kind: Kind,
    /// What to do about it, in a sentence.
    pub detail: String,
    /// Every part of the input that is refused.
    pub errors: Vec<InputError>,
    /// After how many seconds it is worth trying again.
    pub retry_after: Option<u32>,
    /// The methods that are there, where the one asked for is not.
    pub allow: Methods,
    /// Further members of the document.
    pub extra: Option<(&'static str, Json)>,
}

impl Deref for Problem {
    type Target = Told;

    fn deref(&self) -> &Told {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Told {
        &mut self.0
    }
}

/// Some methods of HTTP, in the room of a byte: problems are passed about by value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Methods(u8);

impl Methods {
    const NAMES: [&'static str; 5] = ["DELETE", "GET", "PATCH", "POST", "PUT"];

    /// These; others than the API uses are left out.
    fn of(names: &[&str]) -> Self {
        let bit = |(position, name): (usize, &&str)| if names.contains(name) { 1 << position } else { 0 };
        Methods(Self::NAMES.iter().enumerate().map(bit).sum())
    }

    /// As `Allow` has them.
    fn header(self) -> String {
        let has = |(position, _): &(usize, &&str)| self.0 & (1 << position) != 0;
        let names: Vec<&str> = Self::NAMES.iter().enumerate().filter(has).map(|(_, name)| *name).collect();
        // Whatever can be read can be asked for its head.
        names.join(", ").replace("GET", "GET, HEAD")
    }
}

/// A refused part of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError {
    /// A JSON pointer into the body, or `?name` for a parameter of the query.
    pub pointer: String,
    /// A stable word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub message: String,
}

/// The kinds of problem. The slug is the last part of the stable `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request cannot be read.
    Malformed,
    /// There is no valid token or key.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// There is no such thing, or not for this caller.
    NotFound,
    /// The path is there; the method is not.
    MethodNotAllowed,
    /// It contradicts what is there.
    Conflict,
    /// Somebody else has the slot.
    SlotTaken,
    /// The notice that the service asks for has passed.
    TooLate,
    /// It was done before, and its answer held a secret that nobody keeps.
    ShownOnce,
    /// The row has changed since it was read.
    PreconditionFailed,
    /// The body is larger than is taken.
    TooLarge,
    /// The body is of a type that is not taken.
    UnsupportedMediaType,
    /// The input is understood and refused.
    Invalid,
    /// The idempotency key was used with another request.
    IdempotencyMismatch,
    /// Too many requests.
    TooManyRequests,
    /// A defect here.
    Internal,
    /// The database or another system is away.
    Unavailable,
}

impl Kind {
    /// Every kind, for the page that explains them.
    pub const ALL: &'static [Kind] = &[
        Kind::Malformed,
        Kind::Unauthenticated,
        Kind::Forbidden,
        Kind::NotFound,
        Kind::MethodNotAllowed,
        Kind::Conflict,
        Kind::SlotTaken,
        Kind::TooLate,
        Kind::ShownOnce,
        Kind::PreconditionFailed,
        Kind::TooLarge,
        Kind::UnsupportedMediaType,
        Kind::Invalid,
        Kind::IdempotencyMismatch,
        Kind::TooManyRequests,
        Kind::Internal,
        Kind::Unavailable,
    ];

    /// Status, slug and title.
    pub fn facts(self) -> (u16, &'static str, &'static str) {
        match self {
            Kind::Malformed => (400, "malformed-request", "The request cannot be read"),
            Kind::Unauthenticated => (401, "unauthenticated", "Sign in first"),
            Kind::Forbidden => (403, "forbidden", "You may not do this"),
            Kind::NotFound => (404, "not-found", "There is no such thing"),
            Kind::MethodNotAllowed => (405, "method-not-allowed", "This method is not allowed here"),
            Kind::Conflict => (409, "conflict", "It contradicts what is there"),
            Kind::SlotTaken => (409, "slot-taken", "Somebody was quicker"),
            Kind::TooLate => (409, "too-late", "It is too late for this"),
            Kind::ShownOnce => (409, "shown-once", "It was done, and its answer is shown once"),
            Kind::PreconditionFailed => (412, "precondition-failed", "It has changed since you read it"),
            Kind::TooLarge => (413, "too-large", "The body is too large"),
            Kind::UnsupportedMediaType => (415, "unsupported-media-type", "This content type is not taken"),
            Kind::Invalid => (422, "invalid", "The input is not valid"),
            Kind::IdempotencyMismatch => (422, "idempotency-mismatch", "The idempotency key was used before"),
            Kind::TooManyRequests => (429, "too-many-requests", "Too many requests"),
            Kind::Internal => (500, "internal", "Something went wrong here"),
            Kind::Unavailable => (503, "unavailable", "Not available at the moment"),
        }
    }
}

/// A write whose answer is lost may be there or not: only the caller's own key can tell a repetition from a second one.
const AWAY: &str = "Try again in a few seconds. Whether a write was carried out may be unknown: repeat it with the same \
                    Idempotency-Key.";

impl Problem {
    /// A problem with its sentence.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Problem::told(kind, detail.into())
    }

    fn told(kind: Kind, detail: String) -> Self {
        let (errors, allow) = (Vec::new(), Methods::default());
        Problem(Box::new(Told { kind, detail, errors, retry_after: None, allow, extra: None }))
    }

    /// The same, with every part of the input that is refused.
    pub fn with_errors(mut self, errors: Vec<InputError>) -> Self {
        self.errors = errors;
        self
    }

    /// Nothing here, or nothing for this caller: the two are not told apart.
    pub fn not_found() -> Self {
        Problem::new(Kind::NotFound, "Nothing is here, or nothing that you may see.")
    }

    /// The caller lacks a grant.
    pub fn forbidden() -> Self {
        Problem::new(Kind::Forbidden, "Your role does not allow this. Ask an administrator of your account.")
    }

    /// Nothing here answers to this method; these do.
    pub fn method_not_allowed(methods: &[&str]) -> Self {
        let mut problem = Problem::new(Kind::MethodNotAllowed, "See /api/openapi.json for what can be asked here.");
        problem.allow = Methods::of(methods);
        problem
    }

    /// No token, or none that holds.
    pub fn unauthenticated(detail: &str) -> Self {
        Problem::new(Kind::Unauthenticated, detail)
    }

    /// A defect, told to the log by whoever makes this.
    pub fn internal() -> Self {
        Problem::new(Kind::Internal, "The request was not carried out. It has been logged; try again later.")
    }

    /// Another system is away.
    pub fn unavailable() -> Self {
        let mut problem = Problem::new(Kind::Unavailable, AWAY);
        problem.retry_after = Some(2);
        problem
    }

    /// Invalid input.
    pub fn invalid(errors: Vec<InputError>) -> Self {
        Problem::new(Kind::Invalid, "See errors for each part that is refused.").with_errors(errors)
    }

    /// Invalid input in one place.
    pub fn invalid_at(pointer: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Problem::invalid(vec![InputError { pointer: pointer.into(), code, message: message.into() }])
    }

    /// A parameter of the query that is refused.
    pub fn parameter(name: &str, invalid: Invalid) -> Self {
        let error = InputError {
            pointer: format!(
                "?{name}{}",
                if invalid.pointer.is_empty() { String::new() } else { format!("#{}", invalid.pointer) }
            ),
            code: invalid.code,
            message: invalid.message,
        };
        Problem::new(Kind::Malformed, "A parameter of the query is refused.").with_errors(vec![error])
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.kind.facts().0
    }

    /// The document.
    pub fn document(&self, request_id: &str) -> Json {
        let (status, slug, title) = self.kind.facts();
        let mut document = json!({
            "type": format!("/problems/{slug}"),
            "title": title,
            "status": status,
            "detail": self.detail,
            "request_id": request_id,
        });
        if let Json::Object(members) = &mut document {
            if !self.errors.is_empty() {
                let errors = self.errors.iter().map(InputError::document).collect();
                members.insert("errors".to_owned(), errors);
            }
            if let Some((name, value)) = &self.extra {
                members.insert((*name).to_owned(), value.clone());
            }
        }
        document
    }

    /// The response.
    pub fn response(&self, request_id: &str) -> Response {
        let body = self.document(request_id).to_string();
        let mut response = Response::bytes(self.status(), "application/problem+json", body);
        if let Some(seconds) = self.retry_after {
            response = response.with_header("retry-after", seconds.to_string());
        }
        if self.allow != Methods::default() {
            response = response.with_header("allow", self.allow.header());
        }
        if self.kind == Kind::Unauthenticated {
            response = response.with_header("www-authenticate", "Bearer");
        }
        response
    }
}

impl InputError {
    /// A refusal of the value at `pointer` or of a part of it.
    pub fn new(pointer: &str, invalid: Invalid) -> Self {
        InputError { pointer: format!("{pointer}{}", invalid.pointer), code: invalid.code, message: invalid.message }
    }

    /// A value that comes before another one that it has to follow.
    pub fn out_of_order(rule: &Ordered) -> Self {
        let must = if rule.may_equal { "Must not be before" } else { "Must be after" };
        let message = format!("{must} `{}`.", rule.before);
        InputError { pointer: format!("/{}", rule.after), code: "order", message }
    }

    fn document(&self) -> Json {
        json!({"pointer": self.pointer, "code": self.code, "message": self.message})
    }
}
