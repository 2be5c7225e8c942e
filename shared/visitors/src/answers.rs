//! What visitors answer to the questions of a service or a widget.

use api::InputError;
use api::input::pointer_to;
use domain::questions;
use serde_json::{Map, Value as Json};

/// Takes the answers that questions ask for, and says of every other what is wrong with it. An answer to no question is
/// left out: the questions may have changed while the form was filled.
pub fn read(questions: &Json, given: Option<&Json>, errors: &mut Vec<InputError>) -> Map<String, Json> {
    questions::answers(questions, given, &mut |id, invalid| {
        errors.push(InputError::new(&format!("/answers{}", pointer_to(id)), invalid));
    })
}

/// All that is text in answers, for looking at the words of it.
pub fn texts(answers: &Map<String, Json>) -> Vec<&str> {
    answers.values().filter_map(Json::as_str).collect()
}
