//! Events: what happens, what it changes, and what it leads to.

use alloc::string::String;

mod answer;
mod click;
mod slots;
mod submit;

pub use answer::{answered, spoken};
pub use click::has_back;
pub use slots::left as seconds_left;

use crate::effect::Call;
pub use crate::effect::Effects;
use crate::form;
use crate::json::Json;
use crate::state::{Kind, Phase, State, Step};
use crate::text::{cut, digits, forget, join, own};
use crate::world::World;

/// What the visitor or the page did.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// The widget begins.
    Start,
    /// Something with an action was clicked.
    Click(&'a str),
    /// Something was typed or chosen in a field.
    Input(&'a str, &'a str),
    /// A field was left.
    Leave(&'a str),
    /// A key in the calendar.
    Key(&'a str),
    /// The form was sent.
    Submit,
    /// A timer that was asked for.
    Timer(&'a str),
    /// The texts of a language could not be had.
    Speechless,
    /// The browser has a line again.
    Online,
    /// Turnstile's token; empty when it went stale.
    Turnstile(&'a str),
    /// The visitor's system went dark (`true`) or light.
    Dark(bool),
}

/// Carries out an event.
pub fn happened(state: &mut State, event: Event<'_>, world: &dyn World) -> Effects {
    let mut effects = Effects::default();
    match event {
        Event::Start => ask_configuration(state, &mut effects),
        Event::Click(action) => click::clicked(state, action, world, &mut effects),
        Event::Input(field, value) => typed(state, field, value, world, &mut effects),
        Event::Leave(field) => left(state, field),
        Event::Key(key) => click::moved(state, key, &mut effects),
        Event::Submit => submit::submitted(state, world, &mut effects),
        Event::Timer(name) => timer(state, name, world, &mut effects),
        Event::Speechless if state.phase != Phase::Ready => away(state, &mut effects),
        Event::Speechless => {}
        Event::Online => {
            timer(state, "again", world, &mut effects);
            timer(state, "resend", world, &mut effects);
        }
        Event::Turnstile(token) => {
            state.turnstile = own(token);
            submit::send(state, &mut effects);
        }
        Event::Dark(dark) => state.prefers_dark = dark,
    }
    effects
}

/// A slice of the proof of work. `true` when it is done.
pub fn worked(state: &mut State, tries: u32) -> (bool, Effects) {
    let mut effects = Effects::default();
    let done = state.proof.work(tries);
    if done {
        submit::send(state, &mut effects);
    }
    (done, effects)
}

/// Asks for the configuration; or first for the appointment, where only its link is known. With what is to be moved, its
/// service comes too, though it may not be offered any more.
fn ask_configuration(state: &mut State, effects: &mut Effects) {
    if state.key.is_empty() {
        ask_appointment(state, effects);
        return;
    }
    let link = if state.is_moving() { join(&["?appointment=", &state.link]) } else { String::new() };
    state.ask(Call::Config, &link, String::new(), "", effects);
}

fn ask_appointment(state: &mut State, effects: &mut Effects) {
    state.ask(Call::Appointment, "", String::new(), "", effects);
}

fn timer(state: &mut State, name: &str, world: &dyn World, effects: &mut Effects) {
    match name {
        "again" if state.phase == Phase::Away => {
            state.phase = Phase::Retrying;
            if state.speaks || state.config.token.is_empty() {
                ask_configuration(state, effects);
            } else {
                effects.texts(&state.language);
            }
        }
        "again" if state.slots.away && state.slots.waiting.is_none() => {
            slots::ask(state, effects);
            // Until there is an answer, what is seen stays: the button keeps the focus, and nobody is told again.
            state.slots.away = true;
        }
        "resend" => submit::resend(state, effects),
        "renewed" => {
            if let Some(submission) = &mut state.submission {
                submission.is_sent = false;
            }
            submit::send(state, effects);
        }
        "tick" => slots::tick(state, world, effects),
        // What is being sent goes without, and would find the time taken by its own visitor.
        "hold"
            if state.hold.is_none()
                && state.holding.is_none()
                && state.step == Step::Details
                && !state.is_sending() =>
        {
            slots::hold(state, effects);
        }
        _ => {}
    }
}

/// The configuration could not be had: after a while it is tried again.
fn away(state: &mut State, effects: &mut Effects) {
    state.attempts += 1;
    state.phase = Phase::Away;
    effects.wait("again", patience(state.attempts));
}

/// A call failed: how long to wait before the next one, in milliseconds, and no shorter than the server says.
fn pause(state: &mut State, after: i32) -> u32 {
    let pause = patience(state.failures).max(after.clamp(0, 3600) as u32 * 1000);
    state.failures += 1;
    pause
}

/// How long to wait before an attempt, in milliseconds: twice as long each time, up to 20 seconds.
fn patience(attempts: u32) -> u32 {
    (1000 << attempts.min(5)).min(20_000)
}

fn typed(state: &mut State, field: &str, value: &str, world: &dyn World, effects: &mut Effects) {
    match field {
        "zone" => slots::choose_zone(state, value, world, effects),
        "language" => effects.texts(&own(value)),
        _ if state.is_sending() => {}
        _ => {
            let (name, choice) = cut(field, '#');
            let value = match choice {
                "" => own(value),
                _ => form::toggled(state.value(name), choice, !value.is_empty()),
            };
            forget(&mut state.values, &|known| known == name);
            state.values.push((own(name), value));
            if state.error(name).is_some() {
                recheck(state, name);
            }
            save(state, effects);
        }
    }
}

/// A field that was left is looked at, unless nothing was typed: nobody wants to be told before.
fn left(state: &mut State, field: &str) {
    let name = cut(field, '#').0;
    if !state.value(name).is_empty() {
        recheck(state, name);
    }
}

fn recheck(state: &mut State, name: &str) {
    let wrong = form::fields(state)
        .iter()
        .find(|field| field.name == name)
        .and_then(|field| form::wrong(field, state.value(name)));
    forget(&mut state.errors, &|known| known == name);
    if let Some(text) = wrong {
        state.errors.push((own(name), text));
    }
}

/// Goes to a step and tells the page and whoever cannot see it.
fn go(state: &mut State, step: Step, effects: &mut Effects) {
    state.step = step;
    effects.focus("heading");
    effects.emit("step", Json::object().text("step", step.name()).end());
}

/// Keeps what was typed and chosen, for the case that the page is left.
fn save(state: &State, effects: &mut Effects) {
    if !state.link.is_empty() {
        return;
    }
    let mut fields = Json::object();
    for (name, value) in &state.values {
        fields.text(name, value);
    }
    let mut draft = Json::object();
    draft
        .raw("fields", &fields.end())
        .optional("service", state.service().map(|service| service.id.as_str()))
        .optional("staff", state.person().map(|person| person.id.as_str()))
        .optional("start", state.start.as_deref())
        .text("hold_key", &state.hold_key);
    if let Some(hold) = &state.hold {
        draft.text("hold", &hold.id).raw("until", &millis(hold.until));
    }
    if let Some(submission) = state.submission.as_ref().filter(|submission| !submission.body.is_empty()) {
        draft.text("key", &submission.key).text("body", &submission.body).raw("elapsed", &submission.elapsed);
    }
    effects.save(draft.end());
}

/// Milliseconds as a whole number.
fn millis(millis: f64) -> String {
    digits(millis as i64)
}

/// Whether what was refused for its token is to be repeated with a new one, which is asked for. Not again, if the new one
/// was refused as well.
fn renews(state: &mut State, effects: &mut Effects) -> bool {
    if state.repeat.is_empty() {
        state.is_renewed = !state.is_renewed;
        if state.is_renewed {
            ask_configuration(state, effects);
        }
    }
    state.is_renewed
}

/// Whether the widget is for enquiries.
fn is_lead(state: &State) -> bool {
    state.kind == Kind::Lead
}

#[cfg(test)]
mod tests;
