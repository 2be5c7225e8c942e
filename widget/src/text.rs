//! Text, put together and taken apart by calls instead of in place: each copy of the few instructions would be downloaded.

use alloc::string::String;
use alloc::vec::Vec;

/// Adds to text.
pub trait Append {
    /// Adds text at the end.
    fn append(&mut self, text: &str);
}

impl Append for String {
    #[inline(never)]
    fn append(&mut self, text: &str) {
        self.push_str(text);
    }
}

/// Text of one's own.
#[inline(never)]
pub fn own(text: &str) -> String {
    String::from(text)
}

/// Several texts as one.
#[inline(never)]
pub fn join(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.append(part);
    }
    text
}

/// What is before and after the first separator, which is one of ASCII; without one, all and nothing.
#[inline(never)]
pub fn cut(text: &str, separator: char) -> (&str, &str) {
    let at = text.bytes().position(|byte| char::from(byte) == separator);
    apart(text, at).unwrap_or((text, ""))
}

/// What is before and after the last separator, which is one of ASCII; without one, nothing and all.
#[inline(never)]
pub fn last(text: &str, separator: char) -> (&str, &str) {
    let at = text.bytes().rposition(|byte| char::from(byte) == separator);
    apart(text, at).unwrap_or(("", text))
}

fn apart(text: &str, at: Option<usize>) -> Option<(&str, &str)> {
    Some((text.get(..at?)?, text.get(at? + 1..)?))
}

/// What is between separators, which are of ASCII, without what is empty.
#[inline(never)]
pub fn list(text: &str, separator: char) -> Vec<String> {
    let mut rest = text;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (part, after) = cut(rest, separator);
        if !part.is_empty() {
            parts.push(own(part));
        }
        rest = after;
    }
    parts
}

/// The letters of a text that pass.
#[inline(never)]
pub fn only(text: &str, passes: fn(char) -> bool) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if passes(character) {
            out.push(character);
        }
    }
    out
}

/// Takes away the pairs with certain names.
#[inline(never)]
pub fn forget(pairs: &mut Vec<(String, String)>, goes: &dyn Fn(&str) -> bool) {
    pairs.retain(|(name, _)| !goes(name));
}

/// A whole number from digits, perhaps with a minus before them; 0 for anything else.
#[inline(never)]
pub fn whole(text: &str) -> i64 {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut number: i64 = 0;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return 0;
        }
        number = number.wrapping_mul(10).wrapping_add(i64::from(byte - b'0'));
    }
    if digits.len() < text.len() { -number } else { number }
}

/// A number in digits.
#[inline(never)]
pub fn digits(number: i64) -> String {
    let rest = number.unsigned_abs();
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    let mut unit = 1;
    while rest / unit >= 10 {
        unit *= 10;
    }
    while unit > 0 {
        text.push(char::from(b'0' + (rest / unit % 10) as u8));
        unit /= 10;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_taken_apart() {
        assert_eq!((cut("a:ö:c", ':'), cut("ö", ':'), cut("ö:", ':')), (("a", "ö:c"), ("ö", ""), ("ö", "")));
        assert_eq!((last("a/ö/c", '/'), last("ö", '/')), (("a/ö", "c"), ("", "ö")));
        assert_eq!((whole("12x"), whole(""), whole("-")), (0, 0, 0));
    }

    proptest! {
        #[test]
        fn numbers_are_written_and_read(number in any::<i64>()) {
            prop_assert_eq!(digits(number), number.to_string());
            if number > i64::MIN {
                prop_assert_eq!(whole(&digits(number)), number);
            }
        }
    }
}
