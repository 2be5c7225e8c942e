//! What the visitor sees, from the state: as instructions for the page.

use alloc::string::String;

mod calendar;
mod choose;
mod done;
pub mod form;
mod frame;
mod notice;
mod theme;

pub use theme::theme;

use crate::markup::Markup;
use crate::state::State;

/// The view of a state.
pub fn view(state: &State) -> String {
    let mut out = Markup::default();
    frame::draw(state, &mut out);
    out.finish()
}

/// Adds a value in words to the text that was begun last. `words` is `m!(words "…")`.
fn words(out: &mut Markup, words: &str, value: &str) {
    out.put(words);
    out.add(value);
}
