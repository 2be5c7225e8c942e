//! What a click or a key in the calendar does.

use alloc::string::String;

use super::{Effects, ask_configuration, go, save, slots, submit, timer};
use crate::calendar::{self, Day};
use crate::markup::{m, say_words};
use crate::model::Hold;
use crate::state::{Notice, State, Step};
use crate::text::{Append, cut, digits, forget, whole};
use crate::world::World;

/// Carries out an action of the view. Before a colon its name, after it what it is about.
pub fn clicked(state: &mut State, action: &str, world: &dyn World, effects: &mut Effects) {
    let (name, about) = cut(action, ':');
    if state.is_sending() && !matches!(name, "retry" | "close") {
        return;
    }
    match name {
        "service" => service(state, whole(about) as usize, world, effects),
        "person" => {
            state.person = (!about.is_empty()).then(|| whole(about) as usize);
            slots::begin(state, world, effects);
            save(state, effects);
        }
        "back" => back(state, effects),
        "month" => month(state, whole(about) as i32, effects),
        "day" => {
            if let Some(day) = Day::parse(about) {
                choose_day(state, day, effects);
            }
        }
        "show" => {
            if let Some(day) = slots::day_of(state, world, about) {
                state.list = false;
                slots::show_day(state, day, effects);
                choose_day(state, day, effects);
            }
        }
        "slot" => slots::choose(state, about, world, effects),
        "calendar" | "list" => {
            state.list = name == "list";
            slots::ask(state, effects);
        }
        "again" => again(state, world, effects),
        "retry" => {
            timer(state, "again", world, effects);
            submit::resend(state, effects);
        }
        "reschedule" => reschedule(state, world, effects),
        "cancel" | "keep" => {
            state.notice = Notice::None;
            go(state, if name == "keep" { Step::Manage } else { Step::Cancel }, effects);
        }
        "confirm" => submit::change(state, world, effects),
        "close" => effects.close(),
        _ => {}
    }
}

/// A service was chosen.
pub fn service(state: &mut State, index: usize, world: &dyn World, effects: &mut Effects) {
    state.service = Some(index);
    state.person = None;
    state.notice = Notice::None;
    if state.asks_person() {
        go(state, Step::Person, effects);
    } else {
        slots::begin(state, world, effects);
    }
    save(state, effects);
}

/// Whether there is a step before this one.
pub fn has_back(state: &State) -> bool {
    let before = state.is_moving() || state.config.services.len() > 1 && state.wanted_service.is_empty();
    match state.step {
        Step::Details => !super::is_lead(state),
        Step::Person => before,
        Step::Time => before || state.asks_person(),
        Step::Move | Step::Cancel => true,
        _ => false,
    }
}

fn back(state: &mut State, effects: &mut Effects) {
    let to = match state.step {
        Step::Details | Step::Move => Step::Time,
        Step::Cancel => Step::Manage,
        Step::Time if state.asks_person() => Step::Person,
        Step::Time | Step::Person if state.is_moving() => Step::Manage,
        Step::Time | Step::Person => Step::Service,
        other => other,
    };
    state.notice = Notice::None;
    if state.step == Step::Details {
        slots::release(state, effects);
        state.start = None;
        // Others may have booked meanwhile, and one's own hold has taken a seat.
        state.forget_slots();
        slots::ask(state, effects);
    }
    if to == Step::Service {
        state.service = None;
    }
    go(state, to, effects);
    save(state, effects);
}

fn month(state: &mut State, by: i32, effects: &mut Effects) {
    let bounds = state.bounds();
    let month = state.month.plus(by);
    if month < bounds.first.month() || month > bounds.last.month() {
        return;
    }
    state.day = None;
    slots::show_day(state, month.first().max(bounds.first), effects);
}

fn choose_day(state: &mut State, day: Day, effects: &mut Effects) {
    let free = state.month_slots().map_or(0, |slots| slots.iter().filter(|slot| slot.day == day).count());
    state.cursor = day;
    if free > 0 {
        state.day = Some(day);
        let mut said = say_words("day_free", "day", &day.iso());
        said.append(m!(gap, words "number"));
        said.append(&digits(free as i64));
        state.announce(said);
        effects.focus("times");
    } else if state.month_slots().is_none() {
        state.day = Some(day);
    }
}

/// A key in the calendar moves the day that has the focus, into another month if it leads there.
pub fn moved(state: &mut State, key: &str, effects: &mut Effects) {
    let Some(day) = calendar::moved(state.cursor, key, &state.bounds()) else { return };
    if day.month() != state.month {
        state.day = None;
    }
    slots::show_day(state, day, effects);
    effects.focus("cursor");
}

/// Begins anew after something was booked or sent: with a new token, since a proof of work is good for one entry.
fn again(state: &mut State, world: &dyn World, effects: &mut Effects) {
    state.appointment = None;
    state.link = String::new();
    state.service = None;
    state.start = None;
    state.hold = None::<Hold>;
    state.shown = 0.0;
    forget(&mut state.values, &|name| !matches!(name, "name" | "email" | "phone"));
    state.step = if super::is_lead(state) { Step::Details } else { Step::Service };
    state.phase = Default::default();
    state.notice = Notice::None;
    state.today = slots::day_of(state, world, &super::millis(state.now)).unwrap_or(state.today);
    ask_configuration(state, effects);
}

/// Begins to choose another time for the appointment: with whoever is free, unless the visitor says with whom. Nobody has
/// kept whether they did when they booked, and of those who are free the server prefers who was to serve.
fn reschedule(state: &mut State, world: &dyn World, effects: &mut Effects) {
    if let Some(index) = state.appointment.as_ref().and_then(|appointment| state.config.index(&appointment.service_id))
    {
        service(state, index, world, effects);
    }
}
