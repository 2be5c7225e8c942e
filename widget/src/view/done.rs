//! After it is booked or sent, and looking after what was booked.

use super::notice::call;
use super::words;
use crate::markup::{Markup, m};
use crate::model::Appointment;
use crate::state::{Kind, State};

/// Draws the step after booking or sending.
pub fn draw(state: &State, out: &mut Markup) {
    if state.kind == Kind::Lead {
        out.put(m!(leaf "p.lede" "lead_done_hint"));
        return;
    }
    let Some(appointment) = &state.appointment else { return };
    if appointment.status == "SCHEDULED" {
        out.put(m!(leaf "p.lede" "requested_hint"));
    } else {
        out.put(m!(open "p.lede", say "done_mail", gap));
        out.add(state.value("email"));
        out.end();
    }
    ticket(state, out, appointment);
    out.put(m!(open "div.actions"));
    link(out, m!(open "a.primary"), &appointment.ics_url, m!(say "add_to_calendar", end));
    link(out, m!(open "a.plain"), &appointment.manage_url, m!(say "manage", end));
    out.put(m!(button "button.quiet" "again", say "book_another", end, end));
}

fn link(out: &mut Markup, open: &str, url: &str, content: &str) {
    if !url.is_empty() {
        out.put(open);
        out.attr("href", url);
        out.put(content);
    }
}

/// What, when, with whom and where.
fn ticket(state: &State, out: &mut Markup, appointment: &Appointment) {
    out.put(m!(open "div.ticket"));
    out.leaf(m!(open "p.name"), &appointment.service);
    out.put(m!(
        open "ul.summary", open "li", icon "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4", open "span", text, words "moment"
    ));
    out.add(&appointment.start);
    if !appointment.end.is_empty() {
        words(out, m!(text " – ", text, words "time"), &appointment.end);
    }
    words(out, m!(open "small", text, words "place"), &state.zone);
    out.put(m!(end, end, end));
    if !appointment.person.is_empty() {
        out.put(m!(
            open "li", icon "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.8-3.5 3.5-5 7-5s6.2 1.5 7 5"
        ));
        out.leaf(m!(open "span"), &appointment.person);
        out.end();
    }
    if !appointment.location.is_empty() {
        out.put(m!(
            open "li",
            icon "M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"
        ));
        out.leaf(m!(open "span"), &appointment.location);
        out.end();
    }
    out.put(m!(end, end));
}

/// What was booked, and what may be done about it.
pub fn manage(state: &State, out: &mut Markup) {
    let Some(appointment) = &state.appointment else { return };
    ticket(state, out, appointment);
    if !matches!(appointment.status.as_str(), "SCHEDULED" | "CONFIRMED") {
        out.when(
            !state.key.is_empty(),
            m!(open "div.actions", button "button.plain" "again", say "book_another", end, end),
        );
        return;
    }
    // What no widget offers can be moved by nobody but the business.
    let can_move = appointment.can_reschedule && state.config.index(&appointment.service_id).is_some();
    let fixed = !appointment.can_cancel && !can_move;
    if fixed {
        out.put(m!(leaf "p.lede" "too_late"));
        call(state, out);
    } else if !appointment.until.is_empty() {
        words(out, m!(open "p.lede", say "until", gap, words "moment"), &appointment.until);
        out.end();
    }
    out.put(m!(open "div.actions"));
    out.when(can_move, m!(button "button.primary" "reschedule", say "reschedule", end));
    out.when(appointment.can_cancel, m!(button "button.plain" "cancel", say "cancel", end));
    link(out, m!(open "a.quiet"), &appointment.ics_url, m!(say "add_to_calendar", end));
    out.end();
}

/// Whether it is really to be cancelled.
pub fn cancel(state: &State, out: &mut Markup) {
    let Some(appointment) = &state.appointment else { return };
    ticket(state, out, appointment);
    out.put(m!(
        open "div.field wide", open "label", attr "for" "f-reason", say "cancel_reason", end,
        open "textarea", attr "id" "f-reason", attr "rows" "2", attr "data-field" "reason"
    ));
    out.attr("value", state.value("reason"));
    out.put(m!(end, end));
    confirm(state, out, m!(open "button.primary danger"), m!(say "cancel_yes", end));
}

/// Whether it is to be moved to the chosen time.
pub fn moving(state: &State, out: &mut Markup) {
    let (Some(appointment), Some(start)) = (&state.appointment, &state.start) else { return };
    out.put(m!(open "div.ticket"));
    out.leaf(m!(open "p.name"), &appointment.service);
    out.put(m!(
        open "ul.summary", open "li", icon "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4", open "s", text, words "moment"
    ));
    out.add(&appointment.start);
    out.put(m!(
        end, end, open "li", icon "M5 6h14v14H5zM5 10h14M9 3v4M15 3v4", open "strong", text, words "moment"
    ));
    out.add(start);
    out.put(m!(end, end, end, end));
    confirm(state, out, m!(open "button.primary"), m!(say "move", end));
}

/// Yes, or leave it as it is.
fn confirm(state: &State, out: &mut Markup, open: &str, yes: &str) {
    let disabled = m!(attr "disabled" "");
    out.put(m!(open "div.actions"));
    out.put(open);
    out.put(m!(attr "type" "button", attr "data-on" "confirm"));
    out.when(state.is_sending(), disabled);
    out.put(yes);
    out.put(m!(button "button.plain" "keep"));
    out.when(state.is_sending(), disabled);
    out.put(m!(say "keep_it", end, end));
}
