//! The form: contact, questions, agreement.

use super::frame::option;
use super::words;
use crate::form::{Field, FieldKind, Label, SEPARATOR, fields};
use crate::markup::{Markup, m};
use crate::model::QuestionKind;
use crate::state::{Kind, State};
use crate::text::list;
use crate::update;

/// Draws the step.
pub fn draw(state: &State, out: &mut Markup) {
    if let Some(left) = update::seconds_left(state).filter(|left| *left > 0) {
        out.put(m!(
            open "p.held", attr "key" "held", attr "role" "timer", attr "aria-live" "off",
            icon "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2", open "span", say "held", gap, words "countdown"
        ));
        out.number(left);
        out.put(m!(end, end));
    }
    out.put(m!(open "form", attr "key" "form", attr "novalidate" "", open "div.fields"));
    for one in fields(state) {
        field(state, out, &one);
    }
    // People neither see the trap nor reach it; what fills in every field does.
    out.put(m!(
        end, open "div.trap", attr "aria-hidden" "true", open "input", attr "name" "website",
        attr "data-field" "website", attr "tabindex" "-1", attr "autocomplete" "off", end, end
    ));
    out.when(!state.config.turnstile.is_empty(), m!(open "slot", attr "name" "turnstile", end));
    out.put(m!(open "button.primary wide", attr "type" "submit"));
    out.put(match state.kind {
        _ if state.is_sending() => {
            m!(attr "disabled" "", open "span.spin", attr "aria-hidden" "true", end, say "sending")
        }
        Kind::Lead => m!(say "send"),
        Kind::Booking if state.service().is_some_and(|service| service.approval) => m!(say "send_request"),
        Kind::Booking => m!(say "submit"),
    });
    out.put(m!(end, end));
}

fn field(state: &State, out: &mut Markup, field: &Field<'_>) {
    let wide = match field.kind {
        FieldKind::Contact(kind, _) => kind == "text",
        FieldKind::Question(kind) => {
            matches!(kind, QuestionKind::LongText | QuestionKind::Choices | QuestionKind::Boolean)
        }
        FieldKind::Consent => true,
    };
    out.put(if wide { m!(open "div.field wide") } else { m!(open "div.field") });
    out.attr("key", &field.name);
    match field.kind {
        FieldKind::Consent | FieldKind::Question(QuestionKind::Boolean) => tick(state, out, field),
        FieldKind::Question(QuestionKind::Choices) => several(state, out, field),
        _ => {
            out.put(m!(open "label", attr "for" "f-"));
            out.add(&field.name);
            label(out, field);
            out.end();
            input(state, out, field);
        }
    }
    if let Some(error) = state.error(&field.name) {
        out.put(m!(open "p.error", attr "id" "e-"));
        out.add(&field.name);
        out.put(m!(text));
        out.put(error);
        out.end();
    }
    out.end();
}

fn label(out: &mut Markup, field: &Field<'_>) {
    words_of(out, field);
    out.when(!field.required, m!(text " ", leaf "span.optional" "optional"));
}

fn words_of(out: &mut Markup, field: &Field<'_>) {
    match field.label {
        Label::Saying(saying) => {
            out.put(m!(text));
            words(out, "\u{6}", saying);
        }
        // In a page of the other direction what a business wrote keeps its own, with its question mark at its end.
        Label::Theirs(text) => out.leaf(m!(open "bdi"), text),
    }
}

/// What every control of a field has.
fn common(state: &State, out: &mut Markup, field: &Field<'_>) {
    out.put(m!(attr "data-field" ""));
    out.add(&field.name);
    out.when(field.required, m!(attr "aria-required" "true"));
    described(state, out, field);
    out.when(state.error(&field.name).is_some(), m!(attr "aria-invalid" "true"));
    out.when(state.is_sending(), m!(attr "disabled" ""));
}

/// Its id, and where it stands what is wrong with it.
fn described(state: &State, out: &mut Markup, field: &Field<'_>) {
    out.put(m!(attr "id" "f-"));
    out.add(&field.name);
    if state.error(&field.name).is_some() {
        out.put(m!(attr "aria-describedby" "e-"));
        out.add(&field.name);
    }
}

fn input(state: &State, out: &mut Markup, field: &Field<'_>) {
    let value = state.value(&field.name);
    if field.kind == FieldKind::Question(QuestionKind::Choice) {
        out.put(m!(open "select"));
        common(state, out, field);
        out.attr("value", value);
        out.put(m!(open "option", attr "value" "", say "choose", end));
        for choice in field.choices {
            option(out, choice, "");
        }
    } else {
        match field.kind {
            FieldKind::Contact(kind, complete) => {
                out.put(m!(open "input"));
                out.attr("type", kind);
                out.attr("autocomplete", complete);
                out.when(kind != "text", m!(attr "dir" "ltr"));
            }
            FieldKind::Question(QuestionKind::LongText) => out.put(m!(open "textarea", attr "rows" "3")),
            FieldKind::Question(QuestionKind::Date) => out.put(m!(open "input", attr "type" "date")),
            FieldKind::Question(QuestionKind::Number) => out.put(m!(open "input", attr "inputmode" "decimal")),
            _ => out.put(m!(open "input")),
        }
        common(state, out, field);
        out.attr("value", value);
    }
    out.end();
}

/// Yes or no, and the agreement.
fn tick(state: &State, out: &mut Markup, field: &Field<'_>) {
    out.put(m!(open "label.tick", open "input", attr "type" "checkbox"));
    common(state, out, field);
    out.when(!state.value(&field.name).is_empty(), m!(attr "checked" ""));
    out.put(m!(end, open "span"));
    words_of(out, field);
    let url = &state.config.privacy_url;
    if field.kind == FieldKind::Consent && !url.is_empty() {
        out.put(m!(text " ", open "a", attr "target" "_blank", attr "rel" "noopener"));
        out.attr("href", url);
        out.put(m!(say "privacy", end));
    }
    out.put(m!(end, end));
}

/// Any of several.
fn several(state: &State, out: &mut Markup, field: &Field<'_>) {
    let value = state.value(&field.name);
    out.put(m!(open "fieldset", attr "tabindex" "-1"));
    described(state, out, field);
    out.put(m!(open "legend"));
    label(out, field);
    // A group has no other way to say so.
    out.when(field.required, m!(text " ", leaf "span.optional" "needed"));
    out.end();
    for choice in field.choices {
        out.put(m!(open "label.tick", open "input", attr "type" "checkbox", attr "data-field" ""));
        out.add(&field.name);
        out.put("#");
        out.add(choice);
        out.when(list(value, SEPARATOR).contains(choice), m!(attr "checked" ""));
        out.when(state.is_sending(), m!(attr "disabled" ""));
        out.end();
        out.leaf(m!(open "bdi"), choice);
        out.end();
    }
    out.end();
}
