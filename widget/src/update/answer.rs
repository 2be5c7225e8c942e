//! What the server answered.

use alloc::boxed::Box;
use alloc::string::String;

use super::{Effects, ask_appointment, away, go, is_lead, pause, renews, slots, submit};
use crate::effect::{Call, Request};
use crate::json::Json;
use crate::model::{Answer, Appointment, Config, Hold, Problem};
use crate::proof::Proof;
use crate::read::Node;
use crate::state::{Notice, Phase, State, Step, Submission};
use crate::text::{cut, own};
use crate::world::World;

/// An answer to a request came.
pub fn answered(state: &mut State, request: Request, mut answer: Answer, world: &dyn World) -> Effects {
    let mut effects = Effects::default();
    state.announcement.clear();
    match &mut answer {
        _ if request.call == Call::Config => {}
        Answer::Problem(problem) if problem.status == 401 => {
            if renews(state, &mut effects) {
                state.repeat.push(request);
                return effects;
            }
            // A new token is not taken either: that is as if there was no answer, and tried again after a pause.
            problem.status = 0;
        }
        Answer::Problem(_) => {}
        _ => (state.is_renewed, state.failures) = (false, 0),
    }
    match (request.call, answer) {
        (call, Answer::Problem(mut problem)) => refused(state, call, request.number, &mut problem, world, &mut effects),
        (Call::Config, Answer::Config(config)) => configured(state, config, &mut effects),
        (Call::Slots, Answer::Slots(found, next)) if state.slots.waiting == Some(request.number) => {
            state.slots.waiting = None;
            slots::came(state, found, next, world, &mut effects);
        }
        (Call::Hold, Answer::Hold(id, until)) if state.holding == Some(request.number) => {
            state.holding = None;
            slots::held(state, id, world.millis(&until), &mut effects);
        }
        (Call::Hold, Answer::Hold(id, _)) => {
            // For a time that is not wanted any more.
            let newer = state.hold.replace(Hold { id, until: 0.0 });
            let holding = state.holding;
            slots::release(state, &mut effects);
            (state.hold, state.holding) = (newer, holding);
        }
        (Call::Lead, Answer::Nothing) if state.submission.is_some() => {
            finish(state, &mut effects);
            effects.emit("lead", "{}".into());
        }
        (call, Answer::Appointment(appointment)) => shown(state, call, appointment, &mut effects),
        _ => {}
    }
    effects
}

/// The server has an appointment: booked, found or changed.
fn shown(state: &mut State, call: Call, appointment: Box<Appointment>, effects: &mut Effects) {
    let booked = call == Call::Book;
    // What was sent twice may be answered twice.
    if call != Call::Appointment && state.submission.is_none() {
        return;
    }
    let mut detail = Json::object();
    detail.text("id", &appointment.id).text("start", &appointment.start);
    if booked {
        detail
            .text("status", &appointment.status)
            .text("end", &appointment.end)
            .text("service_id", &appointment.service_id)
            .text("service", &appointment.service);
    }
    let key = own(&appointment.key);
    let is_offered = !appointment.can_reschedule || state.config.index(&appointment.service_id).is_some();
    state.appointment = Some(appointment);
    if booked {
        finish(state, effects);
        effects.emit("booked", detail.end());
    } else if call == Call::Change {
        changed(state, detail.end(), effects);
    } else {
        state.step = Step::Manage;
        effects.quiet = !state.popup;
        effects.focus("heading");
        if key.is_empty() && !state.speaks {
            speak(state, effects);
        } else if key.is_empty() || key == state.key && is_offered {
            state.phase = Phase::Ready;
        } else {
            // It was booked with another widget, whose services it is of; or its service was put aside since.
            state.key = key;
            super::ask_configuration(state, effects);
        }
    }
}

/// A call was refused, or its answer was lost.
fn refused(
    state: &mut State,
    call: Call,
    number: i32,
    problem: &mut Problem,
    world: &dyn World,
    effects: &mut Effects,
) {
    let taken = problem.kind == "slot-taken";
    let lost = problem.status == 0 || problem.status >= 500;
    let next_free = core::mem::take(&mut problem.next_free);
    match call {
        Call::Config => not_configured(state, problem, world, effects),
        Call::Slots if state.slots.waiting == Some(number) => {
            state.slots.waiting = None;
            if lost || problem.status == 429 {
                (state.slots.away, state.slots.crowded) = (true, !lost);
                effects.wait("again", pause(state, problem.after));
            } else if state.step == Step::Time {
                // What is offered is not what it was.
                state.forget_slots();
                state.service = None;
                state.notice = Notice::Failed;
                go(state, if state.is_moving() { Step::Manage } else { Step::Service }, effects);
                super::ask_configuration(state, effects);
            }
        }
        Call::Hold if state.holding == Some(number) => {
            state.holding = None;
            if taken {
                slots::taken(state, next_free, world, effects);
            } else if lost {
                slots::hold_failed(state, effects);
            } else {
                // Without a hold the form goes on: booking checks the same again.
                submit::send(state, effects);
            }
        }
        Call::Book | Call::Lead | Call::Change if state.submission.is_some() => {
            if taken {
                slots::taken(state, next_free, world, effects);
            } else {
                submit::refused(state, problem, effects);
            }
        }
        Call::Appointment if lost => away(state, effects),
        Call::Appointment if !state.speaks => speak(state, effects),
        Call::Appointment => {
            state.step = Step::NotFound;
            state.phase = Phase::Ready;
        }
        _ => {}
    }
}

