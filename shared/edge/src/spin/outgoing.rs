//! From the API's response to the host's.

use std::cell::RefCell;
use std::rc::Rc;

use api::{Body, Response};

use super::bindings::wasi::http::types::{Fields, OutgoingBody, OutgoingResponse, ResponseOutparam};
use super::bindings::wasi::io::streams::OutputStream;
use super::executor::Signal;

thread_local! {
    /// Where the response goes; nothing once it has begun.
    static OUT: RefCell<Option<ResponseOutparam>> = const { RefCell::new(None) };
    /// The body on its way. Here, because a panic has to break it off: left lying, a host would take it for whole.
    static SENDING: RefCell<Option<Sending>> = const { RefCell::new(None) };
}

/// A body on its way. Dropped, it breaks the connection off. The stream goes first: it is a part of the body.
struct Sending {
    stream: Rc<OutputStream>,
    body: OutgoingBody,
}

/// Takes the place where the response goes. If the function panics before it answers, its client gets a problem
/// document: a panic aborts on this target, but the hook still runs.
pub fn expect(out: ResponseOutparam) {
    OUT.set(Some(out));
    std::panic::set_hook(Box::new(|info| {
        // Where it happened goes to the log. The message does not: it may hold what a client sent.
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        eprintln!(r#"{{"level":"error","event":"panic","at":"{place}"}}"#);
        fault();
    }));
}

/// Sends a response. What follows the first byte of a stream cannot be taken back: if it cannot be made, the
/// connection breaks off.
pub async fn send(response: Response, log: &dyn Fn(&str)) {
    let whole = match begin(response.status, &response.headers) {
        None => None,
        Some(()) => match response.body {
            Body::Bytes(bytes) => write_body(&bytes).await,
            Body::Stream(mut chunks) => loop {
                match chunks.next().await {
                    None => break Some(()),
                    Some(Ok(piece)) => {
                        if write_body(&piece).await.is_none() {
                            break None;
                        }
                    }
                    Some(Err(reason)) => {
                        log(&format!(r#"{{"level":"error","event":"broken-stream","reason":{reason:?}}}"#));
                        break None;
                    }
                }
            },
        },
    };
    end(whole.is_some());
}

/// Sends the problem document of a fault, unless a response has begun; then that breaks off.
pub fn fault() {
    let headers = [("content-type".to_owned(), "application/problem+json".to_owned())];
    let whole = begin(500, &headers).and_then(|()| {
        SENDING.with_borrow(|sending| sending.as_ref()?.stream.blocking_write_and_flush(crate::FAULT.as_bytes()).ok())
    });
    end(whole.is_some());
}

/// Sends status and headers. Nothing if a response has begun before.
fn begin(status: u16, headers: &[(String, String)]) -> Option<()> {
    let out = OUT.take()?;
    let fields = Fields::new();
    for (name, value) in headers {
        // A host refuses the few that are its own, such as `connection`.
        let _ = fields.append(name, value.as_bytes());
    }
    let response = OutgoingResponse::new(fields);
    let _ = response.set_status_code(status);
    let body = response.body();
    ResponseOutparam::set(out, Ok(response));
    let body = body.ok()?;
    let stream = body.write().ok()?;
    SENDING.set(Some(Sending { stream: Rc::new(stream), body }));
    Some(())
}

/// Ends the body, or breaks it off.
fn end(whole: bool) {
    if let Some(Sending { stream, body }) = SENDING.take() {
        drop(stream);
        if whole {
            // It fails if the client is gone.
            let _ = OutgoingBody::finish(body, None);
        }
    }
}

/// Writes to the body as fast as the client takes it. Nothing if the client is gone.
async fn write_body(bytes: &[u8]) -> Option<()> {
    let stream = SENDING.with_borrow(|sending| Some(Rc::clone(&sending.as_ref()?.stream)))?;
    write(&stream, bytes).await
}

/// Writes as fast as it is taken. Nothing if the other side is gone.
pub async fn write(stream: &OutputStream, mut bytes: &[u8]) -> Option<()> {
    while !bytes.is_empty() {
        let room = room(stream).await?;
        let (now, rest) = bytes.split_at(bytes.len().min(room));
        stream.write(now).ok()?;
        bytes = rest;
    }
    stream.flush().ok()?;
    room(stream).await.map(drop)
}

async fn room(stream: &OutputStream) -> Option<usize> {
    loop {
        match stream.check_write().ok()? {
            0 => Signal::new(stream.subscribe()).wait().await,
            room => return Some(usize::try_from(room).unwrap_or(usize::MAX)),
        }
    }
}
