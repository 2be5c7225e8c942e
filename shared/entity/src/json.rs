//! Writing JSON text.

use std::fmt::Write;

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
