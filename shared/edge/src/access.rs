//! One line of log for each request, the same on every host.

use api::Response;
use api::http::TENANT_HEADER;

/// The line for a request that was answered after so many microseconds: one JSON object. It never holds a query, a body
/// or an address: those are personal. Takes from the response what only the log is to know.
pub fn line(module: &str, method: &str, path: &str, response: &mut Response, took_us: u64) -> String {
    let tenant = response.headers.iter().position(|(name, _)| name == TENANT_HEADER);
    let tenant = tenant.map(|position| response.headers.swap_remove(position).1);
    let request_id = response.headers.iter().find(|(name, _)| name == "x-request-id");
    let mut line = String::from(if response.status >= 500 { r#"{"level":"error""# } else { r#"{"level":"info""# });
    let mut put = |name: &str, value: &str| {
        for part in [",\"", name, "\":\"", value, "\""] {
            line.push_str(part);
        }
    };
    put("event", "request");
    put("request_id", request_id.map(|(_, id)| id.as_str()).unwrap_or_default());
    if let Some(tenant) = tenant {
        put("tenant_id", &tenant);
    }
    put("module", module);
    put("method", &harmless(method));
    put("path", &harmless(path));
    let (status, ms, us) = (response.status, took_us / 1000, took_us % 1000);
    line.push_str(&format!(",\"status\":{status},\"ms\":{ms}.{us:03}}}"));
    line
}

/// The microseconds since a time in milliseconds, where the host has no finer clock.
#[cfg(target_family = "wasm")]
pub fn since(clock: &dyn api::Clock, begun_ms: i64) -> u64 {
    u64::try_from(clock.now_ms() - begun_ms).unwrap_or_default() * 1000
}

/// A path with everything masked that is neither a word nor an id of ours: somebody may put an address or a secret link
/// there. What is left needs no escape in JSON.
fn harmless(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let mut shown = String::new();
    for (position, part) in path.split('/').take(12).enumerate() {
        shown.push_str(if position > 0 { "/" } else { "" });
        shown.push_str(if part.len() <= 40 && part.bytes().all(plain) { part } else { "*" });
    }
    shown
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
            ("/api/\"quoted\"", "/api/*"),
            (secret.as_str(), "/api/invitations/*"),
            ("/", "/"),
        ];
        for (path, expected) in cases {
            assert_eq!(harmless(path), expected);
        }
    }

    #[test]
    fn the_tenant_is_for_the_log_alone() {
        let mut response = Response::empty(503)
            .with_header(TENANT_HEADER, "ten_01h455vb4pex5vsknk084sn02q")
            .with_header("x-request-id", "4bf92f3577b34da6");
        let line = line("contacts", "GET", "/api/contacts", &mut response, 1_234_005);
        let expected = r#"{"level":"error","event":"request","request_id":"4bf92f3577b34da6","tenant_id":"ten_01h455vb4pex5vsknk084sn02q","module":"contacts","method":"GET","path":"/api/contacts","status":503,"ms":1234.005}"#;
        assert_eq!(line, expected);
        assert_eq!(response.headers, [("x-request-id".to_owned(), "4bf92f3577b34da6".to_owned())]);
    }
}
