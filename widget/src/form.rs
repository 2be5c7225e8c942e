//! The form: which fields it has, what is wrong with what was typed, and what is sent of it.

use alloc::string::String;
use alloc::vec::Vec;

use crate::calendar::Day;
use crate::json::{self, Json};
use crate::markup::{plain, say};
use crate::model::{InputError, Question, QuestionKind};
use crate::state::{Kind, State};
use crate::text::{Append, cut, digits, join, last, list, only, own};

/// What a field is like on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One of the widget's own: the `type` and the `autocomplete` of its input.
    Contact(&'static str, &'static str),
    /// A question of the business.
    Question(QuestionKind),
    /// The agreement.
    Consent,
}

/// What a field is called.
#[derive(Clone, Copy, Debug)]
pub enum Label<'a> {
    /// By the widget: a saying.
    Saying(&'static str),
    /// By the business.
    Theirs(&'a str),
}

/// A field of the form.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// Its name in the state: `email`, `answers.hair`, `consent`.
    pub name: String,
    /// Its label.
    pub label: Label<'a>,
    /// What it is like.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub required: bool,
    /// What can be chosen.
    pub choices: &'a [String],
}

/// Between the choices of a field that takes several.
pub const SEPARATOR: char = '\n';
/// More than this the server does not take.
const LONGEST: usize = 4000;

/// The fields of the form, in their order.
pub fn fields(state: &State) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    add(&mut fields, &["name"], Label::Saying("name"), FieldKind::Contact("text", "name"), true);
    add(&mut fields, &["email"], Label::Saying("email"), FieldKind::Contact("email", "email"), true);
    add(&mut fields, &["phone"], Label::Saying("phone"), FieldKind::Contact("tel", "tel"), false);
    for question in questions(state) {
        let (label, kind) = (Label::Theirs(&question.label), FieldKind::Question(question.kind));
        add(&mut fields, &["answers.", &question.id], label, kind, question.required);
        if let Some(field) = fields.last_mut() {
            field.choices = &question.choices;
        }
    }
    let long = FieldKind::Question(QuestionKind::LongText);
    match state.kind {
        Kind::Booking => add(&mut fields, &["notes"], Label::Saying("notes"), long, false),
        Kind::Lead => add(&mut fields, &["message"], Label::Saying("message"), long, true),
    }
    let consent = &state.config.consent_text;
    if !consent.is_empty() {
        let required = state.config.consent_required;
        add(&mut fields, &["consent"], Label::Theirs(consent), FieldKind::Consent, required);
    }
    fields
}

#[inline(never)]
fn add<'a>(fields: &mut Vec<Field<'a>>, name: &[&str], label: Label<'a>, kind: FieldKind, required: bool) {
    fields.push(Field { name: join(name), label, kind, required, choices: &[] });
}

fn questions(state: &State) -> &[Question] {
    match state.kind {
        Kind::Booking => state.service().map_or(&[], |service| &service.questions),
        Kind::Lead => &state.config.lead_questions,
    }
}

/// What is wrong with a value, if anything is. The server looks again; this is so that nobody waits for it.
pub fn wrong(field: &Field<'_>, value: &str) -> Option<String> {
    let value = value.trim_ascii();
    if value.is_empty() {
        return match (field.required, field.kind) {
            (false, _) => None,
            (true, kind) => Some(say(missing(kind))),
        };
    }
    let good = match field.kind {
        FieldKind::Contact("email", _) => is_email(value),
        FieldKind::Contact("tel", _) => is_phone(value),
        FieldKind::Question(QuestionKind::Number) => number(value).is_some(),
        FieldKind::Question(QuestionKind::Date) => Day::parse(value).is_some(),
        _ => value.len() <= LONGEST,
    };
    (!good).then(|| say(mistaken(field.kind)))
}

/// What is said of a field that must be filled in.
fn missing(kind: FieldKind) -> &'static str {
    if kind == FieldKind::Consent { key("consent_needed") } else { key("required") }
}

/// What is said of a field that is filled in otherwise than it must be.
fn mistaken(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Contact("email", _) => key("email_invalid"),
        FieldKind::Contact("tel", _) => key("phone_invalid"),
        FieldKind::Question(QuestionKind::Number) => key("number_invalid"),
        _ => key("invalid"),
    }
}

