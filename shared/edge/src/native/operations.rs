//! What the operator's machinery asks: is it alive, is it ready, what does it count. And where somebody is sent who has
//! nothing but the address of the platform.

use api::{Host, Request, Response};
use store::{Batch, DatabaseName, Mode, Statement};

use super::metrics::Metrics;

/// Answers `/healthz`, `/readyz` and `/metrics`; nothing for any other path.
pub(super) async fn respond(host: &Host, metrics: &Metrics, request: &Request) -> Option<Response> {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return None;
    }
    match request.path.as_str() {
        "/healthz" => Some(Response::bytes(200, "text/plain", "alive\n")),
        "/readyz" => Some(ready(host).await),
        "/metrics" => Some(Response::bytes(200, "text/plain; version=0.0.4", metrics.render())),
        _ => None,
    }
}

/// Answers `/` where no file does; nothing for any other path.
pub(super) fn welcome(request: &Request) -> Option<Response> {
    let asked = request.path == "/" && matches!(request.method.as_str(), "GET" | "HEAD");
    asked.then(|| Response::bytes(303, "text/plain", "see /api/docs\n").with_header("location", "/api/docs"))
}

/// Ready is whoever can reach the platform's database.
async fn ready(host: &Host) -> Response {
    let batch = Batch { mode: Mode::Read, statements: vec![Statement::new("SELECT 1", [])] };
    match host.databases.run(&DatabaseName::platform(), batch).await {
        Ok(_) => Response::bytes(200, "text/plain", "ready\n"),
        Err(_) => Response::bytes(503, "text/plain", "the database is away\n").with_header("retry-after", "2"),
    }
}
