//! From hyper's request to the API's.

use std::net::SocketAddr;
use std::time::Duration;

use api::http::MAX_BODY_BYTES;
use api::{Random, Request};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::http::request::Parts;

/// How long a client may take over the whole body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// How much of a body that is too large anyway is read and thrown away. A client that is still sending when the
/// connection closes would never read the answer that says why.
const DISCARDED: usize = 16 * MAX_BODY_BYTES;

/// Why there is no request to answer.
pub(super) enum Refusal {
    /// The body took too long.
    Slow,
    /// The connection broke off.
    Broken,
}

/// The request without its body.
pub(super) fn head(parts: &Parts, peer: SocketAddr, behind_proxy: bool) -> Request {
    let headers: Vec<(String, String)> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let mut request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body: Vec::new(),
        address: None,
    };
    let forwarded = if behind_proxy { last_forwarded(&request) } else { None };
    request.address = Some(forwarded.unwrap_or_else(|| peer.ip().to_string()));
    request
}

/// The address that the proxy itself saw: the last entry of the last such header.
fn last_forwarded(request: &Request) -> Option<String> {
    let mut lines = request.headers.iter().filter(|(name, _)| name == "x-forwarded-for");
    let last = lines.next_back()?.1.rsplit(',').next()?.trim();
    last.parse::<std::net::IpAddr>().ok().map(|address| address.to_string())
}

/// The request's id: the client's own if it is one that can go into logs and headers, or a new one. It stands in the
/// request's headers afterwards, once.
pub(super) fn identify(request: &mut Request, random: &dyn Random) -> String {
    let id = api::request_id(request, random);
    request.headers.retain(|(name, _)| name != "x-request-id");
    request.headers.push(("x-request-id".to_owned(), id.clone()));
    id
}

/// The body, up to one byte past what the API takes.
pub(super) async fn body(incoming: Incoming) -> Result<Vec<u8>, Refusal> {
    match tokio::time::timeout(BODY_TIMEOUT, collect(incoming)).await {
        Ok(Some(body)) => Ok(body),
        Ok(None) => Err(Refusal::Broken),
        Err(_) => Err(Refusal::Slow),
    }
}

async fn collect(mut incoming: Incoming) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    let mut received = 0;
    while let Some(frame) = incoming.frame().await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        received += data.len();
        let room = (MAX_BODY_BYTES + 1).saturating_sub(body.len());
        body.extend_from_slice(data.get(..room).unwrap_or(&data));
        if received > DISCARDED {
            break;
        }
    }
    Some(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;

    impl Random for Sevens {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    fn request(headers: &[(&str, &str)]) -> Request {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Request { headers, ..Request::default() }
    }

    #[test]
    fn a_request_id_is_taken_over_only_if_it_is_harmless() {
        let cases = [
            ("abcDEF-12_3.4", "abcDEF-12_3.4"),
            ("short", "0707070707070707"),
            ("with space in it", "0707070707070707"),
            ("\"},{\"injected", "0707070707070707"),
        ];
        for (given, expected) in cases {
            let mut request = request(&[("x-request-id", given), ("x-request-id", "anotherone")]);
            assert_eq!(identify(&mut request, &Sevens), expected);
            assert_eq!(request.headers, [("x-request-id".to_owned(), expected.to_owned())]);
        }
    }

    #[test]
    fn only_the_proxys_own_word_counts() {
        let claimed = request(&[("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "2.2.2.2, 3.3.3.3")]);
        assert_eq!(last_forwarded(&claimed).as_deref(), Some("3.3.3.3"));
        assert_eq!(last_forwarded(&request(&[("x-forwarded-for", "nonsense")])), None);
        assert_eq!(last_forwarded(&request(&[])), None);
    }
}
