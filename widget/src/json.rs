//! Writing JSON: what the widget sends and what it keeps. Reading is the browser's.

use crate::text::{Append, own};
use alloc::string::String;

/// An object or a list while it is written.
#[derive(Debug, Default)]
pub struct Json {
    out: String,
}

impl Json {
    /// Begins an object.
    pub fn object() -> Self {
        Json { out: "{".into() }
    }

    /// Adds a member that is text.
    pub fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        string(&mut self.out, value);
        self
    }

    /// Adds a member that is text, or `null` if there is none.
    pub fn optional(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(name, value),
            None => self.raw(name, "null"),
        }
    }

    /// Adds a member whose value is JSON already.
    pub fn raw(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name);
        self.out.append(value);
        self
    }

    /// Ends the object.
    pub fn end(&mut self) -> String {
        self.out.push('}');
        core::mem::take(&mut self.out)
    }

    fn name(&mut self, name: &str) {
        if !self.out.ends_with('{') {
            self.out.push(',');
        }
        string(&mut self.out, name);
        self.out.push(':');
    }
}

/// Adds a list of texts.
pub fn list(values: &[String]) -> String {
    let mut out = own("[");
    for value in values {
        if out.len() > 1 {
            out.push(',');
        }
        string(&mut out, value);
    }
    out.push(']');
    out
}

/// Adds a text with what JSON does not allow in one escaped.
fn string(out: &mut String, value: &str) {
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.append("\\\""),
            '\\' => out.append("\\\\"),
            '\n' => out.append("\\n"),
            control if control < ' ' => {
                out.append("\\u00");
                let code = control as u8;
                for digit in [code >> 4, code & 15] {
                    out.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
                }
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read(name in ".*", value in "(.|\n|\\PC)*", other in proptest::option::of(".*")) {
            let text = Json::object()
                .text("a", &value)
                .optional(&name, other.as_deref())
                .raw("n", "12")
                .raw("l", &list(&[value.clone(), "x".into()]))
                .end();
            let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            prop_assert_eq!(&read["l"], &serde_json::json!([value, "x"]));
            prop_assert_eq!(&read["n"], 12);
            if !["a", "n", "l"].contains(&name.as_str()) {
                prop_assert_eq!(&read["a"], &value);
                prop_assert_eq!(read[&name].as_str(), other.as_deref());
            }
        }
    }
}
