//! Sending a form or a change: once checked, the same body with the same key until an answer comes.

use alloc::string::String;

use super::{Effects, go, is_lead, millis, pause, save};
use crate::effect::Call;
use crate::form;
use crate::json::Json;
use crate::markup::say;
use crate::model::Problem;
use crate::state::{Notice, State, Step, Submission};
use crate::text::{join, own};
use crate::world::World;

/// The visitor sends the form.
pub fn submitted(state: &mut State, world: &dyn World, effects: &mut Effects) {
    if state.is_sending() || state.step != Step::Details {
        return;
    }
    state.errors = form::check(state);
    if !state.errors.is_empty() {
        complain(state, effects);
        return;
    }
    state.notice = Notice::None;
    state.submission = Some(Submission {
        key: world.unique(),
        body: String::new(),
        elapsed: millis((state.now - state.shown).max(0.0)),
        is_sent: false,
    });
    state.announce(say("sending"));
    effects.work();
    send(state, effects);
}

/// Puts the focus on the first field that is wrong.
fn complain(state: &mut State, effects: &mut Effects) {
    state.notice = Notice::Fields;
    let first = form::fields(state).into_iter().find(|field| state.error(&field.name).is_some());
    if let Some(field) = first {
        effects.focus(&join(&["f-", &field.name]));
    }
}

/// Sends what waits to be sent, once everything is there: the proof of work, Turnstile's token, and an answer whether
/// the time is kept (or else the visitor's own hold would stand in the way).
pub fn send(state: &mut State, effects: &mut Effects) {
    let waits = state.submission.as_ref().is_some_and(|submission| !submission.is_sent);
    let turnstile = state.config.turnstile.is_empty() || !state.turnstile.is_empty();
    if waits && turnstile && state.holding.is_none() && state.proof.found().is_some() {
        let body = form::body(state);
        // A body that was sent before stays as it was: the server may have it already.
        if let Some(submission) = state.submission.as_mut().filter(|submission| submission.body.is_empty()) {
            submission.body = body;
        }
        resend(state, effects);
    }
}

/// Sends it, again if it was sent already. The body is the same but for the proof of a form, which belongs to the token.
pub fn resend(state: &mut State, effects: &mut Effects) {
    let changes = state.is_moving();
    if !changes && state.proof.found().is_none() {
        return;
    }
    let Some(mut submission) = state.submission.take_if(|submission| !submission.body.is_empty()) else { return };
    submission.is_sent = true;
    let (call, rest, body) = if changes {
        (Call::Change, "", own(&submission.body))
    } else {
        let (call, rest) = if is_lead(state) { (Call::Lead, "/leads") } else { (Call::Book, "/appointments") };
        (call, rest, form::complete(state, &submission.body, &submission.elapsed))
    };
    state.ask(call, rest, body, &submission.key, effects);
    state.submission = Some(submission);
    save(state, effects);
}

/// It was not taken.
pub fn refused(state: &mut State, problem: &Problem, effects: &mut Effects) {
    if problem.status == 0 || problem.status >= 500 {
        state.notice = Notice::Lost;
        effects.wait("resend", pause(state, problem.after));
        return;
    }
    state.submission = None;
    state.turnstile = String::new();
    if let Some(errors) = form::refused(state, &problem.errors) {
        state.errors = errors;
        complain(state, effects);
    } else if problem.status == 429 {
        state.notice = Notice::TooMany;
    } else if problem.kind == "too-late" {
        state.notice = Notice::TooLate;
        go(state, Step::Manage, effects);
    } else {
        state.notice = Notice::Failed;
    }
    if state.step == Step::Details {
        super::slots::ask_turnstile(state, effects);
    }
    save(state, effects);
}

/// Sends a change of the appointment: a cancellation, or a move to the chosen time.
pub fn change(state: &mut State, world: &dyn World, effects: &mut Effects) {
    let mut body = Json::object();
    match (state.step, &state.start) {
        (Step::Move, Some(start)) => {
            body.text("action", "reschedule").text("start", start);
            if let Some(person) = state.person() {
                body.text("staff_id", &person.id);
            }
        }
        _ => {
            body.text("action", "cancel");
            let reason = state.value("reason").trim_ascii();
            if !reason.is_empty() {
                body.text("reason", reason);
            }
        }
    }
    state.submission = Some(Submission { key: world.unique(), body: body.end(), ..Submission::default() });
    state.notice = Notice::None;
    state.announce(say("sending"));
    resend(state, effects);
}
