//! Text, put together by calls instead of in place: each copy of the few instructions would be downloaded.

use alloc::string::String;

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
