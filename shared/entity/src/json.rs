//! Reading and writing JSON text, the same way everywhere: every further type that a parser is asked for is a parser
//! more in every function.

use std::fmt::Write;

use serde_json::Value as Json;

/// Reads one JSON value.
pub fn read(text: &str) -> Option<Json> {
    read_bytes(text.as_bytes()).ok()
}

/// Reads one JSON value, or says where it is none.
#[inline(never)]
pub fn read_bytes(bytes: &[u8]) -> Result<Json, serde_json::Error> {
    serde_json::from_slice(bytes)
}

/// Reads an array of strings; nothing when it is anything else.
pub fn read_strings(text: &str) -> Option<Vec<String>> {
    match read(text)? {
        Json::Array(elements) => strings(elements),
        _ => None,
    }
}

/// The strings of an array; nothing when one of its elements is none.
pub fn strings(elements: Vec<Json>) -> Option<Vec<String>> {
    let mut strings = Vec::with_capacity(elements.len());
    for element in elements {
        let Json::String(string) = element else { return None };
        strings.push(string);
    }
    Some(strings)
}

/// An array of these strings.
pub fn of_strings(strings: Vec<String>) -> Json {
    let mut elements = Vec::with_capacity(strings.len());
    for string in strings {
        elements.push(Json::String(string));
    }
    Json::Array(elements)
}

/// An array of strings as JSON text.
pub fn write_strings(strings: &[&str]) -> String {
    let mut text = String::from("[");
    for (position, string) in strings.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        write_string(string, &mut text);
    }
    text.push(']');
    text
}

/// An object of these members.
pub fn object<const MEMBERS: usize>(members: [(&str, Json); MEMBERS]) -> Json {
    let mut object = serde_json::Map::new();
    for (name, value) in members {
        object.insert(name.to_owned(), value);
    }
    Json::Object(object)
}

/// Appends a JSON string.
pub fn write_string(text: &str, out: &mut String) {
    out.push('"');
    // Looking at every byte without stopping at one is what a processor does many at a time, and nearly all text is
    // plain.
    let special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    if text.bytes().fold(false, |found, byte| found | special(byte)) {
        write_escaped(text, out);
    } else {
        out.push_str(text);
    }
    out.push('"');
}

fn write_escaped(text: &str, out: &mut String) {
    let mut plain_from = 0;
    for (position, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=0x1f => "",
            _ => continue,
        };
        out.push_str(text.get(plain_from..position).unwrap_or_default());
        if escape.is_empty() {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
        plain_from = position + 1;
    }
    out.push_str(text.get(plain_from..).unwrap_or_default());
}

/// Appends the decimal digits of an integer.
pub fn write_integer(number: i64, out: &mut String) {
    let _ = write!(out, "{number}");
}

#[cfg(test)]
mod tests {
    #[test]
    fn writes_what_a_parser_reads_back() {
        for text in ["", "plain", "\"quoted\" \\ and\nlines\t\r", "\u{0}\u{1f}\u{7f}", "ünï😀", "\"", "\\"] {
            let mut out = String::new();
            super::write_string(text, &mut out);
            assert_eq!(serde_json::from_str::<String>(&out).ok().as_deref(), Some(text));
        }
    }
}
