//! Which times are free, and keeping one while the visitor types.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Effects, go, millis, pause, save};
use crate::calendar::Day;
use crate::effect::Call;
use crate::json::Json;
use crate::markup::say_words;
use crate::model::Slot;
use crate::state::{Notice, State, Step};
use crate::text::{Append, cut, digits, join, list, own};
use crate::world::World;

/// How many days the list of the next free times looks ahead.
const LIST_DAYS: i32 = 30;

/// Begins to choose a time: from today, with nothing known.
pub fn begin(state: &mut State, world: &dyn World, effects: &mut Effects) {
    state.today = today(state, world);
    state.month = state.today.month();
    state.cursor = state.today;
    state.day = None;
    state.start = None;
    state.forget_slots();
    go(state, Step::Time, effects);
    ask(state, effects);
}

/// Forgets what was known of free times and asks again, staying where the visitor is.
pub fn refresh(state: &mut State, world: &dyn World, effects: &mut Effects) {
    state.forget_slots();
    state.today = today(state, world);
    state.cursor = state.cursor.max(state.today);
    state.month = state.month.max(state.today.month());
    ask(state, effects);
}

fn today(state: &State, world: &dyn World) -> Day {
    day_of(state, world, &millis(state.now)).unwrap_or(Day((state.now / 86_400_000.0) as i32))
}

/// The day that an instant is on, in the time zone shown.
pub fn day_of(state: &State, world: &dyn World, instant: &str) -> Option<Day> {
    Day::parse(&world.days(instant, &state.zone))
}

/// Asks for what is shown, unless that is known.
pub fn ask(state: &mut State, effects: &mut Effects) {
    let Some(service) = state.service() else { return };
    let bounds = state.bounds();
    let (from, to) = if state.list {
        if state.slots.upcoming.is_some() {
            return;
        }
        let from = bounds.first;
        (from, Day(from.0 + LIST_DAYS).min(bounds.last))
    } else {
        if state.month_slots().is_some() {
            return;
        }
        (state.month.first().max(bounds.first), state.month.last().min(bounds.last))
    };
    let (from, to) = (from.iso(), to.iso());
    let ours = ["/slots?service_id=", &service.id, "&from=", &from, "&to=", &to, "&time_zone=", &state.zone];
    let mut rest = join(&ours);
    if let Some(person) = state.person() {
        rest.append("&staff_id=");
        rest.append(&person.id);
    }
    if state.is_moving() {
        rest.append("&appointment=");
        rest.append(&state.link);
    }
    state.slots.waiting = Some(state.ask(Call::Slots, &rest, String::new(), "", effects));
    state.slots.away = false;
}

/// Free times came: they are put on their days. At first, a month with nothing free gives way to the first one with
/// something.
pub fn came(state: &mut State, mut slots: Vec<Slot>, next: Option<String>, world: &dyn World, effects: &mut Effects) {
    let first = !state.slots.known;
    place(state, &mut slots, world);
    state.slots.known = true;
    state.slots.away = false;
    let next_day = next.as_deref().and_then(|next| day_of(state, world, next));
    state.slots.next = next;
    if state.list {
        state.slots.upcoming = Some(slots);
        return;
    }
    let empty = slots.is_empty();
    let free_day = slots.first().map(|slot| slot.day);
    state.slots.months.push((state.month, slots));
    if !empty {
        let on_free = state.month_slots().is_some_and(|all| all.iter().any(|slot| slot.day == state.cursor));
        if let (false, Some(day), true) = (on_free, free_day, first) {
            state.cursor = day;
        }
        return;
    }
    match next_day {
        Some(day) if first && day.month() > state.month => show_day(state, day, effects),
        _ => state.announce(say_words("nothing_month", "month", &state.month.iso())),
    }
}

/// Puts the calendar on a day and asks for its month.
pub fn show_day(state: &mut State, day: Day, effects: &mut Effects) {
    state.month = day.month();
    state.cursor = day;
    ask(state, effects);
}

