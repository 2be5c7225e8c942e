//! From what JSON became in JavaScript to what the widget knows.
//!
//! Whatever is missing or of another kind is read as empty: a widget on somebody's page must not stop at a member that a
//! newer or older server writes otherwise.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

use crate::effect::Call;
use crate::model::{Answer, Appointment, Config, InputError, Person, Problem, Question, QuestionKind, Service};
use crate::text::{Append, own};
use crate::update::Draft;

#[wasm_bindgen(raw_module = "./intl.js")]
extern "C" {
    /// A member of an object or a list; `undefined` where there is none.
    fn get(value: &JsValue, name: &str) -> JsValue;
    /// The names of the members of an object or a list, one a line.
    fn names(value: &JsValue) -> String;
}

/// A member that is text.
pub fn text(value: &JsValue, name: &str) -> String {
    get(value, name).as_string().unwrap_or_default()
}

/// A member that is a number.
pub fn number(value: &JsValue, name: &str) -> f64 {
    get(value, name).as_f64().unwrap_or_default()
}

/// A member that is true.
pub fn flag(value: &JsValue, name: &str) -> bool {
    get(value, name).as_bool().unwrap_or_default()
}

/// A member that is a list.
fn list(value: &JsValue, name: &str) -> Vec<JsValue> {
    let member = get(value, name);
    names(&member).lines().map(|name| get(&member, name)).collect()
}

/// A member that is a list of texts.
pub fn texts(value: &JsValue, name: &str) -> Vec<String> {
    list(value, name).iter().filter_map(JsValue::as_string).collect()
}

/// A member that is an object of texts.
fn pairs(value: &JsValue, name: &str) -> Vec<(String, String)> {
    let member = get(value, name);
    names(&member).lines().map(|name| (own(name), text(&member, name))).collect()
}

/// What a call was answered.
pub fn answer(call: Call, status: u32, body: &JsValue) -> Answer {
    if !(200..300).contains(&status) {
        return Answer::Problem(problem(status, body));
    }
    match call {
        Call::Config => Answer::Config(Box::new(config(body))),
        Call::Slots => {
            let slots = list(body, "slots");
            let slots = slots.iter().map(|slot| (text(slot, "start"), number(slot, "seats_left") as i32)).collect();
            Answer::Slots(slots, get(body, "next_free").as_string())
        }
        Call::Hold => Answer::Hold(text(body, "id"), text(body, "expires_at")),
        Call::Book | Call::Appointment | Call::Change => Answer::Appointment(Box::new(appointment(body))),
        Call::Lead | Call::Release => Answer::Nothing,
    }
}

fn problem(status: u32, body: &JsValue) -> Problem {
    let kind = text(body, "type");
    let errors = list(body, "errors");
    let error = |error: &JsValue| InputError {
        pointer: text(error, "pointer"),
        code: text(error, "code"),
        detail: text(error, "detail"),
    };
    Problem {
        status,
        kind: own(kind.rsplit('/').next().unwrap_or_default()),
        errors: errors.iter().map(error).collect(),
        next_free: texts(body, "next_free"),
    }
}

fn config(body: &JsValue) -> Config {
    let widget = get(body, "widget");
    let theme = get(&widget, "theme");
    let proof = get(&widget, "proof_of_work");
    let business = get(body, "business");
    Config {
        token: text(body, "token"),
        accent: text(&theme, "accent"),
        radius: get(&theme, "radius").as_f64(),
        scheme: text(&theme, "color_scheme"),
        font: text(&theme, "font"),
        language: text(&widget, "language"),
        languages: texts(&widget, "languages"),
        privacy_url: web_address(text(&widget, "privacy_url")),
        consent_text: text(&widget, "consent_text"),
        consent_required: flag(&widget, "consent_required"),
        turnstile: text(&widget, "turnstile_site_key"),
        challenge: text(&proof, "challenge"),
        difficulty: number(&proof, "difficulty") as u32,
        business: text(&business, "name"),
        zone: text(&business, "time_zone"),
        phone: text(&business, "phone"),
        services: list(body, "services").iter().map(service).collect(),
        lead_questions: list(body, "lead_questions").iter().map(question).collect(),
    }
}

/// An address of the web; nothing in place of any other, such as a script.
fn web_address(url: String) -> String {
    if url.starts_with("https://") || url.starts_with("http://") { url } else { String::new() }
}

fn service(value: &JsValue) -> Service {
    let price = get(value, "price");
    let mut sum = text(&price, "amount");
    if !sum.is_empty() {
        sum.push(' ');
        sum.append(&text(&price, "currency"));
    }
    Service {
        id: text(value, "id"),
        name: text(value, "name"),
        description: text(value, "description"),
        minutes: number(value, "duration_minutes") as i32,
        price: sum,
        staff: list(value, "staff").iter().map(person).collect(),
        staff_choice: flag(value, "staff_choice"),
        seats: number(value, "seats") as i32,
        approval: flag(value, "approval"),
        horizon_days: number(value, "horizon_days") as i32,
        questions: list(value, "questions").iter().map(question).collect(),
    }
}

fn person(value: &JsValue) -> Person {
    Person { id: text(value, "id"), name: text(value, "name") }
}

fn question(value: &JsValue) -> Question {
    Question {
        id: text(value, "id"),
        label: text(value, "label"),
        kind: match text(value, "kind").as_str() {
            "LONG_TEXT" => QuestionKind::LongText,
            "CHOICE" => QuestionKind::Choice,
            "CHOICES" => QuestionKind::Choices,
            "BOOLEAN" => QuestionKind::Boolean,
            "NUMBER" => QuestionKind::Number,
            "DATE" => QuestionKind::Date,
            _ => QuestionKind::Text,
        },
        choices: texts(value, "choices"),
        required: flag(value, "required"),
    }
}

fn appointment(value: &JsValue) -> Appointment {
    let service = get(value, "service");
    let place = get(value, "location");
    Appointment {
        id: text(value, "id"),
        status: text(value, "status"),
        start: text(value, "start"),
        end: text(value, "end"),
        service_id: text(&service, "id"),
        service: text(&service, "name"),
        person: text(&get(value, "staff"), "name"),
        location: place.as_string().unwrap_or_else(|| text(&place, "name")),
        token: text(value, "token"),
        manage_url: web_address(text(value, "manage_url")),
        ics_url: web_address(text(value, "ics_url")),
        can_cancel: flag(value, "can_cancel"),
        can_reschedule: flag(value, "can_reschedule"),
        until: text(value, "until"),
        key: text(value, "key"),
    }
}

/// A draft that was kept.
pub fn draft(value: &JsValue) -> Draft {
    Draft {
        fields: pairs(value, "fields"),
        service: text(value, "service"),
        staff: text(value, "staff"),
        start: text(value, "start"),
        hold: text(value, "hold"),
        until: number(value, "until"),
        hold_key: text(value, "hold_key"),
        key: text(value, "key"),
        body: text(value, "body"),
        elapsed: number(value, "elapsed") as u32,
    }
}
