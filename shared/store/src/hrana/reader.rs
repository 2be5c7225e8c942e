//! Reading JSON in one pass, straight into what it is wanted for.
//!
//! A page of rows has thousands of cells: a tree of them would cost more than the query, and a parser generated for each
//! type of the protocol more than the rest of a function's way to its database.

use std::borrow::Cow;

/// The text is not JSON, or not of the expected shape, from this byte on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken(pub(super) usize);

/// How deep values that nobody wants may nest.
const DEEPEST: u8 = 100;

/// A place in JSON text.
pub(super) struct Reader<'j> {
    json: &'j [u8],
    at: usize,
}

/// What to do with each member of an object: it must read the member's value.
type EachMember<'f, 'j> = &'f mut dyn FnMut(&mut Reader<'j>, &str) -> Result<(), Broken>;
/// What to do with each element of an array: it must read the element.
type EachElement<'f, 'j> = &'f mut dyn FnMut(&mut Reader<'j>) -> Result<(), Broken>;

impl<'j> Reader<'j> {
    pub(super) fn new(json: &'j [u8]) -> Self {
        Reader { json, at: 0 }
    }

    /// The refusal of what stands here.
    pub(super) fn broken(&self) -> Broken {
        Broken(self.at)
    }

    /// The next byte that is not space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.json.get(self.at) {
            self.at += 1;
        }
        self.json.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == Some(byte);
        self.at += usize::from(here);
        here
    }

    fn expect(&mut self, byte: u8) -> Result<(), Broken> {
        if self.take(byte) { Ok(()) } else { Err(self.broken()) }
    }

    /// Reads `null`, if that is what stands here.
    pub(super) fn null(&mut self) -> bool {
        self.peek();
        self.word(b"null")
    }

    fn word(&mut self, word: &[u8]) -> bool {
        let here = self.json.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        self.at += if here { word.len() } else { 0 };
        here
    }

    /// Reads an object.
    pub(super) fn object(&mut self, each: EachMember<'_, 'j>) -> Result<(), Broken> {
        self.expect(b'{')?;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let name = self.string()?;
            self.expect(b':')?;
            each(self, &name)?;
            if !self.take(b',') {
                return self.expect(b'}');
            }
        }
    }

    /// Reads an array.
    pub(super) fn array(&mut self, each: EachElement<'_, 'j>) -> Result<(), Broken> {
        self.expect(b'[')?;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            each(self)?;
            if !self.take(b',') {
                return self.expect(b']');
            }
        }
    }

    /// Reads a string.
    pub(super) fn string(&mut self) -> Result<Cow<'j, str>, Broken> {
        self.expect(b'"')?;
        let start = self.at;
        loop {
            match self.json.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => return self.escaped(start),
                Some(byte) if *byte >= b' ' => self.at += 1,
                _ => return Err(self.broken()),
            }
        }
        let text = self.text(start)?;
        self.at += 1;
        Ok(Cow::Borrowed(text))
    }

    /// What stands between a place and here.
    fn text(&self, start: usize) -> Result<&'j str, Broken> {
        let bytes = self.json.get(start..self.at).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| Broken(start))
    }

    /// The rest of a string, from its first escape on.
    fn escaped(&mut self, start: usize) -> Result<Cow<'j, str>, Broken> {
        let mut text = self.text(start)?.to_owned();
        loop {
            let plain = self.at;
            while self.json.get(self.at).is_some_and(|byte| *byte >= b' ' && *byte != b'"' && *byte != b'\\') {
                self.at += 1;
            }
            text.push_str(self.text(plain)?);
            let (what, escape) = (self.json.get(self.at), self.json.get(self.at + 1));
            self.at += 1;
            if what == Some(&b'"') {
                return Ok(Cow::Owned(text));
            }
            if what != Some(&b'\\') {
                return Err(self.broken());
            }
            self.at += 1;
            text.push(match escape {
                Some(b'n') => '\n',
                Some(b't') => '\t',
                Some(b'r') => '\r',
                Some(b'b') => '\u{8}',
                Some(b'f') => '\u{c}',
                Some(same @ (b'"' | b'\\' | b'/')) => char::from(*same),
                Some(b'u') => self.code_point()?,
                _ => return Err(self.broken()),
            });
        }
    }

    /// The character of `\uXXXX`, or of two of them that are a surrogate pair.
    fn code_point(&mut self) -> Result<char, Broken> {
        let first = self.four_digits()?;
        let code = match first {
            0xd800..=0xdbff if self.word(b"\\u") => {
                let second = self.four_digits()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(self.broken());
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            _ => first,
        };
        char::from_u32(code).ok_or_else(|| self.broken())
    }

    fn four_digits(&mut self) -> Result<u32, Broken> {
        let mut number = 0;
        for digit in self.json.get(self.at..self.at + 4).ok_or_else(|| self.broken())? {
            number = number * 16 + char::from(*digit).to_digit(16).ok_or_else(|| self.broken())?;
        }
        self.at += 4;
        Ok(number)
    }

    /// Reads a number, as it is written.
    pub(super) fn number(&mut self) -> Result<&'j str, Broken> {
        self.peek();
        let start = self.at;
        let part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
        while self.json.get(self.at).is_some_and(part) {
            self.at += 1;
        }
        if start == self.at { Err(self.broken()) } else { self.text(start) }
    }

    /// Reads a whole number that is not negative.
    pub(super) fn count(&mut self) -> Result<u64, Broken> {
        let broken = self.broken();
        self.number()?.parse().map_err(|_| broken)
    }

    /// Reads whatever stands here.
    pub(super) fn skip(&mut self) -> Result<(), Broken> {
        self.skip_at(0)
    }

    fn skip_at(&mut self, depth: u8) -> Result<(), Broken> {
        if depth > DEEPEST {
            return Err(self.broken());
        }
        match self.peek() {
            Some(b'{') => self.object(&mut |reader, _| reader.skip_at(depth + 1)),
            Some(b'[') => self.array(&mut |reader| reader.skip_at(depth + 1)),
            Some(b'"') => self.string().map(drop),
            _ if self.word(b"null") || self.word(b"true") || self.word(b"false") => Ok(()),
            _ => self.number().map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn strings_are_those_of_a_full_parser() {
        for text in [
            r#""""#,
            r#""plain""#,
            r#""é\n\t\r\b\f\/\\\"x""#,
            r#""\u00e9\ud83d\ude00end""#,
            r#""\ud83d""#,
            r#""\ude00""#,
            r#""\ud83dx""#,
            r#""\ud83d\u0041""#,
            r#""\u12""#,
            r#""\x""#,
            r#""open"#,
            r#""open\"#,
            "\"a\nb\"",
            "\"\u{7f}\"",
        ] {
            let theirs: Option<String> = serde_json::from_str(text).ok();
            let ours = Reader::new(text.as_bytes()).string().ok().map(Cow::into_owned);
            assert_eq!(ours, theirs, "{text}");
        }
        assert!(Reader::new(b"\"\xff\"").string().is_err());
        assert!(Reader::new(b"\"\\n\xff\"").string().is_err());
    }

    #[test]
    fn what_is_not_wanted_is_skipped_whole() {
        for text in ["null", "true", "-1.5e3", r#"{"a":[1,{"b":"]}"}],"c":{}}"#, "[ ]", "[[],[1 , 2]]"] {
            let json = format!(" [{text} , 7]");
            let mut reader = Reader::new(json.as_bytes());
            let mut seen = 0;
            let mut last = String::new();
            reader
                .array(&mut |reader| {
                    seen += 1;
                    if seen == 1 { reader.skip() } else { reader.number().map(|number| last = number.to_owned()) }
                })
                .unwrap();
            assert_eq!((seen, last.as_str()), (2, "7"), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused() {
        let deep = "[".repeat(500);
        for text in ["", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "[1 2]", "nul", deep.as_str()] {
            assert!(Reader::new(text.as_bytes()).skip().is_err(), "{text}");
        }
    }
}
