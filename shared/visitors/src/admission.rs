//! What everything that visitors send must have, and what makes it suspicious.

use api::problem::Kind;
use api::{Context, Problem, Request};
use serde_json::{Map, Value as Json};

use crate::answers;
use crate::contact::Visitor;
use crate::spam::{Protection, of_words};
use crate::token::Visit;
use crate::turnstile;
use crate::widget::Widget;

/// Refuses an entry without its work, and says what is suspicious about one that has it.
pub async fn suspicions(
    context: &Context<'_>,
    widget: &Widget,
    visit: &Visit,
    members: &Map<String, Json>,
    person: &Visitor,
    answers: &Map<String, Json>,
) -> Result<Vec<&'static str>, Problem> {
    let protection = Protection::of(members);
    protection.require_work(&visit.challenge, widget.proof_of_work_bits)?;
    let mut words = vec![person.name.as_str(), person.message.as_deref().unwrap_or_default()];
    words.extend(answers::texts(answers));
    let mut suspicions = protection.suspicions(context.now_ms - visit.issued_ms);
    suspicions.extend(of_words(&words));
    suspicions.extend(turnstile::suspicion(context, widget, protection.turnstile).await);
    Ok(suspicions)
}

/// What a second entry for one challenge is told: the widget asks for another one and repeats it.
pub fn used_up() -> Problem {
    Problem::unauthenticated("The challenge was used for another entry. Ask for the configuration again.")
}

/// A lost answer leaves a visitor not knowing: without a key the repetition would be a second entry.
pub fn require_key(request: &Request) -> Result<(), Problem> {
    match request.header("idempotency-key") {
        Some(_) => Ok(()),
        None => Err(Problem::new(
            Kind::Malformed,
            "Send an Idempotency-Key: a repetition is told from a second entry by it.",
        )),
    }
}
