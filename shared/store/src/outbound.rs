//! HTTP to other systems, as the hosts offer it.

use crate::Task;

/// A request to another system.
#[derive(Clone, Debug)]
pub struct OutboundRequest {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// Absolute URL.
    pub url: String,
    /// Header names in lower case. `host` cannot be set on the edge hosts.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long to wait for the whole answer, in milliseconds.
    pub timeout_ms: u32,
    /// The most of the answer's body that is taken, in bytes. A larger one is an error, and not read to its end.
    pub largest_answer: usize,
    /// Whether the address comes from somebody who must not reach what only the host reaches. The native host then
    /// connects to public addresses alone; Workers reach no others, and of Spin its operator decides.
    pub public_only: bool,
}

/// What the other system answered.
#[derive(Clone, Debug)]
pub struct OutboundResponse {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

/// Why there is no answer: refused, timed out, broken off. For logs.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboundError(pub String);

/// A host's HTTP client.
pub trait Outbound {
    /// Sends, and waits for the whole answer, `timeout_ms` at most.
    fn send(&self, request: OutboundRequest) -> Task<'_, Result<OutboundResponse, OutboundError>>;
}
