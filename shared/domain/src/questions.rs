//! What somebody answers to the questions of a service or a widget: `[{id, label, kind, choices, required}]`.

use entity::{CalendarDate, Invalid};
use serde_json::{Map, Value as Json};

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
