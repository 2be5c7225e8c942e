//! The configured looks, as a style sheet for the widget's own tree.

use alloc::string::{String, ToString};

use crate::state::State;
use crate::text::{Append, own};

/// Custom properties that `style/widget.css` uses. What the page sets itself (`--portico-…`) goes before.
pub fn theme(state: &State) -> String {
    let mut css = own(":host{");
    let accent = plain(&state.config.accent);
    if !accent.is_empty() {
        property(&mut css, "accent", &accent);
    }
    if let Some(radius) = state.config.radius {
        let mut value = (radius.clamp(0.0, 32.0) as u8).to_string();
        value.append("px");
        property(&mut css, "radius", &value);
    }
    let font = plain(&state.config.font);
    if !font.is_empty() && font != "inherit" {
        property(&mut css, "font", &font);
    }
    css.push('}');
    css
}

fn property(css: &mut String, name: &str, value: &str) {
    css.append("--p-");
    css.append(name);
    css.push(':');
    css.append(value);
    css.push(';');
}

/// A value without what would end it.
fn plain(value: &str) -> String {
    value.chars().filter(|character| !matches!(character, '{' | '}' | ';' | '<' | '>' | '\\' | '/' | '@')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_cannot_leave_its_property() {
        let mut state = State::default();
        state.config.accent = "#0b5d57".into();
        state.config.radius = Some(900.0);
        state.config.font = "Georgia, serif; } body { display: none".into();
        assert_eq!(
            theme(&state),
            ":host{--p-accent:#0b5d57;--p-radius:32px;--p-font:Georgia, serif  body  display: none;}"
        );
    }
}
