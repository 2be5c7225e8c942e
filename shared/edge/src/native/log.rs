//! The log: one JSON object a line, on standard error.

use std::io::Write;
use std::rc::Rc;

use chrono::{SecondsFormat, Utc};
use serde_json::json;

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
