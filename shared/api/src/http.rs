//! Requests and responses, as every host hands them over.

use std::net::IpAddr;

use store::Task;

/// The most that a request body may hold: 1 MiB. Adapters stop reading one byte past it, and the API answers 413.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The header of a response that tells the host whose request it was. Hosts log it, and send it to nobody.
pub const TENANT_HEADER: &str = "x-portico-tenant";

/// A request, whatever host it came through.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `GET`, `POST`, … in upper case.
    pub method: String,
    /// The path, still percent-encoded, without the query: `/api/contacts`.
    pub path: String,
    /// The raw query without `?`; empty when there is none.
    pub query: String,
    /// Header names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    /// The whole body, [`MAX_BODY_BYTES`]` + 1` bytes at most.
    pub body: Vec<u8>,
    /// The address of whoever is calling, as far as the host knows it.
    pub address: Option<String>,
}

impl Request {
    /// The first value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// A response, before a host sends it.
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// What follows.
    pub body: Body,
}

/// A body: whole, or made while it is sent.
pub enum Body {
    /// All of it.
    Bytes(Vec<u8>),
    /// Pieces, for exports that must not be held in memory.
    Stream(Box<dyn Chunks>),
}

/// A body made piece by piece.
pub trait Chunks {
    /// The next piece, or nothing at the end. An error breaks the connection off, so that a reader cannot take a
    /// part for the whole.
    fn next(&mut self) -> Task<'_, Option<Result<Vec<u8>, String>>>;
}

impl Response {
    /// A response with no body.
    pub fn empty(status: u16) -> Self {
        Response { status, headers: Vec::new(), body: Body::Bytes(Vec::new()) }
    }

    /// A response with a whole body.
    pub fn bytes(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Response {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: Body::Bytes(body.into()),
        }
    }

    /// The same response with one more header.
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// What one subscriber has of the network: the address, or the /64 of IPv6 that it is in (RFC 6177).
pub fn network_of(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => v6.segments().iter().take(4).map(|segment| format!("{segment:x}:")).collect(),
        },
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::network_of;

    #[test]
    fn a_subscriber_is_one_network() {
        assert_eq!(network_of("192.0.2.7"), "192.0.2.7");
        assert_eq!(network_of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network_of("2001:db8:1:2:3::4"), network_of("2001:db8:1:2:ffff::1"));
        assert_ne!(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
    }
}
