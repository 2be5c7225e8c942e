//! All that the widget knows at a moment.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::calendar::{Bounds, Day, Month};
use crate::effect::{Call, Effects, Request};
use crate::model::{Appointment, Config, Hold, Person, Service, Slot};
use crate::proof::Proof;
use crate::text::{join, own};

/// What the widget is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// To book, and to look after what was booked.
    #[default]
    Booking,
    /// To leave an enquiry.
    Lead,
}

/// How far the widget is on its way to be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Waiting for the configuration or the texts.
    #[default]
    Loading,
    /// The server cannot be reached.
    Away,
    /// It is asked again; until it answers, what is seen stays as it was.
    Retrying,
    /// In use.
    Ready,
}

/// Where the visitor is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// Choosing what.
    #[default]
    Service,
    /// Choosing with whom.
    Person,
    /// Choosing when.
    Time,
    /// Saying who they are; for an enquiry, all of it.
    Details,
    /// Booked, or sent.
    Done,
    /// Looking at what was booked.
    Manage,
    /// Asked whether to cancel it.
    Cancel,
    /// Asked whether to move it to the chosen time.
    Move,
    /// The link leads to nothing.
    NotFound,
}

impl Step {
    /// As the page hears of it.
    pub fn name(self) -> &'static str {
        match self {
            Step::Service => "service",
            Step::Person => "person",
            Step::Time => "time",
            Step::Details => "details",
            Step::Done => "done",
            Step::Manage => "manage",
            Step::Cancel => "cancel",
            Step::Move => "move",
            Step::NotFound => "not_found",
        }
    }
}

/// What stands above a step because something happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Notice {
    /// Nothing.
    #[default]
    None,
    /// Somebody was quicker; these are free instead.
    Taken(Vec<String>),
    /// A field is not as it must be.
    Fields,
    /// The rules do not allow it any more.
    TooLate,
    /// Too many attempts.
    TooMany,
    /// It failed otherwise.
    Failed,
    /// The answer was lost; it is tried again.
    Lost,
    /// The appointment was moved.
    Moved,
}

/// Free times that were asked for.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    /// The number of the request that is waited for.
    pub waiting: Option<i32>,
    /// Whether the last request had no answer.
    pub away: bool,
    /// Or the one that there were too many.
    pub crowded: bool,
    /// What is free, by month.
    pub months: Vec<(Month, Vec<Slot>)>,
    /// What is free next, for the list of the next free times.
    pub upcoming: Option<Vec<Slot>>,
    /// The first free time from where it was asked.
    pub next: Option<String>,
    /// Whether any answer came yet.
    pub known: bool,
}

/// What is being sent, kept so that a repetition says the same.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// The `Idempotency-Key`.
    pub key: String,
    /// The body; of a form, but for what protects against spam and the last brace.
    pub body: String,
    /// How long the form was looked at, in milliseconds and digits.
    pub elapsed: String,
    /// Whether it is on its way, or was and is to be sent again.
    pub is_sent: bool,
}

