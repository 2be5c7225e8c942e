//! From what the page's side fetched to what the widget knows.
//!
//! JSON is read by the browser, which is good at it, and comes as text (`flat` in `js/intl.js`). Whatever is missing or of
//! another kind is read as empty: a widget on somebody's page must not stop at a member that a newer or older server
//! writes otherwise.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::calendar::Day;
use crate::effect::Call;
use crate::model::{Answer, Appointment, Config, InputError, Person, Problem, Question, QuestionKind, Service, Slot};
use crate::state::{Kind, State};
use crate::text::{Append, cut, last, own, whole};

/// Ends a text, a number, or the name of a member.
const END: char = '\u{1}';
/// Begins an object or a list.
const OPEN: char = '\u{2}';
/// Ends it.
const CLOSE: char = '\u{3}';

/// A value: text, or members by name. Numbers and `true` are text, and nothing is text without letters.
#[derive(Debug, Default)]
pub struct Node<'a> {
    text: &'a str,
    members: Vec<(&'a str, Node<'a>)>,
}

/// What is not there.
static NOTHING: Node<'static> = Node { text: "", members: Vec::new() };

impl<'a> Node<'a> {
    /// Reads a value.
    pub fn new(mut text: &'a str) -> Self {
        Node::read(&mut text)
    }

    fn read(rest: &mut &'a str) -> Self {
        let mut node = Node::default();
        match rest.strip_prefix(OPEN) {
            None => node.text = take(rest),
            Some(inside) => {
                *rest = inside;
                while !rest.is_empty() && !rest.starts_with(CLOSE) {
                    let name = take(rest);
                    node.members.push((name, Node::read(rest)));
                }
                *rest = rest.strip_prefix(CLOSE).unwrap_or_default();
            }
        }
        node
    }

    /// A member.
    #[inline(never)]
    pub fn get(&self, name: &str) -> &Node<'a> {
        self.members.iter().find(|(known, _)| *known == name).map_or(&NOTHING, |(_, node)| node)
    }

    /// A member that is text.
    #[inline(never)]
    pub fn text(&self, name: &str) -> String {
        own(self.get(name).text)
    }

    /// A member that is a whole number; what is behind its point is left away.
    #[inline(never)]
    pub fn number(&self, name: &str) -> i32 {
        whole(cut(self.get(name).text, '.').0) as i32
    }

    /// A member that is true.
    #[inline(never)]
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).text == "true"
    }

    /// A member that is a list of texts.
    #[inline(never)]
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.list(name, |node| own(node.text))
    }

    /// A member that is a moment, in milliseconds since 1970.
    pub fn millis(&self, name: &str) -> f64 {
        whole(self.get(name).text) as f64
    }

    /// A member that is an object of texts.
    pub fn pairs(&self, name: &str) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (name, value) in &self.get(name).members {
            pairs.push((own(name), own(value.text)));
        }
        pairs
    }

    /// A member that is a list.
    fn list<T>(&self, name: &str, read: fn(&Node<'a>) -> T) -> Vec<T> {
        let mut list = Vec::new();
        for (_, node) in &self.get(name).members {
            list.push(read(node));
        }
        list
    }
}

/// Up to the next end, which is left away.
fn take<'a>(rest: &mut &'a str) -> &'a str {
    let (text, after) = cut(rest, END);
    *rest = after;
    text
}

/// The state of a widget that its page says this of.
pub fn page(page: &Node<'_>) -> State {
    let mut state = State { first_weekday: 1, ..State::default() };
    if page.get("kind").text == "lead" {
        state.kind = Kind::Lead;
    }
    state.popup = page.flag("popup");
    state.prefers_dark = page.flag("dark");
    state.preferred = page.texts("languages");
    for (name, text) in [
        ("key", &mut state.key),
        ("appointment", &mut state.link),
        ("service", &mut state.wanted_service),
        ("zone", &mut state.zone),
        ("zone", &mut state.own_zone),
        ("attribution", &mut state.attribution),
    ] {
        text.append(page.get(name).text);
    }
    state
}

/// What a call was answered: with this status and body, or with 0 if it was not.
pub fn answer(call: Call, answer: &Node<'_>) -> Answer {
    let (status, body) = (answer.number("status"), answer.get("data"));
    if !(200..300).contains(&status) {
        return Answer::Problem(problem(status, answer.number("after"), body));
    }
    match call {
        Call::Config => Answer::Config(Box::new(config(body))),
        Call::Slots => {
            let next = body.text("next_free");
            let slots = body.list("slots", |slot| Slot {
                start: slot.text("start"),
                seats_left: slot.number("seats_left"),
                day: Day::default(),
            });
            Answer::Slots(slots, (!next.is_empty()).then_some(next))
        }
        Call::Hold => Answer::Hold(body.text("id"), body.text("expires_at")),
        Call::Book | Call::Appointment | Call::Change => Answer::Appointment(Box::new(appointment(body))),
        Call::Lead | Call::Release => Answer::Nothing,
    }
}

fn problem(status: i32, after: i32, body: &Node<'_>) -> Problem {
    Problem {
        status,
        after,
        kind: own(last(body.get("type").text, '/').1),
        errors: body.list("errors", |error| InputError {
            pointer: error.text("pointer"),
            code: error.text("code"),
            detail: error.text("detail"),
        }),
        next_free: body.texts("next_free"),
    }
}

