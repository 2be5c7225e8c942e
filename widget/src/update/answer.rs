//! What the server answered.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Effects, ask_appointment, away, go, is_lead, repeat_later, save, slots, submit};
use crate::effect::{Call, Request};
use crate::json::Json;
use crate::markup::say;
use crate::model::{Answer, Appointment, Config, Hold, Problem};
use crate::proof::Proof;
use crate::state::{Notice, Phase, State, Step, Submission};
use crate::text::{cut, own};
use crate::world::World;

/// A draft that was kept when the page was left.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What was typed, by field.
    pub fields: Vec<(String, String)>,
    /// The service's id.
    pub service: String,
    /// The person's id.
    pub staff: String,
    /// The chosen time.
    pub start: String,
    /// The id of the hold.
    pub hold: String,
    /// Until when it holds.
    pub until: f64,
    /// The key with which the time was asked to be kept.
    pub hold_key: String,
    /// The `Idempotency-Key` of what was being sent.
    pub key: String,
    /// What was being sent.
    pub body: String,
    /// How long the form had been looked at, in digits.
    pub elapsed: String,
}

/// An answer to a request came.
pub fn answered(state: &mut State, request: &Request, answer: Answer, world: &dyn World) -> Effects {
    let mut effects = Effects::default();
    let unauthorised = matches!(&answer, Answer::Problem(problem) if problem.status == 401);
    if unauthorised && request.call != Call::Config {
        repeat_later(state, request.clone(), &mut effects);
        return effects;
    }
    match (request.call, answer) {
        (Call::Config, Answer::Config(config)) => configured(state, *config, &mut effects),
        (Call::Config, Answer::Problem(problem)) => not_configured(state, &problem, &mut effects),
        (Call::Slots, answer) if state.slots.waiting == Some(request.number) => {
            state.slots.waiting = None;
            match answer {
                Answer::Slots(found, next) => slots::came(state, &found, next, world, &mut effects),
                _ => {
                    state.slots.away = true;
                    state.announcement = say("away");
                    effects.wait("again", 5000);
                }
            }
        }
        (Call::Hold, answer) if state.holding == Some(request.number) => {
            state.holding = None;
            held(state, answer, world, &mut effects);
        }
        (Call::Hold, Answer::Hold(id, _)) => {
            // For a time that is not wanted any more.
            let newer = state.hold.replace(Hold { id, until: 0.0 });
            let holding = state.holding;
            slots::release(state, &mut effects);
            (state.hold, state.holding) = (newer, holding);
        }
        (Call::Book, Answer::Appointment(appointment)) if state.submission.is_some() => {
            booked(state, *appointment, &mut effects);
        }
        (Call::Lead, Answer::Nothing) if state.submission.is_some() => sent(state, &mut effects),
        (Call::Book | Call::Lead, Answer::Problem(problem)) if state.submission.is_some() => {
            if problem.kind == "slot-taken" {
                slots::taken(state, problem.next_free, world, &mut effects);
            } else {
                submit::refused(state, &problem, &mut effects);
            }
        }
        (Call::Appointment, Answer::Appointment(appointment)) => found(state, *appointment, &mut effects),
        (Call::Appointment, Answer::Problem(problem)) => not_found(state, &problem, &mut effects),
        (Call::Change, Answer::Appointment(appointment)) => changed(state, *appointment, &mut effects),
        (Call::Change, Answer::Problem(problem)) => not_changed(state, problem, world, &mut effects),
        _ => {}
    }
    effects
}

fn configured(state: &mut State, config: Config, effects: &mut Effects) {
    let first = !state.speaks;
    state.attempts = 0;
    state.proof = Proof::new(&config.challenge, config.difficulty);
    state.turnstile = String::new();
    state.config = config;
    if first {
        state.language = language(&state.preferred, &state.config);
        effects.texts(&state.language.clone());
        return;
    }
    if state.phase != Phase::Ready {
        begin(state, effects);
    }
    if state.shown > 0.0 {
        effects.work();
    }
    for request in core::mem::take(&mut state.repeat) {
        // A submission waits for a new proof, unless it was found already.
        if matches!(request.call, Call::Book | Call::Lead) {
            if let Some(submission) = &mut state.submission {
                submission.attempts = 0;
            }
            submit::send(state, effects);
        } else {
            effects.send(request);
        }
    }
}

/// The best of the languages that the business offers and the visitor reads.
fn language(preferred: &[String], config: &Config) -> String {
    let base = |tag: &str| own(cut(tag, '-').0).to_ascii_lowercase();
    preferred
        .iter()
        .map(|tag| base(tag))
        .find(|language| config.languages.iter().any(|offered| base(offered) == *language))
        .unwrap_or_else(|| if config.language.is_empty() { "en".into() } else { base(&config.language) })
}

fn not_configured(state: &mut State, problem: &Problem, effects: &mut Effects) {
    // A known widget whose page is refused, or a key that is none: there is nothing to show, and no use in waiting.
    if matches!(problem.status, 403 | 404) {
        effects.vanish();
        return;
    }
    if state.phase == Phase::Ready {
        state.repeat.clear();
        if state.submission.is_some() {
            submit::refused(state, &Problem::default(), effects);
        }
        return;
    }
    away(state, effects);
}

/// The page's side has the texts of a language: the first ones let the widget begin.
pub fn spoken(state: &mut State, language: &str, draft: Option<Draft>, world: &dyn World) -> Effects {
    let mut effects = Effects::default();
    state.language = own(language);
    if state.speaks {
        return effects;
    }
    state.speaks = true;
    // What happens before the visitor has done anything leaves the focus where it is.
    effects.quiet = true;
    begin(state, &mut effects);
    if state.link.is_empty() {
        match draft {
            Some(draft) => restore(state, draft, world, &mut effects),
            None => preselect(state, world, &mut effects),
        }
    }
    effects.emit("ready", Json::object().text("language", language).end());
    effects
}

