//! The questions of a service or a widget, `[{id, label, kind, choices, required}]`, and what somebody answers to them.

use entity::kind::PRESENCE;
use entity::{CalendarDate, FieldKind, FieldType, Invalid, Operator, Storage, Value, kinds};
use serde_json::{Map, Value as Json};

/// The most questions of a form.
const MOST_QUESTIONS: usize = 50;
/// The most choices of a question.
const MOST_CHOICES: usize = 100;
/// The most characters of an id, and of a label or a choice.
const LONGEST_ID: usize = 64;
const LONGEST_LABEL: usize = 500;

/// What may be asked for.
const KINDS: &[&str] = &["TEXT", "LONG_TEXT", "CHOICE", "CHOICES", "BOOLEAN", "NUMBER", "DATE"];
/// What a question is made of.
const MEMBERS: &[&str] = &["id", "label", "kind", "choices", "required"];

/// The questions of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questions(pub Json);

impl FieldType for Questions {
    const KIND: &'static dyn FieldKind = &Form;

    fn read(value: &Value) -> Option<Self> {
        entity::json::read(value.as_text()?).map(Questions)
    }
}

/// A list of questions that a form can show.
struct Form;

impl FieldKind for Form {
    fn name(&self) -> &'static str {
        "questions"
    }

    fn storage(&self) -> Storage {
        Storage::Document
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let questions = json.as_array().ok_or_else(|| Invalid::wrong_type("a list of questions"))?;
        if questions.len() > MOST_QUESTIONS {
            return Err(Invalid::new("too_long", format!("Must be at most {MOST_QUESTIONS} questions.")));
        }
        let mut ids = Vec::new();
        for (place, question) in questions.iter().enumerate() {
            let id = checked(question).map_err(|invalid| invalid.at(place))?;
            if ids.contains(&id) {
                return Err(Invalid::new("duplicate", "Another question has this id.").at("id").at(place));
            }
            ids.push(id);
        }
        kinds::Json.parse(json)
    }

    fn write(&self, value: &Value, out: &mut String) {
        kinds::Json.write(value, out);
    }

    fn schema(&self) -> String {
        let kinds = KINDS.join("\",\"");
        let text = |longest| format!(r#"{{"type":"string","minLength":1,"maxLength":{longest}}}"#);
        let (id, label) = (text(LONGEST_ID), text(LONGEST_LABEL));
        format!(
            r#"{{"type":"array","maxItems":{MOST_QUESTIONS},"description":"Ids are unique, and `choices` belong to CHOICE and CHOICES alone.","items":{{"type":"object","required":["id","label","kind"],"additionalProperties":false,"properties":{{"id":{id},"label":{label},"kind":{{"type":"string","enum":["{kinds}"]}},"choices":{{"type":"array","maxItems":{MOST_CHOICES},"uniqueItems":true,"items":{label}}},"required":{{"type":"boolean"}}}}}}}}"#
        )
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }

    fn check(&self, column: &str) -> Option<String> {
        kinds::Json.check(column)
    }

    fn read_text(&self, text: &str) -> Json {
        kinds::Json.read_text(text)
    }
}