/// The widget's state.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What the widget is for.
    pub kind: Kind,
    /// Whether it is in a dialogue that can be closed.
    pub popup: bool,
    /// The widget's key.
    pub key: String,
    /// The token of the appointment that the visitor came for; empty if for none.
    pub link: String,
    /// A service that the page chose, by id.
    pub wanted_service: String,
    /// Milliseconds since 1970 at the last event.
    pub now: f64,
    /// How far it is.
    pub phase: Phase,
    /// How often the configuration was asked for without an answer.
    pub attempts: u32,
    /// What the server says of the widget.
    pub config: Box<Config>,
    /// Whether the page's side has words.
    pub speaks: bool,
    /// Their language; before they are there, the one that was asked for.
    pub language: String,
    /// The languages that the visitor reads, best first.
    pub preferred: Vec<String>,
    /// With which day a week begins, 1 to 7.
    pub first_weekday: i32,
    /// Whether it is written from right to left.
    pub right_to_left: bool,
    /// Whether the visitor prefers dark colours.
    pub prefers_dark: bool,
    /// The time zone that times are shown in.
    pub zone: String,
    /// The visitor's own one.
    pub own_zone: String,
    /// All time zones, once they were asked for.
    pub zones: Vec<String>,
    /// Where the visitor is.
    pub step: Step,
    /// Index of the service.
    pub service: Option<usize>,
    /// Index of the chosen person among the service's staff.
    pub person: Option<usize>,
    /// Whether the next free times are listed instead of the calendar.
    pub list: bool,
    /// Today, in the time zone shown.
    pub today: Day,
    /// The month shown.
    pub month: Month,
    /// The day that the keyboard is on.
    pub cursor: Day,
    /// The chosen day.
    pub day: Option<Day>,
    /// Free times.
    pub slots: Slots,
    /// The chosen time, as the server wrote it.
    pub start: Option<String>,
    /// The time that is kept.
    pub hold: Option<Hold>,
    /// The number of the request to keep it that is waited for.
    pub holding: Option<i32>,
    /// The `Idempotency-Key` of keeping the chosen time.
    pub hold_key: String,
    /// What stands above the step.
    pub notice: Notice,
    /// What was typed, by field.
    pub values: Vec<(String, String)>,
    /// What is wrong with it, by field, as text of `markup`.
    pub errors: Vec<(String, String)>,
    /// When the form was first shown.
    pub shown: f64,
    /// What is being sent.
    pub submission: Option<Submission>,
    /// The proof of work.
    pub proof: Proof,
    /// Turnstile's token.
    pub turnstile: String,
    /// What was booked, or what the visitor came for.
    pub appointment: Option<Box<Appointment>>,
    /// Requests to be repeated with a new token.
    pub repeat: Vec<Request>,
    /// Whether another token was asked for since one was taken.
    pub is_renewed: bool,
    /// How many calls failed since one did not.
    pub failures: u32,
    /// Counts requests.
    pub counter: i32,
    /// What a screen reader is told, as text of `markup`.
    pub announcement: String,
    /// Where the visitor came from, in JSON.
    pub attribution: String,
}

impl Default for Month {
    fn default() -> Self {
        Day(0).month()
    }
}

impl State {
    /// The chosen service.
    #[inline(never)]
    pub fn service(&self) -> Option<&Service> {
        self.service.and_then(|index| self.config.services.get(index))
    }

    /// The chosen person; `None` for whoever is free.
    #[inline(never)]
    pub fn person(&self) -> Option<&Person> {
        self.person.and_then(|index| self.service()?.staff.get(index))
    }

    /// Whether the visitor chooses a person for the service.
    #[inline(never)]
    pub fn asks_person(&self) -> bool {
        self.service().is_some_and(|service| service.staff_choice && service.staff.len() > 1)
    }

    /// Whether an appointment is being moved.
    #[inline(never)]
    pub fn is_moving(&self) -> bool {
        !self.link.is_empty() && self.appointment.is_some()
    }

    /// How far the calendar goes.
    #[inline(never)]
    pub fn bounds(&self) -> Bounds {
        let days = self.service().map_or(60, |service| service.horizon_days.clamp(1, 3650));
        Bounds {
            first: self.today,
            last: Day(self.today.0 + days),
            first_weekday: self.first_weekday,
            right_to_left: self.right_to_left,
        }
    }

    /// What is free in the month shown; `None` while that is not known.
    #[inline(never)]
    pub fn month_slots(&self) -> Option<&[Slot]> {
        self.slots.months.iter().find(|(month, _)| *month == self.month).map(|(_, slots)| slots.as_slice())
    }

    /// What was typed into a field.
    #[inline(never)]
    pub fn value(&self, field: &str) -> &str {
        self.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// What is wrong with it.
    #[inline(never)]
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|(name, _)| name == field).map(|(_, error)| error.as_str())
    }

    /// Whether something is being sent, so that nothing may be changed.
    #[inline(never)]
    pub fn is_sending(&self) -> bool {
        self.submission.is_some()
    }

    /// Whether it is shown in dark colours.
    pub fn is_dark(&self) -> bool {
        match self.config.scheme.as_str() {
            "dark" => true,
            "light" => false,
            _ => self.prefers_dark,
        }
    }

    /// Forgets what was free.
    #[inline(never)]
    pub fn forget_slots(&mut self) {
        self.slots = Slots::default();
    }

    /// Asks the server: below the widget's key, or by the appointment's link. The number of the request.
    #[inline(never)]
    pub fn ask(&mut self, call: Call, below: &str, body: String, key: &str, effects: &mut Effects) -> i32 {
        self.counter += 1;
        let path = match call {
            Call::Appointment | Call::Change => join(&["appointments/", &self.link]),
            _ => join(&[&self.key, below]),
        };
        effects.send(Request { call, number: self.counter, path, body, key: own(key) });
        self.counter
    }

    /// Tells a screen reader something that nothing else tells it.
    #[inline(never)]
    pub fn announce(&mut self, text: String) {
        self.announcement = text;
    }
}
