//! The configured looks, as a style sheet for the widget's own tree.

use alloc::string::String;

use crate::state::State;
use crate::text::{Append, cut, digits, join, only, own, whole};

/// Custom properties that `style/widget.css` uses. What the page sets itself (`--portico-…`) goes before.
pub fn theme(state: &State) -> String {
    let mut css = own(":host{");
    let accent = plain(&state.config.accent);
    if !accent.is_empty() {
        property(&mut css, "accent", &accent);
    }
    let radius = &state.config.radius;
    if !radius.is_empty() {
        let value = digits(whole(cut(radius, '.').0).clamp(0, 32));
        property(&mut css, "radius", &join(&[&value, "px"]));
    }
    let font = plain(&state.config.font);
    if !font.is_empty() && font != "inherit" {
        property(&mut css, "font", &font);
    }
    css.push('}');
    css
}

fn property(css: &mut String, name: &str, value: &str) {
    css.append(&join(&["--p-", name, ":", value, ";"]));
}

/// A value without what would end it.
fn plain(value: &str) -> String {
    only(value, |character| !matches!(character, '{' | '}' | ';' | '<' | '>' | '\\' | '/' | '@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_cannot_leave_its_property() {
        let mut state = State::default();
        state.config.accent = "#0b5d57".into();
        state.config.radius = "900".into();
        state.config.font = "Georgia, serif; } body { display: none".into();
        assert_eq!(
            theme(&state),
            ":host{--p-accent:#0b5d57;--p-radius:32px;--p-font:Georgia, serif  body  display: none;}"
        );
    }
}
