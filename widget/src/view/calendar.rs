//! Choosing when: a month, the times of a day, or the next free times.

use super::notice::call;
use super::words;
use crate::calendar::Day;
use crate::markup::{Markup, m};
use crate::model::Slot;
use crate::state::{Notice, State};

/// How many times of a day the list shows before it refers to the calendar.
const LISTED: i32 = 6;
/// How many days the list shows.
const LISTED_DAYS: usize = 7;

/// Draws the step.
pub fn draw(state: &State, out: &mut Markup) {
    let pressed = |on: bool| if on { m!(attr "aria-pressed" "true") } else { m!(attr "aria-pressed" "false") };
    out.put(m!(open "div.tabs", attr "key" "tabs", attr "role" "group", label "aria-label" "choose_time"));
    out.put(m!(button "button.tab" "calendar"));
    out.put(pressed(!state.list));
    out.put(m!(say "view_calendar", end, button "button.tab" "list"));
    out.put(pressed(state.list));
    out.put(m!(say "view_next", end, end));
    if state.list {
        upcoming(state, out);
    } else {
        out.put(m!(open "div.when", attr "key" "when"));
        month(state, out);
        times(state, out);
        out.end();
    }
}

fn month(state: &State, out: &mut Markup) {
    let (bounds, shown) = (state.bounds(), state.month);
    out.put(m!(
        open "div.month", open "div.turn", button "button.round" "month:-1", label "aria-label" "previous_month"
    ));
    out.when(shown <= bounds.first.month(), m!(attr "disabled" ""));
    out.put(m!(icon "M15 5l-7 7 7 7", end, open "h4#month", attr "aria-live" "polite", text));
    words(out, m!(words "month"), &shown.iso());
    out.put(m!(end, button "button.round" "month:1", label "aria-label" "next_month"));
    out.when(shown >= bounds.last.month(), m!(attr "disabled" ""));
    out.put(m!(icon "M9 5l7 7-7 7", end, end));
    let waiting = state.month_slots().is_none();
    out.put(if waiting {
        m!(open "table.grid waiting", attr "aria-busy" "true")
    } else {
        m!(open "table.grid", attr "aria-busy" "false")
    });
    out.put(m!(
        attr "role" "grid", attr "aria-labelledby" "month", attr "aria-describedby" "hint", attr "data-keys" "",
        open "thead", open "tr"
    ));
    for offset in 0..7 {
        let weekday = (bounds.first_weekday - 1 + offset) % 7 + 1;
        out.put(m!(open "th", attr "scope" "col", open "span", attr "aria-hidden" "true", text, words "short"));
        out.number(weekday);
        out.put(m!(end, open "span.unseen", text, words "weekday"));
        out.number(weekday);
        out.put(m!(end, end));
    }
    out.put(m!(end, end, open "tbody"));
    for row in shown.weeks(bounds.first_weekday) {
        out.put(m!(open "tr"));
        for offset in 0..7 {
            day(state, out, Day(row.0 + offset));
        }
        out.end();
    }
    out.put(m!(end, end, leaf "p#hint.unseen" "grid_hint"));
    if !waiting {
        nothing(state, out);
    } else if state.slots.away {
        away(state, out);
    }
    out.end();
}

fn day(state: &State, out: &mut Markup, day: Day) {
    if day.month() != state.month {
        out.put(m!(open "td", end));
        return;
    }
    let slots = state.month_slots();
    let free = (0..).zip(slots.unwrap_or_default().iter().filter(|slot| slot.day == day)).count();
    let chosen = state.day == Some(day);
    let iso = day.iso();
    out.put(if chosen {
        m!(open "td", attr "role" "gridcell", attr "aria-selected" "true", open "button.day")
    } else {
        m!(open "td", attr "role" "gridcell", attr "aria-selected" "false", open "button.day")
    });
    out.when(free > 0, " free");
    out.when(chosen, " chosen");
    out.when(day == state.today, " today");
    out.put(m!(attr "type" "button", attr "data-on" "day:"));
    out.add(&iso);
    out.put(match (free, slots) {
        (0, None) => m!(attr "aria-label" "", words "day"),
        (0, _) => m!(label "aria-label" "day_none", gap, words "day"),
        _ => m!(label "aria-label" "day_free", gap, words "day"),
    });
    out.add(&iso);
    if free > 0 {
        out.put(m!(gap, words "number"));
        out.number(i32::try_from(free).unwrap_or_default());
    } else {
        out.put(m!(attr "aria-disabled" "true"));
    }
    out.put(if day == state.cursor {
        m!(attr "tabindex" "0", attr "id" "cursor", text, words "number")
    } else {
        m!(attr "tabindex" "-1", text, words "number")
    });
    out.number(day.civil().2);
    out.put(m!(end, end));
}