/// Names the key of a saying.
const fn key(saying: &'static str) -> &'static str {
    saying
}

fn is_email(value: &str) -> bool {
    let (local, domain) = last(value, '@');
    let (name, top) = last(domain, '.');
    let strange = value.bytes().any(|byte| byte <= b' ') || local.bytes().any(|byte| byte == b'@');
    !local.is_empty() && !name.is_empty() && top.len() > 1 && !strange && value.len() <= 254
}

/// Whether it is a number with a country code, as the server takes it (`shared/entity/src/kinds/phone.rs`).
fn is_phone(value: &str) -> bool {
    let written = value.strip_prefix("00").map_or_else(|| own(value), |rest| join(&["+", rest]));
    let number = only(&written, |character| !matches!(character, ' ' | '-' | '.' | '(' | ')' | '/'));
    let digits = number.strip_prefix('+').unwrap_or_default();
    (8..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number as JSON writes it, from one with a point or a comma.
fn number(value: &str) -> Option<String> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let point = if digits.bytes().any(|byte| byte == b',') { ',' } else { '.' };
    let (whole, part) = cut(digits, point);
    let pointed = whole.len() < digits.len();
    let plain = |text: &str| !text.is_empty() && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    let leading = whole.len() > 1 && whole.starts_with('0');
    if !plain(whole) || leading || pointed && !plain(part) {
        return None;
    }
    let sign = if digits.len() < value.len() { "-" } else { "" };
    Some(join(&[sign, whole, if pointed { "." } else { "" }, part]))
}

/// Looks at all fields. The errors, by field.
pub fn check(state: &State) -> Vec<(String, String)> {
    let mut errors = Vec::new();
    for field in fields(state) {
        if let Some(text) = wrong(&field, state.value(&field.name)) {
            errors.push((field.name, text));
        }
    }
    errors
}

/// What the server refused, as errors beside the fields. `None` if one of them belongs to no field.
pub fn refused(state: &State, errors: &[InputError]) -> Option<Vec<(String, String)>> {
    let fields = fields(state);
    let mut found = Vec::new();
    for error in errors {
        let name = field_name(&error.pointer);
        let field = fields.iter().find(|field| field.name == name)?;
        let saying = if error.code == "required" { missing(field.kind) } else { mistaken(field.kind) };
        // Of what only the business knows, the server's own words are better.
        let theirs = saying == key("invalid") && !error.detail.is_empty();
        found.push((name, if theirs { plain(&error.detail) } else { say(saying) }));
    }
    (!found.is_empty()).then_some(found)
}

/// `/contact/email` → `email`, `/answers/hair` → `answers.hair`, `/consent/given` → `consent`.
fn field_name(pointer: &str) -> String {
    let (first, rest) = cut(pointer.strip_prefix('/').unwrap_or(pointer), '/');
    let second = cut(rest, '/').0;
    match first {
        "contact" => own(second),
        "answers" => join(&["answers.", second]),
        other => own(other),
    }
}

/// The body of a booking or an enquiry, without what protects against spam and without the last brace.
pub fn body(state: &State) -> String {
    let trimmed = |field: &str| state.value(field).trim_ascii();
    let mut out = Json::object();
    if let (Kind::Booking, Some(service)) = (state.kind, state.service()) {
        out.text("service_id", &service.id)
            .text("start", state.start.as_deref().unwrap_or_default())
            .optional("staff_id", state.person().map(|person| person.id.as_str()))
            .optional("hold_id", state.hold.as_ref().map(|hold| hold.id.as_str()));
    }
    let phone = trimmed("phone");
    let contact = Json::object()
        .text("name", trimmed("name"))
        .text("email", trimmed("email"))
        .optional("phone", (!phone.is_empty()).then_some(phone))
        .end();
    out.raw("contact", &contact).text("time_zone", &state.zone).text("language", &state.language);
    out.raw("answers", &answers(state));
    match state.kind {
        Kind::Booking => out.text("notes", trimmed("notes")),
        Kind::Lead => out.text("message", trimmed("message")),
    };
    if !state.config.consent_text.is_empty() {
        let given = if state.value("consent").is_empty() { "false" } else { "true" };
        out.raw("consent", &Json::object().text("text", &state.config.consent_text).raw("given", given).end());
    }
    out.raw("attribution", if state.attribution.is_empty() { "{}" } else { &state.attribution });
    let mut body = out.end();
    body.pop();
    body
}

fn answers(state: &State) -> String {
    let mut out = Json::object();
    for field in fields(state) {
        let FieldKind::Question(kind) = field.kind else { continue };
        let (Some(id), value) = (field.name.strip_prefix("answers."), state.value(&field.name).trim_ascii()) else {
            continue;
        };
        match kind {
            QuestionKind::Boolean => {
                out.raw(id, if value.is_empty() { "false" } else { "true" });
            }
            _ if value.is_empty() => {}
            QuestionKind::Choices => {
                out.raw(id, &json::list(&list(value, SEPARATOR)));
            }
            QuestionKind::Number => {
                out.raw(id, &number(value).unwrap_or_else(|| "null".into()));
            }
            _ => {
                out.text(id, value);
            }
        }
    }
    out.end()
}

/// The body as it is sent, with the proof of work and Turnstile's token of this moment.
pub fn complete(state: &State, body: &str, elapsed: &str) -> String {
    let proof = state.proof.found().map(|number| digits(number.into()));
    let protection = Json::object()
        .text("website", state.value("website"))
        .raw("elapsed_ms", elapsed)
        .optional("proof_of_work", proof.as_deref())
        .optional("turnstile", (!state.turnstile.is_empty()).then_some(state.turnstile.as_str()))
        .end();
    join(&[body, ",\"protection\":", &protection, "}"])
}

/// A choice of a field that takes several, put in or taken out.
pub fn toggled(value: &str, choice: &str, on: bool) -> String {
    let mut text = String::new();
    for one in list(value, SEPARATOR).iter().filter(|one| *one != choice) {
        text.append(one);
        text.push(SEPARATOR);
    }
    text.append(if on { choice } else { "" });
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Service;
    use alloc::vec;

    fn field(kind: FieldKind, required: bool) -> Field<'static> {
        Field { name: "x".into(), label: Label::Theirs("X"), kind, required, choices: &[] }
    }

    #[test]
    fn addresses_are_told_from_what_is_none() {
        let email = field(FieldKind::Contact("email", "email"), true);
        for good in ["ada@example.com", " ada.l+x@sub.example.co.uk ", "ä@münchen.de"] {
            assert_eq!(wrong(&email, good), None, "{good}");
        }
        for bad in ["ada", "ada@", "@example.com", "ada@example", "a da@example.com", "a@b@c.de", "ada@.com", "a@b.c"] {
            assert_eq!(wrong(&email, bad), Some(say("email_invalid")), "{bad}");
        }
        assert_eq!(wrong(&email, "  "), Some(say("required")));
    }

    #[test]
    fn telephone_numbers_and_numbers_are_looked_at() {
        let phone = field(FieldKind::Contact("tel", "tel"), false);
        assert_eq!(wrong(&phone, ""), None);
        for good in ["+49 (30) 123-45.67", " 0049 30 901820", "(+49) 30/901820", "+12345678"] {
            assert_eq!(wrong(&phone, good), None, "{good}");
        }
        for bad in
            ["12", "call me maybe", "030 901820", "901820123", "+4930901", "00049 30 901820", "+49 30 901820 123456"]
        {
            assert_eq!(wrong(&phone, bad), Some(say("phone_invalid")), "{bad}");
        }
        for (typed, sent) in [("12", "12"), ("-1,50", "-1.50"), ("0.5", "0.5"), ("0", "0")] {
            assert_eq!(number(typed).as_deref(), Some(sent));
        }
        for bad in ["", "-", "1.", ".5", "1e5", "1.2.3", "012", "∞"] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    fn asked() -> State {
        let question = |id: &str, kind| Question { id: id.into(), kind, ..Question::default() };
        let service = Service {
            id: "svc_1".into(),
            questions: vec![
                question("hair", QuestionKind::Choice),
                question("extras", QuestionKind::Choices),
                question("first", QuestionKind::Boolean),
                question("age", QuestionKind::Number),
                question("empty", QuestionKind::Text),
            ],
            ..Service::default()
        };
        let mut state = State { service: Some(0), start: Some("2026-05-04T07:00:00Z".into()), ..State::default() };
        state.config.services.push(service);
        state.config.consent_text = "I agree \"fully\"".into();
        for (field, value) in [
            ("name", " Ada "),
            ("email", "ada@example.com"),
            ("answers.hair", "Short"),
            ("answers.extras", "Wash\nDry"),
            ("answers.first", "true"),
            ("answers.age", "36,5"),
            ("consent", "true"),
        ] {
            state.values.push((field.into(), value.into()));
        }
        state
    }

    #[test]
    fn the_body_is_that_of_the_contract() {
        let mut state = asked();
        state.zone = "Europe/Berlin".into();
        state.language = "de".into();
        let whole = complete(&state, &body(&state), "5320");
        let read: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
        assert_eq!(
            read,
            serde_json::json!({
                "service_id": "svc_1", "start": "2026-05-04T07:00:00Z", "staff_id": null, "hold_id": null,
                "contact": {"name": "Ada", "email": "ada@example.com", "phone": null},
                "time_zone": "Europe/Berlin", "language": "de",
                "answers": {"hair": "Short", "extras": ["Wash", "Dry"], "first": true, "age": 36.5},
                "notes": "", "consent": {"text": "I agree \"fully\"", "given": true}, "attribution": {},
                "protection": {"website": "", "elapsed_ms": 5320, "proof_of_work": null, "turnstile": null}
            })
        );
    }

    #[test]
    fn what_the_server_refuses_stands_beside_its_field() {
        let state = asked();
        let error = |pointer: &str, detail: &str| InputError {
            pointer: pointer.into(),
            code: "invalid".into(),
            detail: detail.into(),
        };
        let found = refused(&state, &[error("/answers/hair", "No such hair."), error("/notes", "Too long.")]);
        let expected = [("answers.hair", "No such hair."), ("notes", "Too long.")];
        assert_eq!(found, Some(expected.map(|(field, text)| (field.to_owned(), text.to_owned())).to_vec()));
        assert_eq!(refused(&state, &[error("/start", "It is gone.")]), None);
        assert_eq!(refused(&state, &[]), None);
    }

    #[test]
    fn choices_are_put_in_and_taken_out() {
        let one = toggled("", "Wash", true);
        let two = toggled(&one, "Dry", true);
        assert_eq!(two, "Wash\nDry");
        assert_eq!(list(&toggled(&two, "Wash", false), SEPARATOR), ["Dry"]);
        assert_eq!(list(&toggled(&toggled(&two, "Dry", true), "Dry", false), SEPARATOR), ["Wash"]);
    }
}