/// Puts free times on the days of the zone shown.
fn place(state: &State, slots: &mut [Slot], world: &dyn World) {
    let mut instants = String::new();
    for slot in slots.iter() {
        instants.append(&slot.start);
        instants.push('\n');
    }
    let days = world.days(&instants, &state.zone);
    let mut rest = days.as_str();
    for slot in slots {
        let (day, after) = cut(rest, '\n');
        rest = after;
        slot.day = Day::parse(day).unwrap_or_default();
    }
}

/// Shows times in another zone. What was known is put on its days anew, by asking again: the days that are asked for
/// are those of the zone.
pub fn choose_zone(state: &mut State, zone: &str, world: &dyn World, effects: &mut Effects) {
    if zone == "+" {
        state.zones = list(&world.zones(), '\n');
        return;
    }
    state.zone = own(zone);
    state.day = None;
    if state.service.is_some() && state.step == Step::Time {
        refresh(state, world, effects);
    }
}

/// A time was chosen: it is kept, and the form is shown at once.
pub fn choose(state: &mut State, start: &str, world: &dyn World, effects: &mut Effects) {
    state.start = Some(own(start));
    state.notice = Notice::None;
    effects.emit("slot", Json::object().text("start", start).end());
    if state.is_moving() {
        go(state, Step::Move, effects);
        return;
    }
    state.hold = None;
    state.hold_key = world.unique();
    go(state, Step::Details, effects);
    if state.shown == 0.0 {
        state.shown = state.now;
    }
    hold(state, effects);
    effects.work();
    ask_turnstile(state, effects);
    save(state, effects);
}

/// Shows Turnstile where it is configured.
pub fn ask_turnstile(state: &State, effects: &mut Effects) {
    if !state.config.turnstile.is_empty() {
        effects.turnstile(&state.config.turnstile);
    }
}

/// Asks the server to keep the chosen time.
pub fn hold(state: &mut State, effects: &mut Effects) {
    let (Some(service), Some(start)) = (state.service(), state.start.clone()) else { return };
    let body = Json::object()
        .text("service_id", &service.id)
        .text("start", &start)
        .optional("staff_id", state.person().map(|person| person.id.as_str()))
        .end();
    let key = state.hold_key.clone();
    state.holding = Some(state.ask(Call::Hold, "/holds", body, &key, effects));
}

/// Gives the kept time back.
pub fn release(state: &mut State, effects: &mut Effects) {
    state.holding = None;
    if let Some(hold) = state.hold.take() {
        state.ask(Call::Release, &join(&["/holds/", &hold.id]), String::new(), "", effects);
    }
}

/// The server keeps the time.
pub fn held(state: &mut State, id: String, until: f64, effects: &mut Effects) {
    state.hold = Some(crate::model::Hold { id, until });
    let left = digits(left(state).unwrap_or_default().into());
    state.announce(say_words("held", "countdown", &left));
    effects.wait("tick", 1000);
    save(state, effects);
    super::submit::send(state, effects);
}

/// How many seconds the time is still kept.
pub fn left(state: &State) -> Option<i32> {
    state.hold.as_ref().map(|hold| ((hold.until - state.now) / 1000.0) as i32)
}

/// A second went by. When the time is not kept any longer, it is asked for once more.
pub fn tick(state: &mut State, world: &dyn World, effects: &mut Effects) {
    match left(state) {
        Some(seconds) if seconds > 0 && state.step == Step::Details => {
            if seconds == 60 {
                state.announce(say_words("held", "countdown", "60"));
            }
            effects.wait("tick", 1000);
        }
        Some(seconds) if seconds <= 0 && state.step == Step::Details && state.submission.is_none() => {
            state.hold = None;
            state.hold_key = world.unique();
            hold(state, effects);
        }
        _ => {}
    }
}

/// Keeping the time failed without an answer: the form goes on, and it is tried again.
pub fn hold_failed(state: &mut State, effects: &mut Effects) {
    state.holding = None;
    effects.wait("hold", pause(state, 0));
    super::submit::send(state, effects);
}

/// Somebody was quicker: back to choosing, with what is free instead.
pub fn taken(state: &mut State, next_free: Vec<String>, world: &dyn World, effects: &mut Effects) {
    state.notice = Notice::Taken(next_free);
    state.start = None;
    state.hold = None;
    state.holding = None;
    state.submission = None;
    go(state, Step::Time, effects);
    refresh(state, world, effects);
    save(state, effects);
}
