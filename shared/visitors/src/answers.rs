//! What visitors answer to the questions of a service or a widget.

use api::InputError;
use entity::CalendarDate;
use serde_json::{Map, Value as Json};

/// The most characters of an answer.
const LONGEST: usize = 5000;

/// Takes the answers that questions ask for, and says of every other what is wrong with it. An answer to no question is
/// left out: the questions may have changed while the form was filled.
pub fn read(questions: &Json, given: Option<&Json>, errors: &mut Vec<InputError>) -> Map<String, Json> {
    let mut answers = Map::new();
    for question in questions.as_array().into_iter().flatten() {
        let Some(id) = question.get("id").and_then(Json::as_str) else { continue };
        let answer = given.and_then(|given| given.get(id)).filter(|answer| !is_empty(answer));
        let required = question.get("required") == Some(&Json::Bool(true));
        let mut refuse = |code: &'static str, message: &str| {
            errors.push(InputError { pointer: format!("/answers/{id}"), code, message: message.to_owned() });
        };
        match answer {
            None if required => refuse("required", "Must be answered."),
            None => {}
            Some(answer) => match fits(question, answer) {
                Ok(()) => {
                    answers.insert(id.to_owned(), answer.clone());
                }
                Err(message) => refuse("not_valid", message),
            },
        }
    }
    answers
}

fn is_empty(answer: &Json) -> bool {
    match answer {
        Json::Null | Json::Bool(false) => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(elements) => elements.is_empty(),
        _ => false,
    }
}

fn fits(question: &Json, answer: &Json) -> Result<(), &'static str> {
    let choices = question.get("choices").and_then(Json::as_array);
    let offered = |choice: &Json| choices.is_some_and(|choices| choices.contains(choice));
    let text = answer.as_str();
    let good = match question.get("kind").and_then(Json::as_str).unwrap_or("TEXT") {
        "CHOICE" => offered(answer),
        "CHOICES" => answer.as_array().is_some_and(|answers| answers.len() <= 100 && answers.iter().all(offered)),
        "BOOLEAN" => answer.is_boolean(),
        "NUMBER" => answer.is_number() || text.is_some_and(is_number),
        "DATE" => text.is_some_and(|text| CalendarDate::parse(text).is_some()),
        _ => text.is_some_and(|text| text.chars().count() <= LONGEST),
    };
    if good { Ok(()) } else { Err("Is not an answer to this question.") }
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

/// All that is text in answers, for looking at the words of it.
pub fn texts(answers: &Map<String, Json>) -> Vec<&str> {
    answers.values().filter_map(Json::as_str).collect()
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
        let good =
            json!({"a": "x", "b": "Long", "c": ["Tea"], "d": true, "e": "-2.5", "f": "2026-05-04", "g": "unasked"});
        let mut errors = Vec::new();
        let answers = read(&questions, Some(&good), &mut errors);
        assert_eq!((errors.len(), answers.len()), (0, 6));
        let bad = json!({"a": " ", "b": "Curly", "c": ["Tea", 1], "d": "yes", "e": "two", "f": "2026-02-30"});
        let answers = read(&questions, Some(&bad), &mut errors);
        assert!(answers.is_empty());
        let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/answers/a", "/answers/b", "/answers/c", "/answers/d", "/answers/e", "/answers/f"]);
        errors.clear();
        read(&json!({}), None, &mut errors);
        assert!(errors.is_empty());
    }
}