fn config(body: &Node<'_>) -> Config {
    let widget = body.get("widget");
    let theme = widget.get("theme");
    let proof = widget.get("proof_of_work");
    let business = body.get("business");
    Config {
        token: body.text("token"),
        accent: theme.text("accent"),
        radius: theme.text("radius"),
        scheme: theme.text("color_scheme"),
        font: theme.text("font"),
        language: widget.text("language"),
        languages: widget.texts("languages"),
        privacy_url: web_address(widget, "privacy_url"),
        consent_text: widget.text("consent_text"),
        consent_required: widget.flag("consent_required"),
        turnstile: widget.text("turnstile_site_key"),
        challenge: proof.text("challenge"),
        difficulty: proof.number("difficulty"),
        business: business.text("name"),
        zone: business.text("time_zone"),
        phone: business.text("phone"),
        services: body.list("services", service),
        lead_questions: body.list("lead_questions", question),
    }
}

/// An address of the web; nothing in place of any other, such as a script.
fn web_address(node: &Node<'_>, name: &str) -> String {
    let url = node.text(name);
    if url.starts_with("https://") || url.starts_with("http://") { url } else { String::new() }
}

fn service(node: &Node<'_>) -> Service {
    let price = node.get("price");
    let mut sum = price.text("amount");
    if !sum.is_empty() {
        sum.push(' ');
        sum.append(price.get("currency").text);
    }
    Service {
        id: node.text("id"),
        name: node.text("name"),
        description: node.text("description"),
        minutes: node.number("duration_minutes"),
        price: sum,
        staff: node.list("staff", |person| Person { id: person.text("id"), name: person.text("name") }),
        staff_choice: node.flag("staff_choice"),
        seats: node.number("seats"),
        approval: node.flag("approval"),
        horizon_days: node.number("horizon_days"),
        questions: node.list("questions", question),
    }
}

fn question(node: &Node<'_>) -> Question {
    Question {
        id: node.text("id"),
        label: node.text("label"),
        kind: match node.get("kind").text {
            "LONG_TEXT" => QuestionKind::LongText,
            "CHOICE" => QuestionKind::Choice,
            "CHOICES" => QuestionKind::Choices,
            "BOOLEAN" => QuestionKind::Boolean,
            "NUMBER" => QuestionKind::Number,
            "DATE" => QuestionKind::Date,
            _ => QuestionKind::Text,
        },
        choices: node.texts("choices"),
        required: node.flag("required"),
    }
}

fn appointment(node: &Node<'_>) -> Appointment {
    let service = node.get("service");
    let place = node.get("location");
    Appointment {
        id: node.text("id"),
        status: node.text("status"),
        start: node.text("start"),
        end: node.text("end"),
        service_id: service.text("id"),
        service: service.text("name"),
        person: node.get("staff").text("name"),
        location: if place.text.is_empty() { place.text("name") } else { own(place.text) },
        token: node.text("token"),
        manage_url: web_address(node, "manage_url"),
        ics_url: web_address(node, "ics_url"),
        can_cancel: node.flag("can_cancel"),
        can_reschedule: node.flag("can_reschedule"),
        until: node.text("until"),
        key: node.text("key"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// As `flat` in `js/intl.js`.
    fn flat(value: &Value) -> String {
        let inside = |members: Vec<(String, &Value)>| {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name}\u{1}{}", flat(value))).collect();
            format!("\u{2}{}\u{3}", members.concat())
        };
        match value {
            Value::Object(members) => inside(members.iter().map(|(name, value)| (name.clone(), value)).collect()),
            Value::Array(members) => inside((0..).map(|index: usize| index.to_string()).zip(members).collect()),
            Value::Null => "\u{1}".into(),
            Value::String(text) => format!("{text}\u{1}"),
            other => format!("{other}\u{1}"),
        }
    }

    #[test]
    fn what_was_fetched_is_read() {
        let text = flat(&json!({"status": 200, "data": {
            "token": "t", "widget": {"languages": ["en", "de"], "privacy_url": "javascript:x", "theme": {"radius": 7.5}},
            "services": [
                {"id": "a", "price": {"amount": "39.00", "currency": "EUR"}, "staff": [], "approval": true},
                {"id": "b", "price": null, "duration_minutes": 45.0, "questions": [{"id": "q", "kind": "CHOICES"}]},
            ],
        }}));
        let Answer::Config(config) = answer(Call::Config, &Node::new(&text)) else { unreachable!("a configuration") };
        assert_eq!((config.token.as_str(), config.radius.as_str(), config.privacy_url.as_str()), ("t", "7.5", ""));
        assert_eq!(config.languages, ["en", "de"]);
        let [one, two] = config.services.as_slice() else { unreachable!("two services") };
        assert_eq!((one.price.as_str(), one.approval, one.minutes), ("39.00 EUR", true, 0));
        assert_eq!((two.price.as_str(), two.approval, two.minutes), ("", false, 45));
        assert_eq!(two.questions[0].kind, QuestionKind::Choices);
    }

    #[test]
    fn what_was_refused_is_read_and_what_is_cut_off_is_no_harm() {
        let text = flat(&json!({"status": 409, "data": {"type": "/problems/slot-taken", "next_free": ["x", "y"]}}));
        for end in 0..=text.len() {
            let answer = answer(Call::Hold, &Node::new(&text[..end]));
            let Answer::Problem(problem) = answer else { unreachable!("a problem") };
            if end == text.len() {
                assert_eq!((problem.status, problem.kind.as_str(), problem.next_free.len()), (409, "slot-taken", 2));
            }
        }
    }

    #[test]
    fn a_draft_is_read() {
        let text = flat(&json!({"fields": {"name": "Ada"}, "until": 1_700_000_000_000_u64, "start": null}));
        let draft = Node::new(&text);
        assert_eq!(draft.pairs("fields"), [("name".to_owned(), "Ada".to_owned())]);
        assert_eq!(
            (draft.millis("until"), draft.text("start"), draft.text("key")),
            (1.7e12, String::new(), String::new())
        );
    }
}
