//! What everything that visitors send goes through: it is counted, what was answered to it before is answered again, it must
//! be complete and have its work, and what is suspicious about it is noted.

use api::problem::Kind;
use api::resource::idempotency;
use api::{Context, InputError, Problem, Request};
use serde_json::{Map, Value as Json};
use store::{ResultSet, Statement};

use crate::contact::{self, Visitor};
use crate::door::Page;
use crate::limits::ENTRIES;
use crate::spam::{Protection, of_words};
use crate::submission::{Entry, request_hash};
use crate::token::Visit;
use crate::widget::{Widget, counted};
use crate::{answers, turnstile, view};

/// A booking or an enquiry that was counted, through a widget that is in use.
pub struct Received {
    /// The widget.
    pub widget: Widget,
    /// The results of the caller's own statements.
    pub found: Vec<ResultSet>,
    /// What was answered to the same request before.
    pub kept: Option<Map<String, Json>>,
    members: Map<String, Json>,
    hash: String,
}

/// Counts an entry with these members, and looks for its widget, for what was answered to it before, and for what else is
/// to be read: one round trip.
///
/// # Errors
///
/// When there were too many, when there is no such widget, when the request has no key or its key was used for another.
pub async fn receive(
    context: &Context<'_>,
    request: &Request,
    page: &Page,
    members: Map<String, Json>,
    further: Vec<Statement>,
) -> Result<Received, Problem> {
    // A lost answer leaves a visitor not knowing: without a key the repetition would be a second entry.
    let key = request.header("idempotency-key").ok_or_else(|| {
        Problem::new(Kind::Malformed, "Send an Idempotency-Key: a repetition is told from a second entry by it.")
    })?;
    let of_widget = Statement::new("SELECT id FROM widgets WHERE key = ?1", vec![page.key.as_str().into()]);
    let mut statements = vec![idempotency::lookup_by(of_widget, key)];
    statements.extend(further);
    let (widget, mut found) = counted(context, page, &ENTRIES, statements).await?;
    let hash = request_hash(request, &members);
    let known = found.drain(..1).next().ok_or_else(Problem::internal)?;
    let known = idempotency::found(&known, &hash)?;
    let kept = known.map(|known| view::kept(&[known.text().into()])).transpose()?;
    Ok(Received { widget, found, kept, members, hash })
}

impl Received {
    /// Refuses an entry that is not complete, with the `errors` that are known already, or without its work; and says what
    /// is suspicious about one that has it. `message` names the member that holds what its visitor wrote.
    ///
    /// # Errors
    ///
    /// 422 with everything that is wrong.
    pub async fn admit(
        self,
        context: &Context<'_>,
        visit: &Visit,
        message: &str,
        questions: &Json,
        mut errors: Vec<InputError>,
    ) -> Result<Entry, Problem> {
        let Received { widget, members, hash, .. } = self;
        let visitor = Visitor::read(&members, message, &mut errors);
        let answers = answers::read(questions, members.get("answers"), &mut errors);
        let consent = contact::consent(&members, widget.consent_required, &mut errors);
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let protection = Protection::of(&members);
        protection.require_work(&visit.challenge, widget.proof_of_work_bits)?;
        let mut words = vec![visitor.name.as_str(), visitor.message.as_deref().unwrap_or_default()];
        words.extend(answers::texts(&answers));
        let mut suspicions = protection.suspicions(context.now_ms - visit.issued_ms);
        suspicions.extend(of_words(&words));
        suspicions.extend(turnstile::suspicion(context, &widget, protection.turnstile).await);
        Ok(Entry { widget, members, visitor, answers, consent, suspicions, hash })
    }
}

/// What a second entry for one challenge is told: the widget asks for another one and repeats it.
pub fn used_up() -> Problem {
    Problem::unauthenticated("The challenge was used for another entry. Ask for the configuration again.")
}
