//! A request from its head to its answer.

use std::future::Future;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use api::{Host, Module, Problem, Request, Response};
use hyper::body::Incoming;

use super::body::{Outgoing, outgoing};
use super::log;
use super::metrics::NO_MODULE;
use super::request::Refusal;
use super::{Shared, files, operations, ports, request};
use crate::access;

/// One thread's way of answering.
pub(super) struct Service {
    shared: Arc<Shared>,
    host: Host,
    log: Rc<dyn Fn(&str)>,
}

impl Service {
    pub fn new(shared: Arc<Shared>, log: Rc<dyn Fn(&str)>) -> Self {
        let host = ports::counted_host(&shared.options.databases, &shared.options.settings, shared.metrics.clone());
        Service { shared, host, log }
    }

    /// Answers one request. Never fails: what goes wrong becomes a problem document.
    pub async fn respond(&self, http: hyper::Request<Incoming>, peer: SocketAddr) -> hyper::Response<Outgoing> {
        let start = Instant::now();
        let in_flight = self.shared.metrics.begin();
        let (parts, body) = http.into_parts();
        let mut request = request::head(&parts, peer, self.shared.options.behind_proxy);
        let request_id = request::identify(&mut request, &*self.host.random);
        let module = Module::serving(self.shared.modules, &request.path);
        let (method, path) = (request.method.clone(), request.path.clone());

        let mut response = match request::body(body).await {
            Ok(body) => {
                request.body = body;
                self.answer(module, request, &request_id).await
            }
            Err(Refusal::Slow) => slow(),
            Err(Refusal::Broken) => Response::empty(400),
        };
        if !response.headers.iter().any(|(name, _)| name == "x-request-id") {
            response.headers.push(("x-request-id".to_owned(), request_id.clone()));
        }

        let (took, status) = (start.elapsed(), response.status);
        let module = module.map_or(NO_MODULE, |module| module.name);
        self.shared.metrics.answered(module, status, took);
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        // Also when nobody reads it: it takes from the response what is not for the client.
        let line = access::line(module, &method, &path, &mut response, took);
        if self.shared.options.access_log {
            (self.log)(&line);
        }
        outgoing(response, in_flight)
    }

    async fn answer(&self, module: Option<&'static Module>, request: Request, request_id: &str) -> Response {
        let Some(module) = module else {
            if let Some(own) = operations::respond(&self.host, &self.shared.metrics, &request).await {
                return own;
            }
            let file = files::respond(&self.shared.options.folders, &request);
            let found = file.or_else(|| operations::welcome(&request));
            return found.unwrap_or_else(|| Problem::not_found().response(request_id));
        };
        match Caught(module.respond(&self.host, request)).await {
            Some(response) => response,
            None => {
                (self.log)(&log::event("error", "request_panicked", request_id));
                Response::bytes(500, "application/problem+json", crate::FAULT)
            }
        }
    }
}

fn slow() -> Response {
    let document = r#"{"type":"about:blank","title":"The body took too long","status":408}"#;
    Response::bytes(408, "application/problem+json", document).with_header("connection", "close")
}

/// A future whose panic is its end, and not the thread's.
struct Caught<F>(F);

impl<F: Future + Unpin> Future for Caught<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // What a panic leaves behind belongs to this request alone, and is dropped with it.
        match catch_unwind(AssertUnwindSafe(|| Pin::new(&mut self.0).poll(context))) {
            Ok(poll) => poll.map(Some),
            Err(_) => Poll::Ready(None),
        }
    }
}
