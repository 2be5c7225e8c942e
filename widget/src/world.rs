//! What the browser knows and Rust does not: time zones, randomness.

use alloc::string::String;

/// The browser, or what stands for it in a test.
pub trait World {
    /// On which day each instant falls in a time zone: from RFC 3339 (or milliseconds since 1970), one a line, to
    /// `YYYY-MM-DD`, one a line.
    fn days(&self, instants: &str, zone: &str) -> String;

    /// An instant in RFC 3339 as milliseconds since 1970.
    fn millis(&self, instant: &str) -> f64;

    /// The names of all time zones, one a line.
    fn zones(&self) -> String;

    /// A key that nobody had before.
    fn unique(&self) -> String;
}
