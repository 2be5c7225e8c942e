//! Choosing what, and with whom.

use super::notice::call;
use super::words;
use crate::markup::{Markup, m};
use crate::state::State;
use crate::text::last;

/// The services.
pub fn services(state: &State, out: &mut Markup) {
    if state.config.services.is_empty() {
        out.put(m!(open "div.empty", leaf "p" "nothing_at_all"));
        call(state, out);
        out.end();
        return;
    }
    out.put(m!(open "ul.options", attr "role" "list"));
    for (index, service) in (0..).zip(&state.config.services) {
        out.put(m!(open "li", button "button.option" "service:"));
        out.number(index);
        out.put(m!(open "span.what"));
        out.leaf(m!(open "span.name"), &service.name);
        if !service.description.is_empty() {
            // It keeps its own direction in a page of the other one, with its full stop at its end.
            out.leaf(m!(open "span.about", open "bdi"), &service.description);
            out.end();
        }
        out.put(m!(end, open "span.facts"));
        if !service.price.is_empty() {
            words(out, m!(open "span.price", text, words "money"), &service.price);
            out.end();
        }
        out.put(m!(open "span.length", text, words "minutes"));
        out.number(service.minutes);
        out.put(m!(end, end, end, end));
    }
    out.end();
}

/// The people who do the chosen service.
pub fn people(state: &State, out: &mut Markup) {
    let Some(service) = state.service() else { return };
    out.put(m!(
        open "ul.options", attr "role" "list",
        open "li", button "button.option person" "person:",
        open "span.sign", attr "aria-hidden" "true", text "★", end,
        open "span.what", leaf "span.name" "anybody", leaf "span.about" "anybody_hint", end, end, end
    ));
    for (index, person) in (0..).zip(&service.staff) {
        out.put(m!(open "li", button "button.option person" "person:"));
        out.number(index);
        out.put(m!(open "span.sign", attr "aria-hidden" "true", text));
        // The first letters of the first and the last name.
        let (before, word) = last(&person.name, ' ');
        for word in [before, word] {
            let letter = word.chars().next().map_or(0, char::len_utf8);
            out.add(word.get(..letter).unwrap_or_default());
        }
        out.put(m!(end, open "span.what"));
        out.leaf(m!(open "span.name"), &person.name);
        out.put(m!(end, end, end));
    }
    out.end();
}
