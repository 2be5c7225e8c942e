//! The log: one JSON object a line, on standard error.

use std::io::Write;
use std::rc::Rc;
use std::time::Duration;

use chrono::{SecondsFormat, Utc};
use serde_json::{Map, Value, json};

/// Where a line goes: standard error, with the time put in front.
pub(super) fn stderr() -> Rc<dyn Fn(&str)> {
    Rc::new(|line| {
        let time = Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true);
        let rest = line.strip_prefix('{').unwrap_or(line);
        // One call for each line, so that lines of several threads do not mix. A log that cannot be written must not
        // stop the work.
        let _ = std::io::stderr().write_all(format!("{{\"time\":\"{time}\",{rest}\n").as_bytes());
    })
}

/// From now on a panic leaves a line that says where, and not with what: that could be anybody's data.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        stderr()(&event("error", "panic", &place));
    }));
}

/// A line about the host itself.
pub(super) fn event(level: &str, event: &str, detail: &str) -> String {
    json!({ "level": level, "event": event, "detail": detail }).to_string()
}

/// What is told of a request. Never its query, its body or an address: those are personal.
pub(super) struct Access<'a> {
    pub request_id: &'a str,
    pub tenant: Option<&'a str>,
    pub module: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub status: u16,
    pub took: Duration,
}

impl Access<'_> {
    /// The line.
    pub fn line(&self) -> String {
        let level = if self.status >= 500 { "error" } else { "info" };
        let mut line = Map::new();
        let mut put = |name: &str, value: Value| line.insert(name.to_owned(), value);
        put("level", json!(level));
        put("event", json!("request"));
        put("request_id", json!(self.request_id));
        if let Some(tenant) = self.tenant {
            put("tenant_id", json!(tenant));
        }
        put("module", json!(self.module));
        put("method", json!(self.method));
        put("path", json!(harmless(self.path)));
        put("status", json!(self.status));
        put("ms", json!(self.took.as_micros() as f64 / 1000.0));
        Value::Object(line).to_string()
    }
}

/// The path with everything masked that is neither a word nor an id of ours: somebody may put an address or a secret
/// link there.
fn harmless(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let segments = path.split('/').map(|part| if part.len() <= 40 && part.bytes().all(plain) { part } else { "*" });
    segments.take(12).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_nothing_personal() {
        let secret = format!("/api/invitations/{}", "s".repeat(60));
        let cases = [
            ("/api/contacts/ctc_01hzxw3c8b7e6", "/api/contacts/ctc_01hzxw3c8b7e6"),
            ("/api/contacts/anna@example.com", "/api/contacts/*"),
            ("/api/contacts/anna%40example.com/x", "/api/contacts/*/x"),
            (secret.as_str(), "/api/invitations/*"),
            ("/", "/"),
        ];
        for (path, expected) in cases {
            assert_eq!(harmless(path), expected);
        }
    }
}