/// That a month has nothing, and where there is something.
fn nothing(state: &State, out: &mut Markup) {
    let empty = state.month_slots().is_some_and(<[Slot]>::is_empty);
    if !empty || matches!(state.notice, Notice::Taken(_)) && state.slots.next.is_none() {
        return;
    }
    out.put(m!(open "div.empty over", attr "key" "nothing"));
    match &state.slots.next {
        Some(next) => {
            out.put(m!(open "p", say "nothing_month", gap, words "month"));
            out.add(&state.month.iso());
            out.end();
            offer(out, next);
        }
        None => {
            out.put(m!(leaf "p" "nothing_at_all"));
            call(state, out);
        }
    }
    out.end();
}

/// Leads to the next free time.
fn offer(out: &mut Markup, next: &str) {
    out.put(m!(button "button.primary" "show:"));
    out.add(next);
    out.put(m!(say "next_free", gap, words "moment"));
    out.add(next);
    out.end();
}

fn away(state: &State, out: &mut Markup) {
    out.put(m!(open "div.empty over", attr "key" "away", attr "role" "alert"));
    out.put(if state.slots.crowded { m!(leaf "p" "too_many") } else { m!(leaf "p" "away") });
    out.put(m!(button "button.plain" "retry"));
    out.when(state.slots.waiting.is_some(), m!(attr "aria-disabled" "true"));
    out.put(m!(say "retry", end, end));
}

/// The times of the chosen day.
fn times(state: &State, out: &mut Markup) {
    out.put(m!(open "div.times", attr "key" "times"));
    match state.day {
        None => out.put(m!(leaf "p.pickday" "pick_day")),
        Some(day) => {
            let iso = day.iso();
            out.put(m!(open "h4#times", attr "tabindex" "-1", text));
            words(out, m!(words "day"), &iso);
            out.put(m!(end, open "ul.slots", attr "role" "list"));
            out.attr("key", &iso);
            for slot in state.month_slots().unwrap_or_default().iter().filter(|slot| slot.day == day) {
                one(state, out, slot);
            }
            out.end();
        }
    }
    out.end();
}

fn one(state: &State, out: &mut Markup, slot: &Slot) {
    out.put(m!(open "li", button "button.slot" "slot:"));
    out.add(&slot.start);
    out.put(m!(open "span", text));
    words(out, m!(words "time"), &slot.start);
    out.end();
    if state.service().is_some_and(|service| service.seats > 1) {
        out.put(m!(open "small", say "seats_left", gap, words "number"));
        out.number(slot.seats_left);
        out.end();
    }
    out.put(m!(end, end));
}

/// The next days with something free.
fn upcoming(state: &State, out: &mut Markup) {
    out.put(m!(open "div.upcoming", attr "key" "upcoming"));
    match (&state.slots.upcoming, &state.slots.next) {
        (None, _) if state.slots.away => away(state, out),
        (None, _) => out.put(m!(
            attr "aria-busy" "true", leaf "p.unseen" "loading",
            open "div.bone tall", end, open "div.bone tall", end, open "div.bone tall", end
        )),
        (Some(slots), Some(next)) if slots.is_empty() => offer(out, next),
        (Some(slots), None) if slots.is_empty() => {
            out.put(m!(leaf "p" "nothing_at_all"));
            call(state, out);
        }
        (Some(slots), _) => days(state, out, slots),
    }
    out.end();
}

fn days(state: &State, out: &mut Markup, slots: &[Slot]) {
    for slots in slots.chunk_by(|one, other| one.day == other.day).take(LISTED_DAYS) {
        let Some(first) = slots.first() else { continue };
        let iso = first.day.iso();
        out.put(m!(open "div.block"));
        out.attr("key", &iso);
        out.put(m!(open "h4", text));
        words(out, m!(words "day"), &iso);
        out.put(m!(end, open "ul.slots", attr "role" "list"));
        for (count, slot) in (0..).zip(slots) {
            if count < LISTED {
                one(state, out, slot);
            } else if count == LISTED {
                out.put(m!(open "li", button "button.slot more" "show:"));
                out.add(&first.start);
                out.put(m!(say "all_times", end, end));
            }
        }
        out.put(m!(end, end));
    }
}
