//! What happened, above the step: in plain words, with what to do now.

use super::words;
use crate::markup::{Markup, m};
use crate::state::{Notice, State, Step};
use crate::text::only;

/// Draws the notice, if there is one.
pub fn draw(state: &State, out: &mut Markup) {
    let saying = match &state.notice {
        Notice::None => return,
        Notice::Taken(_) => m!(leaf "p" "taken"),
        Notice::Fields => m!(leaf "p" "check_fields"),
        Notice::TooLate => m!(leaf "p" "too_late"),
        Notice::TooMany => m!(leaf "p" "too_many"),
        Notice::Failed => m!(leaf "p" "failed"),
        Notice::Lost => m!(leaf "p" "lost"),
        Notice::Moved => m!(leaf "p" "moved"),
    };
    out.put(if state.notice == Notice::Moved {
        m!(open "div.notice good", attr "key" "notice", attr "role" "status")
    } else {
        m!(open "div.notice", attr "key" "notice", attr "role" "alert")
    });
    out.put(saying);
    match &state.notice {
        Notice::Taken(next) if !next.is_empty() && state.step == Step::Time => {
            out.put(m!(leaf "p" "taken_next", open "div.offers"));
            for start in next {
                out.put(m!(button "button.chip" "slot:"));
                out.add(start);
                out.put(m!(text));
                words(out, m!(words "moment"), start);
                out.end();
            }
            out.end();
        }
        Notice::Lost => out.put(m!(button "button.plain" "retry", say "retry", end)),
        Notice::TooLate | Notice::Failed => call(state, out),
        _ => {}
    }
    out.end();
}

/// The business's telephone number, where the widget cannot help.
pub fn call(state: &State, out: &mut Markup) {
    let phone = &state.config.phone;
    if phone.is_empty() {
        return;
    }
    let dialled = only(phone, |character| character.is_ascii_digit() || character == '+');
    out.put(m!(open "p", open "a", attr "href" "tel:"));
    out.add(&dialled);
    out.put(m!(say "phone_call", gap));
    out.add(phone);
    out.put(m!(end, end));
}
