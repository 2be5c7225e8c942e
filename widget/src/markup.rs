//! A view as instructions: open an element, give it an attribute, write text, close it.
//!
//! The page's side (`js/dom.js`) compares them with the elements that are there and changes what differs, so that focus
//! and what is being typed stay. There is no HTML to be parsed, so nothing that a visitor or a business wrote can become
//! an element. What is always the same is put together by [`m!`] when this is compiled: that is a third of the size.
//!
//! The page's side also knows the words. Where text is expected there may be a *saying* (a key of the files in `texts/`,
//! with what fills its gaps) or a value that is to be written in words (an instant, a sum of money).

use crate::text::{Append, digits, only};
use alloc::string::String;

/// Opens an element: a tag, perhaps `#` and an id, perhaps a full stop and classes.
pub const OPEN: char = '\u{1}';
/// Gives it an attribute.
pub const ATTRIBUTE: char = '\u{2}';
/// Writes text into it.
pub const TEXT: char = '\u{3}';
/// Closes it.
pub const CLOSE: char = '\u{4}';
/// Between the name and the value of an attribute, and between a style of words and its value.
pub const VALUE: char = '\u{5}';
/// Begins a saying: its key follows.
pub const SAY: char = '\u{6}';
/// Begins what fills a gap of a saying.
pub const GAP: char = '\u{7}';
/// Begins a value to be written in words: the style follows, then the value.
pub const WORDS: char = '\u{8}';

/// Instructions that are always the same, as one literal.
macro_rules! m {
    (@ open $tag:literal) => { concat!("\u{1}", $tag) };
    (@ button $tag:literal $action:literal) => {
        concat!("\u{1}", $tag, "\u{2}type\u{5}button\u{2}data-on\u{5}", $action)
    };
    (@ attr $name:literal $value:literal) => { concat!("\u{2}", $name, "\u{5}", $value) };
    (@ label $name:literal $key:literal) => { concat!("\u{2}", $name, "\u{5}\u{6}", $key) };
    (@ text) => { "\u{3}" };
    (@ text $text:literal) => { concat!("\u{3}", $text) };
    (@ say $key:literal) => { concat!("\u{3}\u{6}", $key) };
    (@ leaf $tag:literal $key:literal) => { concat!("\u{1}", $tag, "\u{3}\u{6}", $key, "\u{4}") };
    (@ gap) => { "\u{7}" };
    (@ words $style:literal) => { concat!("\u{8}", $style, "\u{5}") };
    (@ icon $path:literal) => {
        concat!("\u{1}svg.icon\u{2}viewBox\u{5}0 0 24 24\u{2}aria-hidden\u{5}true\u{1}path\u{2}d\u{5}", $path, "\u{4}\u{4}")
    };
    (@ end) => { "\u{4}" };
    ($($kind:ident $($part:literal)*),* $(,)?) => { concat!($(m!(@ $kind $($part)*)),*) };
}
pub(crate) use m;

/// A view, or a text of one, while it is written.
#[derive(Debug, Default)]
pub struct Markup {
    out: String,
}

impl Markup {
    /// Adds instructions, which are ours.
    #[inline(never)]
    pub fn put(&mut self, instructions: &str) {
        self.out.append(instructions);
    }

    /// Adds to the text or the value that was begun last what came from elsewhere.
    #[inline(never)]
    pub fn add(&mut self, text: &str) {
        self.out.append(&only(text, |character| character >= ' ' || character == '\n'));
    }

    /// Adds a number.
    #[inline(never)]
    pub fn number(&mut self, number: i32) {
        self.out.append(&digits(number.into()));
    }

    /// Instructions, then what came from elsewhere, then the end of the element.
    #[inline(never)]
    pub fn leaf(&mut self, instructions: &str, text: &str) {
        self.put(instructions);
        self.out.push(TEXT);
        self.add(text);
        self.out.push(CLOSE);
    }

    /// An attribute whose value came from elsewhere.
    #[inline(never)]
    pub fn attr(&mut self, name: &str, value: &str) {
        self.out.push(ATTRIBUTE);
        self.out.append(name);
        self.out.push(VALUE);
        self.add(value);
    }

    /// Instructions, if it is so.
    #[inline(never)]
    pub fn when(&mut self, so: bool, instructions: &str) {
        if so {
            self.put(instructions);
        }
    }

    /// Ends the element.
    pub fn end(&mut self) {
        self.out.push(CLOSE);
    }

    /// The instructions.
    pub fn finish(self) -> String {
        self.out
    }
}

/// A saying as text.
pub fn say(key: &str) -> String {
    let mut text = String::from(SAY);
    text.append(key);
    text
}

/// A saying as text, its gap filled with a value in words.
pub fn say_words(key: &str, style: &str, value: &str) -> String {
    let mut text = say(key);
    text.push(GAP);
    text.push(WORDS);
    text.append(style);
    text.push(VALUE);
    text.append(value);
    text
}

/// Text that came from elsewhere, as text.
pub fn plain(text: &str) -> String {
    let mut markup = Markup::default();
    markup.add(text);
    markup.finish()
}

/// The instructions as lines that people can read, for tests: one element a line, with its attributes and its text.
#[cfg(test)]
pub fn readable(instructions: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut depth = 0;
    let mut parts: Vec<String> = Vec::new();
    for character in instructions.chars() {
        match (matches!(character, OPEN | ATTRIBUTE | TEXT | CLOSE), parts.last_mut()) {
            (false, Some(last)) => last.push(character),
            _ => parts.push(character.into()),
        }
    }
    for part in parts {
        let rest = part[1..].replace([VALUE, GAP], "=").replace([SAY, WORDS], "@");
        match part.chars().next() {
            Some(OPEN) => {
                lines.push(format!("{}{rest}", "  ".repeat(depth)));
                depth += 1;
            }
            Some(CLOSE) => depth -= 1,
            Some(TEXT) => lines.last_mut().expect("an element").push_str(&format!(" “{rest}”")),
            _ => lines.last_mut().expect("an element").push_str(&format!(" [{rest}]")),
        }
    }
    assert_eq!(depth, 0, "an element is not closed, or closed twice:\n{}", lines.join("\n"));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_an_element() {
        let mut markup = Markup::default();
        markup.put(m!(open "p.note"));
        markup.attr("title", "\u{1}script\u{6}back");
        markup.put(m!(text));
        markup.add("\u{4}\u{1}script\u{3}<b>\n");
        markup.end();
        assert_eq!(markup.finish(), "\u{1}p.note\u{2}title\u{5}scriptback\u{3}script<b>\n\u{4}");
        assert_eq!(plain("\u{6}back"), "back");
    }
}
