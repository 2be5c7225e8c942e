//! Asking a host whether it is there.

use std::time::Duration;

/// Status and body of an answer, if there is one soon.
pub fn ask(method: &str, url: &str, body: &[u8]) -> Option<(u16, String)> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(5)))
        .build()
        .into();
    let request = ureq::http::Request::builder()
        .method(method)
        .uri(url)
        .header("content-type", "application/json")
        .body(body.to_vec())
        .ok()?;
    let mut response = agent.run(request).ok()?;
    let body = response.body_mut().read_to_string().ok()?;
    Some((response.status().as_u16(), body))
}