/// The id of a question that can be asked.
fn checked(question: &Json) -> Result<&str, Invalid> {
    let members = question.as_object().ok_or_else(|| Invalid::wrong_type("an object"))?;
    if let Some(name) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(Invalid::new("unknown_field", "A question has no such member.").at(name));
    }
    let member = |name: &str| members.get(name).filter(|given| !given.is_null());
    for (name, maximum) in [("id", LONGEST_ID), ("label", LONGEST_LABEL)] {
        let given = member(name).ok_or_else(|| Invalid::new("required", "Must be given.").at(name))?;
        kinds::Text { maximum }.parse(given).map_err(|invalid| invalid.at(name))?;
    }
    let kind = member("kind").and_then(Json::as_str).unwrap_or_default();
    if !KINDS.contains(&kind) {
        return Err(Invalid::new("not_a_choice", format!("Must be one of {}.", KINDS.join(", "))).at("kind"));
    }
    if member("required").is_some_and(|required| !required.is_boolean()) {
        return Err(Invalid::wrong_type("true or false").at("required"));
    }
    let none = Vec::new();
    let choices = match member("choices") {
        Some(given) => given.as_array().ok_or_else(|| Invalid::wrong_type("a list").at("choices"))?,
        None => &none,
    };
    let offers = matches!(kind, "CHOICE" | "CHOICES");
    if choices.is_empty() == offers || choices.len() > MOST_CHOICES {
        let message =
            format!("A question of the kind CHOICE or CHOICES has 1 to {MOST_CHOICES} choices, any other none.");
        return Err(Invalid::new("out_of_range", message).at("choices"));
    }
    for (place, choice) in choices.iter().enumerate() {
        let text = kinds::Text { maximum: LONGEST_LABEL }.parse(choice);
        text.map_err(|invalid| invalid.at(place).at("choices"))?;
        if choices.iter().take(place).any(|other| other == choice) {
            return Err(Invalid::new("duplicate", "Is offered before.").at(place).at("choices"));
        }
    }
    Ok(member("id").and_then(Json::as_str).unwrap_or_default())
}

/// The most characters of an answer.
const LONGEST: usize = 5000;

/// Takes the answers that questions ask for, and tells `refuse` of every other, by the id of its question, what is wrong
/// with it. An empty answer is none. An answer to no question is left out: [`unasked`] has those.
pub fn answers(questions: &Json, given: Option<&Json>, refuse: &mut dyn FnMut(&str, Invalid)) -> Map<String, Json> {
    let mut answers = Map::new();
    for question in questions.as_array().into_iter().flatten() {
        let Some(id) = id_of(question) else { continue };
        let answer = given.and_then(|given| given.get(id)).filter(|answer| !is_empty(answer));
        let required = question.get("required") == Some(&Json::Bool(true));
        match answer {
            None if required => refuse(id, Invalid::new("required", "Must be answered.")),
            None => {}
            Some(answer) if fits(question, answer) => {
                answers.insert(id.to_owned(), answer.clone());
            }
            Some(_) => refuse(id, Invalid::new("not_valid", "Is not an answer to this question.")),
        }
    }
    answers
}

/// The names of answers that no question asks for.
pub fn unasked<'a>(questions: &'a Json, given: &'a Map<String, Json>) -> impl Iterator<Item = &'a str> {
    let asked = move |name: &str| questions.as_array().into_iter().flatten().any(|each| id_of(each) == Some(name));
    given.keys().map(String::as_str).filter(move |name| !asked(name))
}

fn id_of(question: &Json) -> Option<&str> {
    question.get("id").and_then(Json::as_str)
}

fn is_empty(answer: &Json) -> bool {
    match answer {
        Json::Null | Json::Bool(false) => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(elements) => elements.is_empty(),
        _ => false,
    }
}

fn fits(question: &Json, answer: &Json) -> bool {
    let choices = question.get("choices").and_then(Json::as_array);
    let offered = |choice: &Json| choices.is_some_and(|choices| choices.contains(choice));
    let text = answer.as_str();
    match question.get("kind").and_then(Json::as_str).unwrap_or("TEXT") {
        "CHOICE" => offered(answer),
        "CHOICES" => answer.as_array().is_some_and(|answers| answers.len() <= 100 && answers.iter().all(offered)),
        "BOOLEAN" => answer.is_boolean(),
        "NUMBER" => answer.is_number() || text.is_some_and(is_number),
        "DATE" => text.is_some_and(|text| CalendarDate::parse(text).is_some()),
        _ => text.is_some_and(|text| text.chars().count() <= LONGEST),
    }
}

