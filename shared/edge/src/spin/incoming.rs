//! From the host's request to the API's.

use api::Request;
use api::http::MAX_BODY_BYTES;

use super::bindings::wasi::http::types::{IncomingRequest, Method};

const PIECE: u64 = 64 * 1024;

/// Takes a request apart, and reads its body up to one byte more than it may hold.
pub fn request(incoming: IncomingRequest) -> Request {
    let target = incoming.path_with_query().unwrap_or_else(|| "/".to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let headers = incoming.headers();
    let mut headers: Vec<(String, String)> = headers
        .entries()
        .into_iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), String::from_utf8_lossy(&value).into_owned()))
        .collect();
    // `wasi:http` forbids this header, and tells its value apart.
    if !headers.iter().any(|(name, _)| name == "host") {
        headers.extend(incoming.authority().map(|authority| ("host".to_owned(), authority)));
    }
    let request = Request {
        method: method(incoming.method()),
        path: path.to_owned(),
        query: query.to_owned(),
        address: headers.iter().find(|(name, _)| name == "spin-client-addr").map(|(_, value)| address(value)),
        headers,
        body: Vec::new(),
    };
    Request { body: body(&incoming), ..request }
}

fn method(method: Method) -> String {
    let name = match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        Method::Connect => "CONNECT",
        Method::Options => "OPTIONS",
        Method::Trace => "TRACE",
        Method::Patch => "PATCH",
        Method::Other(name) => return name.to_ascii_uppercase(),
    };
    name.to_owned()
}

/// An address without its port: `203.0.113.7:4711`, `[2001:db8::1]:4711`.
fn address(text: &str) -> String {
    match text.parse::<std::net::SocketAddr>() {
        Ok(address) => address.ip().to_string(),
        Err(_) => text.to_owned(),
    }
}

/// Whatever was sent before the client went away, if it did: such a body is refused for what it lacks, and nobody is
/// there to read why.
fn body(incoming: &IncomingRequest) -> Vec<u8> {
    let mut bytes = Vec::new();
    let Ok(body) = incoming.consume() else { return bytes };
    let Ok(stream) = body.stream() else { return bytes };
    while bytes.len() <= MAX_BODY_BYTES {
        match stream.blocking_read(PIECE) {
            Ok(piece) => bytes.extend_from_slice(&piece),
            Err(_) => break,
        }
    }
    bytes.truncate(MAX_BODY_BYTES + 1);
    bytes
}
