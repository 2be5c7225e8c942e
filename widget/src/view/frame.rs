//! What is around every step: the business, the title, what was chosen so far, zone and language.

use alloc::string::String;
use alloc::vec::Vec;

use super::{calendar, choose, done, form, notice, words};
use crate::markup::{Markup, m};
use crate::state::{Kind, Phase, State, Step};
use crate::update;

/// Draws everything.
pub fn draw(state: &State, out: &mut Markup) {
    out.put(if state.is_dark() { m!(open "section.frame dark") } else { m!(open "section.frame") });
    out.put(if state.right_to_left { m!(attr "dir" "rtl") } else { m!(attr "dir" "ltr") });
    out.attr("lang", &state.language);
    if state.phase == Phase::Ready {
        let lead = state.kind == Kind::Lead;
        out.put(m!(attr "aria-labelledby" "title"));
        out.put(if lead { m!(open "div.card lead") } else { m!(open "div.card") });
        side(state, out);
        main(state, out);
        foot(state, out);
        out.end();
    } else if state.phase != Phase::Loading {
        out.put(m!(
            open "div.card pending", attr "key" "pending", open "div.empty", attr "role" "alert",
            leaf "p" "away", button "button.plain" "retry"
        ));
        out.when(state.phase == Phase::Retrying, m!(attr "aria-disabled" "true"));
        out.put(m!(say "retry", end, end, end));
    } else {
        out.put(m!(
            open "div.card pending", attr "key" "pending", attr "aria-busy" "true",
            open "div.bone short", end, open "div.bone", end,
            open "div.bone tall", end, open "div.bone tall", end, open "div.bone tall", end, end
        ));
    }
    out.put(m!(open "div.unseen", attr "key" "live", attr "aria-live" "polite", attr "role" "status", text));
    out.put(&state.announcement);
    out.put(m!(end, end));
}

fn side(state: &State, out: &mut Markup) {
    out.put(m!(open "div.side", attr "key" "side", open "div.bar"));
    if update::has_back(state) {
        out.put(m!(button "button.round back" "back", attr "key" "back", label "aria-label" "back"));
        out.when(state.is_sending(), m!(attr "disabled" ""));
        out.put(m!(icon "M15 5l-7 7 7 7", end));
    }
    out.leaf(m!(open "p.business"), &state.config.business);
    out.when(
        state.popup,
        m!(
            button "button.round close" "close", attr "key" "close", label "aria-label" "close",
            icon "M6 6l12 12M18 6L6 18", end
        ),
    );
    out.put(m!(end, open "h2#title.title"));
    out.put(if state.kind == Kind::Lead { m!(say "title_lead", end) } else { m!(say "title_booking", end) });
    summary(state, out);
    out.end();
}

/// What was chosen so far.
fn summary(state: &State, out: &mut Markup) {
    let choosing = matches!(state.step, Step::Person | Step::Time | Step::Details | Step::Move);
    let Some(service) = state.service().filter(|_| choosing && state.kind == Kind::Booking) else { return };
    out.put(m!(open "ul.summary", open "li", icon "M4 12V5a1 1 0 0 1 1-1h7l8 8-8 8zM8.5 8.5h.01"));
    out.leaf(m!(open "span"), &service.name);
    out.put(
        m!(end, open "li", icon "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2", open "span", text, words "minutes"),
    );
    out.number(service.minutes);
    if !service.price.is_empty() {
        words(out, m!(text " · ", text, words "money"), &service.price);
    }
    out.put(m!(end, end));
    if let Some(person) = state.person() {
        out.put(m!(
            open "li", icon "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.8-3.5 3.5-5 7-5s6.2 1.5 7 5"
        ));
        out.leaf(m!(open "span"), &person.name);
        out.end();
    }
    if let Some(start) = &state.start {
        out.put(m!(open "li", icon "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4", open "span", text, words "moment"));
        out.add(start);
        out.put(m!(end, end));
    }
    out.end();
}

fn main(state: &State, out: &mut Markup) {
    let name = state.step.name();
    out.put(m!(open "div.main"));
    out.attr("key", name);
    out.attr("data-step", name);
    out.when(state.step == Step::Done, m!(open "div.mark", attr "key" "mark", icon "M5 12.5l4.5 4.5L19 7.5", end));
    out.put(m!(open "h3#heading", attr "tabindex" "-1"));
    out.put(heading(state));
    out.end();
    notice::draw(state, out);
    match state.step {
        Step::Service => choose::services(state, out),
        Step::Person => choose::people(state, out),
        Step::Time => calendar::draw(state, out),
        Step::Details => form::draw(state, out),
        Step::Done => done::draw(state, out),
        Step::Manage => done::manage(state, out),
        Step::Cancel => done::cancel(state, out),
        Step::Move => done::moving(state, out),
        Step::NotFound => {}
    }
    out.end();
}

fn heading(state: &State) -> &'static str {
    let is = |status: &str| state.appointment.as_ref().is_some_and(|appointment| appointment.status == status);
    match state.step {
        Step::Service => m!(say "choose_service"),
        Step::Person => m!(say "choose_person"),
        Step::Time => m!(say "choose_time"),
        Step::Details if state.kind == Kind::Lead => m!(say "details_lead"),
        Step::Details => m!(say "details"),
        Step::Done if state.kind == Kind::Lead => m!(say "lead_done"),
        Step::Done if is("SCHEDULED") => m!(say "requested"),
        Step::Done => m!(say "done"),
        Step::Manage if is("CANCELLED") => m!(say "cancelled"),
        Step::Manage => m!(say "manage_title"),
        Step::Cancel => m!(say "cancel_question"),
        Step::Move => m!(say "move_question"),
        Step::NotFound => m!(say "not_found"),
    }
}

/// The time zone and the language, where they matter.
fn foot(state: &State, out: &mut Markup) {
    let languages = state.config.languages.len() > 1;
    let zone = state.step == Step::Time;
    if !languages && !zone {
        return;
    }
    out.put(m!(open "div.foot", attr "key" "foot"));
    if zone {
        out.put(m!(
            open "label.pick", attr "key" "zone",
            icon "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
            leaf "span.unseen" "zone", open "select", attr "data-field" "zone"
        ));
        out.attr("value", &state.zone);
        let mut offered: Vec<&str> = Vec::new();
        let all = state.zones.iter().map(String::as_str);
        for zone in [state.zone.as_str(), &state.own_zone, &state.config.zone].into_iter().chain(all) {
            if !zone.is_empty() && (state.zones.len() > 3 && offered.len() > 3 || !offered.contains(&zone)) {
                offered.push(zone);
                option(out, zone, m!(words "place"));
            }
        }
        out.when(state.zones.is_empty(), m!(open "option", attr "value" "+", say "zone_more", end));
        out.put(m!(end, end));
    }
    if languages {
        out.put(m!(
            open "label.pick", attr "key" "language", icon "M4 5h16v11H11l-4 4v-4H4z",
            leaf "span.unseen" "language", open "select", attr "data-field" "language"
        ));
        out.attr("value", &state.language);
        for language in &state.config.languages {
            option(out, language, m!(words "language"));
        }
        out.put(m!(end, end));
    }
    out.end();
}

/// One of the things to be chosen from a list.
pub fn option(out: &mut Markup, value: &str, style: &str) {
    out.put(m!(open "option"));
    out.attr("value", value);
    out.put(m!(text));
    words(out, style, value);
    out.end();
}