/// Digits, perhaps with a sign and a decimal point.
fn is_number(text: &str) -> bool {
    let digits = text.trim().trim_start_matches(['+', '-']);
    let mut parts = digits.splitn(2, ['.', ',']);
    let part = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits.len() <= 40 && part(parts.next()) && parts.next().is_none_or(|rest| part(Some(rest)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn questions_can_be_asked() {
        let good = json!([
            {"id": "a", "label": "A?", "kind": "TEXT", "required": true, "choices": []},
            {"id": "b", "label": "B?", "kind": "CHOICE", "choices": ["Short", "Long"]},
        ]);
        assert!(Questions::KIND.parse(&good).is_ok() && Questions::KIND.parse(&json!([])).is_ok());
        let with = |name: &str, value: Json| {
            let mut question = Map::new();
            for (name, value) in [("id", json!("a")), ("label", json!("A?")), ("kind", json!("TEXT")), (name, value)] {
                question.insert(name.to_owned(), value);
            }
            json!([question])
        };
        let twice = json!([{"id": "a", "label": "A?", "kind": "DATE"}, {"id": "a", "label": "A?", "kind": "DATE"}]);
        let many: Vec<Json> = (0..51).map(|id| json!({"id": id.to_string(), "label": "A?", "kind": "DATE"})).collect();
        let choices = |choices: Json| json!([{"id": "a", "label": "A?", "kind": "CHOICES", "choices": choices}]);
        for (bad, pointer, code) in [
            (json!({}), "", "wrong_type"),
            (json!(["a"]), "/0", "wrong_type"),
            (Json::Array(many), "", "too_long"),
            (with("id", json!(7)), "/0/id", "wrong_type"),
            (with("id", json!(" ")), "/0/id", "empty"),
            (with("label", Json::Null), "/0/label", "required"),
            (with("kind", json!("COLOUR")), "/0/kind", "not_a_choice"),
            (with("required", json!("yes")), "/0/required", "wrong_type"),
            (with("hint", json!("x")), "/0/hint", "unknown_field"),
            (with("choices", json!(["x"])), "/0/choices", "out_of_range"),
            (choices(json!([])), "/0/choices", "out_of_range"),
            (choices(json!("x")), "/0/choices", "wrong_type"),
            (choices(json!(["x", 1])), "/0/choices/1", "wrong_type"),
            (choices(json!(["x", "x"])), "/0/choices/1", "duplicate"),
            (twice, "/1/id", "duplicate"),
        ] {
            let refused = Questions::KIND.parse(&bad).err().map(|invalid| (invalid.pointer, invalid.code));
            assert_eq!(refused, Some((pointer.to_owned(), code)), "{bad}");
        }
        assert!(entity::json::read(&Questions::KIND.schema()).is_some());
    }

    #[test]
    fn answers_are_of_the_kind_that_is_asked_for() {
        let questions = json!([
            {"id": "a", "kind": "TEXT", "required": true},
            {"id": "b", "kind": "CHOICE", "choices": ["Short", "Long"]},
            {"id": "c", "kind": "CHOICES", "choices": ["Tea", "Milk"]},
            {"id": "d", "kind": "BOOLEAN"},
            {"id": "e", "kind": "NUMBER"},
            {"id": "f", "kind": "DATE"},
        ]);
        let mut refused = Vec::new();
        let mut refuse = |id: &str, invalid: Invalid| refused.push(format!("{id} {}", invalid.code));
        let good =
            json!({"a": "x", "b": "Long", "c": ["Tea"], "d": true, "e": "-2.5", "f": "2026-05-04", "g": "unasked"});
        assert_eq!(answers(&questions, Some(&good), &mut refuse).len(), 6);
        assert_eq!(unasked(&questions, good.as_object().unwrap_or(&Map::new())).collect::<Vec<_>>(), ["g"]);
        let bad = json!({"a": " ", "b": "Curly", "c": ["Tea", 1], "d": "yes", "e": "two", "f": "2026-02-30"});
        assert!(answers(&questions, Some(&bad), &mut refuse).is_empty());
        assert!(answers(&json!({}), None, &mut refuse).is_empty());
        let expected = ["a required", "b not_valid", "c not_valid", "d not_valid", "e not_valid", "f not_valid"];
        assert_eq!(refused, expected);
    }
}