/// Shows the first step, or asks for the appointment that the visitor came for.
fn begin(state: &mut State, effects: &mut Effects) {
    if is_lead(state) {
        state.step = Step::Details;
        state.shown = state.now;
        state.phase = Phase::Ready;
        effects.work();
        slots::ask_turnstile(state, effects);
    } else if !state.link.is_empty() && state.appointment.is_none() {
        ask_appointment(state, effects);
    } else {
        state.phase = Phase::Ready;
    }
}

/// Where there is nothing to choose, it is chosen.
fn preselect(state: &mut State, world: &dyn World, effects: &mut Effects) {
    if is_lead(state) {
        return;
    }
    let services = &state.config.services;
    let wanted = services.iter().position(|service| service.id == state.wanted_service);
    let only = (services.len() == 1).then_some(0);
    if wanted.is_none() {
        state.wanted_service = String::new();
    }
    if let Some(index) = wanted.or(only) {
        super::click::service(state, index, world, effects);
    }
}

/// Goes back to where the visitor left.
fn restore(state: &mut State, draft: Draft, world: &dyn World, effects: &mut Effects) {
    state.values = draft.fields;
    let index = state.config.services.iter().position(|service| service.id == draft.service);
    if !is_lead(state) {
        let Some(index) = index.filter(|_| !draft.start.is_empty()) else {
            preselect(state, world, effects);
            return;
        };
        state.service = Some(index);
        let staff = state.service().map_or(&[][..], |service| &service.staff);
        state.person = staff.iter().position(|person| person.id == draft.staff);
        slots::begin(state, world, effects);
        state.start = Some(draft.start);
        state.hold_key = draft.hold_key;
        state.step = Step::Details;
        state.shown = state.now;
        effects.work();
        slots::ask_turnstile(state, effects);
    }
    if !draft.key.is_empty() {
        state.submission = Some(Submission { key: draft.key, body: draft.body, elapsed: draft.elapsed, attempts: 0 });
        state.notice = Notice::Lost;
    } else if draft.until > state.now {
        state.hold = Some(Hold { id: draft.hold, until: draft.until });
        effects.wait("tick", 1000);
    } else if !is_lead(state) {
        state.hold_key = world.unique();
        slots::hold(state, effects);
    }
}

fn held(state: &mut State, answer: Answer, world: &dyn World, effects: &mut Effects) {
    match answer {
        Answer::Hold(id, until) => {
            let until = world.millis(&until);
            slots::held(state, id, until, effects);
        }
        Answer::Problem(problem) if problem.kind == "slot-taken" => {
            slots::taken(state, problem.next_free, world, effects);
        }
        Answer::Problem(problem) if problem.status == 0 || problem.status >= 500 => slots::hold_failed(state, effects),
        // Without a hold the form goes on: booking checks the same again.
        _ => submit::send(state, effects),
    }
}

fn booked(state: &mut State, appointment: Appointment, effects: &mut Effects) {
    let detail = Json::object()
        .text("id", &appointment.id)
        .text("status", &appointment.status)
        .text("start", &appointment.start)
        .text("end", &appointment.end)
        .text("service_id", &appointment.service_id)
        .text("service", &appointment.service)
        .end();
    state.appointment = Some(appointment);
    finish(state, effects);
    effects.emit("booked", detail);
}

fn sent(state: &mut State, effects: &mut Effects) {
    finish(state, effects);
    effects.emit("lead", "{}".into());
}

fn finish(state: &mut State, effects: &mut Effects) {
    state.submission = None;
    state.hold = None;
    state.notice = Notice::None;
    state.errors.clear();
    state.slots = Default::default();
    effects.save(String::new());
    go(state, Step::Done, effects);
}

fn found(state: &mut State, appointment: Appointment, effects: &mut Effects) {
    let moves_house = !appointment.key.is_empty() && appointment.key != state.key;
    if moves_house {
        state.key = appointment.key.clone();
    }
    state.appointment = Some(appointment);
    state.step = Step::Manage;
    if moves_house {
        super::ask_configuration(state, effects);
    } else {
        state.phase = Phase::Ready;
    }
}

fn not_found(state: &mut State, problem: &Problem, effects: &mut Effects) {
    if problem.status == 0 || problem.status >= 500 {
        away(state, effects);
    } else if !state.speaks {
        effects.vanish();
    } else {
        state.step = Step::NotFound;
        state.phase = Phase::Ready;
    }
}

fn changed(state: &mut State, appointment: Appointment, effects: &mut Effects) {
    state.changing = false;
    let moved = state.step == Step::Move;
    let detail = Json::object().text("id", &appointment.id).text("start", &appointment.start).end();
    state.appointment = Some(appointment);
    state.start = None;
    state.slots = Default::default();
    state.notice = if moved { Notice::Moved } else { Notice::None };
    state.announcement = if moved { say("moved") } else { say("cancelled") };
    go(state, Step::Manage, effects);
    effects.emit(if moved { "rescheduled" } else { "cancelled" }, detail);
}

fn not_changed(state: &mut State, problem: Problem, world: &dyn World, effects: &mut Effects) {
    state.changing = false;
    match (problem.kind.as_str(), problem.status) {
        ("slot-taken", _) => slots::taken(state, problem.next_free, world, effects),
        ("too-late", _) => {
            state.notice = Notice::TooLate;
            state.announcement = say("too_late");
            go(state, Step::Manage, effects);
        }
        (_, 0) => {
            state.notice = Notice::Failed;
            state.announcement = say("away");
        }
        _ => {
            state.notice = Notice::Failed;
            state.announcement = say("failed");
        }
    }
    save(state, effects);
}