fn configured(state: &mut State, config: Box<Config>, effects: &mut Effects) {
    let first = !state.speaks;
    state.attempts = 0;
    state.proof = Proof::new(&config.challenge, config.difficulty);
    state.turnstile = String::new();
    let before = core::mem::replace(&mut state.config, config);
    let service = state.service.and_then(|index| before.services.get(index));
    let person = state.person.and_then(|index| service?.staff.get(index));
    choose(state, service.map_or("", |service| &service.id), person.map_or("", |person| &person.id));
    if first {
        speak(state, effects);
        return;
    }
    if state.phase != Phase::Ready {
        begin(state, effects);
    }
    if state.shown > 0.0 {
        effects.work();
    }
    for request in core::mem::take(&mut state.repeat) {
        // A submission waits for a new proof, and until its token is as old as a form takes to fill.
        if matches!(request.call, Call::Book | Call::Lead) {
            effects.wait("renewed", 2500);
        } else {
            effects.send(request);
        }
    }
}

/// Asks for the texts of the language that suits best.
fn speak(state: &mut State, effects: &mut Effects) {
    state.language = language(&state.preferred, &state.config);
    effects.texts(&state.language);
}

/// The best of the languages that the business offers and the visitor reads; the visitor's own where no business is known.
fn language(preferred: &[String], config: &Config) -> String {
    let base = |tag: &str| own(cut(tag, '-').0).to_ascii_lowercase();
    let offers = |language: &String| config.languages.iter().any(|offered| base(offered) == *language);
    preferred
        .iter()
        .map(|tag| base(tag))
        .find(|language| config.token.is_empty() || offers(language))
        .unwrap_or_else(|| if config.language.is_empty() { "en".into() } else { base(&config.language) })
}

fn not_configured(state: &mut State, problem: &Problem, world: &dyn World, effects: &mut Effects) {
    // A page that is refused from the beginning, or a key that is none: the page's side has hidden the widget, and there is
    // no use in waiting.
    if matches!(problem.status, 403 | 404) && state.config.token.is_empty() {
        return;
    }
    // What waits for a new token is as good as lost; each of them is tried again by and by.
    for request in core::mem::take(&mut state.repeat) {
        refused(state, request.call, request.number, &mut Problem::default(), world, effects);
    }
    if state.phase != Phase::Ready {
        away(state, effects);
    }
}

/// Chooses a service and a person by their ids, as far as they are there.
fn choose(state: &mut State, service: &str, person: &str) {
    state.service = state.config.index(service);
    let staff = state.service().map_or(&[][..], |service| &service.staff);
    state.person = staff.iter().position(|known| known.id == person);
}

/// The page's side has the texts of a language: the first ones let the widget begin.
pub fn spoken(state: &mut State, language: &str, draft: &Node<'_>, world: &dyn World) -> Effects {
    let mut effects = Effects::default();
    state.language = own(language);
    if state.speaks {
        return effects;
    }
    state.speaks = true;
    // What happens before the visitor has done anything leaves the focus where it is; a popup has it.
    effects.quiet = !state.popup;
    effects.focus("heading");
    begin(state, &mut effects);
    if state.link.is_empty() {
        restore(state, draft, world, &mut effects);
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
    } else if (!state.link.is_empty() || state.key.is_empty()) && state.appointment.is_none() {
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
    let wanted = state.config.index(&state.wanted_service);
    let only = (state.config.services.len() == 1).then_some(0);
    if wanted.is_none() {
        state.wanted_service = String::new();
    }
    if let Some(index) = wanted.or(only) {
        super::click::service(state, index, world, effects);
    }
}

/// Goes back to where the visitor left, by the draft that was kept; to the first step, if there is none.
fn restore(state: &mut State, draft: &Node<'_>, world: &dyn World, effects: &mut Effects) {
    state.values = draft.pairs("fields");
    let (service, staff, start) = (draft.text("service"), draft.text("staff"), draft.text("start"));
    if !is_lead(state) {
        if state.config.index(&service).is_none() || start.is_empty() {
            preselect(state, world, effects);
            return;
        }
        choose(state, &service, &staff);
        slots::begin(state, world, effects);
        state.start = Some(start);
        state.hold_key = draft.text("hold_key");
        state.step = Step::Details;
        state.shown = state.now;
        effects.work();
        slots::ask_turnstile(state, effects);
    }
    let (key, until) = (draft.text("key"), draft.millis("until"));
    if !key.is_empty() {
        let (body, elapsed) = (draft.text("body"), draft.text("elapsed"));
        state.submission = Some(Submission { key, body, elapsed, is_sent: false });
        state.notice = Notice::Lost;
    } else if until > state.now {
        state.hold = Some(Hold { id: draft.text("hold"), until });
        effects.wait("tick", 1000);
    } else if !is_lead(state) {
        state.hold_key = world.unique();
        slots::hold(state, effects);
    }
}

fn finish(state: &mut State, effects: &mut Effects) {
    state.submission = None;
    state.hold = None;
    state.notice = Notice::None;
    state.errors.clear();
    state.forget_slots();
    effects.save(String::new());
    go(state, Step::Done, effects);
}

fn changed(state: &mut State, detail: String, effects: &mut Effects) {
    state.submission = None;
    let moved = state.step == Step::Move;
    state.start = None;
    state.forget_slots();
    state.notice = if moved { Notice::Moved } else { Notice::None };
    go(state, Step::Manage, effects);
    effects.emit(if moved { "rescheduled" } else { "cancelled" }, detail);
}
