//! What the server says, as far as the widget needs it. The contract is `docs/EMBED-API.md`.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::calendar::Day;

/// The configuration of a widget.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Authorises the calls that follow.
    pub token: String,
    /// A colour in hexadecimal.
    pub accent: String,
    /// How round corners are, in CSS pixels; empty if it is not said.
    pub radius: String,
    /// `auto`, `light` or `dark`.
    pub scheme: String,
    /// A CSS font family, or `inherit`.
    pub font: String,
    /// The language of those who speak none of the others.
    pub language: String,
    /// The languages that the business offers.
    pub languages: Vec<String>,
    /// Where the privacy policy is; empty if there is none.
    pub privacy_url: String,
    /// What visitors agree to; empty if they are not asked.
    pub consent_text: String,
    /// Whether nothing is taken without it.
    pub consent_required: bool,
    /// For Cloudflare's Turnstile; empty if it is not used.
    pub turnstile: String,
    /// What the proof of work is over.
    pub challenge: String,
    /// How many zero bits it needs.
    pub difficulty: i32,
    /// The business's name.
    pub business: String,
    /// The time zone that the business is in.
    pub zone: String,
    /// Its telephone number; empty if there is none.
    pub phone: String,
    /// What may be booked.
    pub services: Vec<Service>,
    /// What an enquiry asks.
    pub lead_questions: Vec<Question>,
}

impl Config {
    /// Where a service is among the others.
    #[inline(never)]
    pub fn index(&self, id: &str) -> Option<usize> {
        self.services.iter().position(|service| service.id == id)
    }
}

/// Something to book.
#[derive(Clone, Debug, Default)]
pub struct Service {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// A sentence about it; may be empty.
    pub description: String,
    /// How long it takes.
    pub minutes: i32,
    /// `39.00 EUR`; empty if it is not said.
    pub price: String,
    /// Who does it.
    pub staff: Vec<Person>,
    /// Whether visitors choose among them.
    pub staff_choice: bool,
    /// How many take part at once.
    pub seats: i32,
    /// Whether the business confirms each appointment.
    pub approval: bool,
    /// How many days ahead it may be booked.
    pub horizon_days: i32,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// Somebody who serves.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
}

/// A question of the business.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Its id, by which the answer is sent.
    pub id: String,
    /// What is asked.
    pub label: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What can be chosen.
    pub choices: Vec<String>,
    /// Whether it must be answered.
    pub required: bool,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuestionKind {
    /// A line.
    #[default]
    Text,
    /// Several lines.
    LongText,
    /// One of several.
    Choice,
    /// Any of several.
    Choices,
    /// Yes or no.
    Boolean,
    /// A number.
    Number,
    /// A day.
    Date,
}

/// A time that is free.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Its beginning, as the server wrote it.
    pub start: String,
    /// How many seats are left.
    pub seats_left: i32,
    /// The day it is on in the visitor's time zone.
    pub day: Day,
}

/// A time that is kept.
#[derive(Clone, Debug, Default)]
pub struct Hold {
    /// Its id.
    pub id: String,
    /// Until when, in milliseconds since 1970.
    pub until: f64,
}

/// What was booked.
#[derive(Clone, Debug, Default)]
pub struct Appointment {
    /// Its id.
    pub id: String,
    /// `SCHEDULED`, `CONFIRMED`, `CANCELLED`, …
    pub status: String,
    /// Its beginning in RFC 3339.
    pub start: String,
    /// Its end in RFC 3339.
    pub end: String,
    /// The service's id.
    pub service_id: String,
    /// The service's name.
    pub service: String,
    /// Who serves; empty if that is open.
    pub person: String,
    /// Where; empty if it is not said.
    pub location: String,
    /// The signed link's token.
    pub token: String,
    /// Where it can be rescheduled or cancelled.
    pub manage_url: String,
    /// The calendar file.
    pub ics_url: String,
    /// Whether the service's rules still allow it.
    pub can_cancel: bool,
    /// Likewise.
    pub can_reschedule: bool,
    /// The last moment by those rules; empty if there is none.
    pub until: String,
    /// The widget that it was booked with.
    pub key: String,
}

/// What the server refuses.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The HTTP status; 0 if there was no answer.
    pub status: i32,
    /// The last part of its type, such as `slot-taken`.
    pub kind: String,
    /// What is wrong in which member of the body.
    pub errors: Vec<InputError>,
    /// What is free instead.
    pub next_free: Vec<String>,
    /// After how many seconds to come back; 0 if that is not said.
    pub after: i32,
}

/// What is wrong with one member of the body.
#[derive(Clone, Debug, Default)]
pub struct InputError {
    /// Which one, as a JSON pointer.
    pub pointer: String,
    /// What, in one word.
    pub code: String,
    /// What, in a sentence.
    pub detail: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The configuration.
    Config(Box<Config>),
    /// Free times, not yet put on their days; and the first free one.
    Slots(Vec<Slot>, Option<String>),
    /// A time is kept.
    Hold(String, String),
    /// An appointment was booked, shown or changed.
    Appointment(Box<Appointment>),
    /// It was done, and there is nothing to say of it.
    Nothing,
    /// It was not done.
    Problem(Problem),
}
