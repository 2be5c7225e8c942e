//! What an event leads to outside of the state.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::{Append, digits};

/// A call to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// The widget's configuration.
    Config,
    /// The free times of a month, or of the days to come.
    Slots,
    /// Keeps a time.
    Hold,
    /// Gives it back.
    Release,
    /// Books.
    Book,
    /// Sends an enquiry.
    Lead,
    /// An appointment by its link.
    Appointment,
    /// Reschedules or cancels it.
    Change,
}

impl Call {
    /// The HTTP method.
    fn method(self) -> &'static str {
        match self {
            Call::Config | Call::Slots | Call::Appointment => "GET",
            Call::Release => "DELETE",
            _ => "POST",
        }
    }

    /// What the page's side needs to know of it: the configuration may have been fetched already, and calls by a link
    /// carry no token.
    fn name(self) -> &'static str {
        match self {
            Call::Config => "config",
            Call::Appointment | Call::Change => "link",
            _ => "",
        }
    }
}

/// A request to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What it is for.
    pub call: Call,
    /// Tells it from others for the same.
    pub number: i32,
    /// The path below `/embed/`.
    pub path: String,
    /// The body; empty if there is none.
    pub body: String,
    /// The `Idempotency-Key`; empty if there is none.
    pub key: String,
}

/// Between effects.
const NEXT: char = '\u{6}';
/// After each part of one.
const PART: char = '\u{7}';

/// What JavaScript is to do, in the order of its doing: each begins with the name of a function in `js/app.js`, followed
/// by its arguments.
#[derive(Debug, Default)]
pub struct Effects {
    /// As JavaScript reads them.
    pub text: String,
    /// The requests among them.
    pub requests: Vec<Request>,
    /// Whether the focus stays where it is.
    pub quiet: bool,
}

impl Effects {
    #[inline(never)]
    fn add(&mut self, parts: &[&str]) {
        for part in parts {
            self.text.append(part);
            self.text.push(PART);
        }
        self.text.push(NEXT);
    }

    /// Ask the server.
    #[inline(never)]
    pub fn send(&mut self, request: Request) {
        let number = digits(request.number.into());
        let Request { call, path, body, key, .. } = &request;
        self.add(&["send", call.method(), path, body, key, call.name(), &number]);
        self.requests.push(request);
    }

    /// Fetch the texts of a language.
    pub fn texts(&mut self, language: &str) {
        self.add(&["texts", language]);
    }

    /// Keep this draft; an empty one, and it is forgotten.
    pub fn save(&mut self, draft: String) {
        self.add(&["save", &draft]);
    }

    /// Move the focus to the element of this id.
    pub fn focus(&mut self, id: &str) {
        if !self.quiet {
            self.add(&["focus", id]);
        }
    }

    /// Tell the page: the event's name without `portico:`, and its detail in JSON.
    pub fn emit(&mut self, name: &str, detail: String) {
        self.add(&["emit", name, &detail]);
    }

    /// Come back with this timer after so many milliseconds.
    pub fn wait(&mut self, timer: &str, millis: u32) {
        self.add(&["wait", timer, &digits(millis.into())]);
    }

    /// Carry on with the proof of work.
    pub fn work(&mut self) {
        self.add(&["work"]);
    }

    /// Ask Turnstile with this site key.
    pub fn turnstile(&mut self, key: &str) {
        self.add(&["turnstile", key]);
    }

    /// Close the popup.
    pub fn close(&mut self) {
        self.add(&["close"]);
    }
}
