//! HTTP to other systems. The manifest says which hosts are allowed.

use store::{Outbound, OutboundError, OutboundRequest, OutboundResponse, Task};

use super::bindings::wasi::clocks::monotonic_clock;
use super::bindings::wasi::http::outgoing_handler;
use super::bindings::wasi::http::types::{
    Fields, IncomingBody, IncomingResponse, Method, OutgoingBody, OutgoingRequest, RequestOptions, Scheme,
};
use super::executor::Signal;
use super::outgoing;

const PIECE: u64 = 64 * 1024;

/// The host's HTTP client.
pub struct Client;

impl Outbound for Client {
    fn send(&self, request: OutboundRequest) -> Task<'_, Result<OutboundResponse, OutboundError>> {
        Box::pin(async move {
            let OutboundRequest { method, url, headers, body, timeout_ms, largest_answer, .. } = request;
            let deadline = timer(timeout_ms);
            let outgoing = outgoing_request(method, &url, &headers)?;
            let sink = outgoing.body().map_err(|()| failed("the request has no body to write"))?;
            let answer = outgoing_handler::handle(outgoing, Some(options(timeout_ms)))
                .map_err(|code| failed(&format!("{code:?}")))?;
            write(sink, &body).await;
            let signal = Signal::new(answer.subscribe());
            if !signal.wait_before(&deadline).await {
                return Err(failed("timed out"));
            }
            drop(signal);
            let response = match answer.get() {
                Some(Ok(Ok(response))) => response,
                Some(Ok(Err(code))) => return Err(failed(&format!("{code:?}"))),
                _ => return Err(failed("the host gave no answer")),
            };
            read(response, &deadline, largest_answer).await
        })
    }
}

/// A timer that runs out after so many milliseconds.
pub fn timer(milliseconds: u32) -> Signal {
    Signal::new(monotonic_clock::subscribe_duration(u64::from(milliseconds) * 1_000_000))
}

fn failed(reason: &str) -> OutboundError {
    OutboundError(reason.to_owned())
}

fn outgoing_request(method: &str, url: &str, headers: &[(String, String)]) -> Result<OutgoingRequest, OutboundError> {
    let (scheme, rest) = url.split_once("://").ok_or_else(|| failed("the address has no scheme"))?;
    let path_at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, target) = rest.split_at(path_at);
    let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
    let fields = Fields::new();
    for (name, value) in headers {
        let _ = fields.append(name, value.as_bytes());
    }
    let request = OutgoingRequest::new(fields);
    let scheme = match scheme {
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        other => Scheme::Other(other.to_owned()),
    };
    request
        .set_method(&method_named(method))
        .and_then(|()| request.set_scheme(Some(&scheme)))
        .and_then(|()| request.set_authority(Some(authority)))
        .and_then(|()| request.set_path_with_query(Some(&target)))
        .map_err(|()| failed("the address is not valid"))?;
    Ok(request)
}

fn method_named(name: &str) -> Method {
    match name {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "PATCH" => Method::Patch,
        "OPTIONS" => Method::Options,
        other => Method::Other(other.to_owned()),
    }
}

/// The host's own limits, for what happens before it answers. A host may ignore them; the deadline holds anyway.
fn options(timeout_ms: u32) -> RequestOptions {
    let nanoseconds = Some(u64::from(timeout_ms) * 1_000_000);
    let options = RequestOptions::new();
    let _ = options.set_connect_timeout(nanoseconds);
    let _ = options.set_first_byte_timeout(nanoseconds);
    let _ = options.set_between_bytes_timeout(nanoseconds);
    options
}

/// A server may answer before it has read everything, so a body that cannot be written is not an error yet.
async fn write(sink: OutgoingBody, body: &[u8]) {
    if let Ok(stream) = sink.write() {
        let _ = outgoing::write(&stream, body).await;
    }
    let _ = OutgoingBody::finish(sink, None);
}

async fn read(
    response: IncomingResponse,
    deadline: &Signal,
    largest: usize,
) -> Result<OutboundResponse, OutboundError> {
    let status = response.status();
    let headers = response
        .headers()
        .entries()
        .into_iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned()))
        .collect();
    let body = response.consume().map_err(|()| failed("the answer has no body to read"))?;
    let bytes = read_body(&body, deadline, largest).await?;
    Ok(OutboundResponse { status, headers, body: bytes })
}

async fn read_body(body: &IncomingBody, deadline: &Signal, largest: usize) -> Result<Vec<u8>, OutboundError> {
    use super::bindings::wasi::io::streams::StreamError;

    let stream = body.stream().map_err(|()| failed("the answer has no body to read"))?;
    let mut bytes = Vec::new();
    loop {
        match stream.read(PIECE) {
            Ok(piece) if piece.is_empty() => {
                if !Signal::new(stream.subscribe()).wait_before(deadline).await {
                    return Err(failed("timed out"));
                }
            }
            Ok(piece) => {
                bytes.extend_from_slice(&piece);
                if bytes.len() > largest {
                    return Err(failed("the answer is too large"));
                }
            }
            Err(StreamError::Closed) => return Ok(bytes),
            Err(StreamError::LastOperationFailed(error)) => return Err(failed(&error.to_debug_string())),
        }
    }
}
