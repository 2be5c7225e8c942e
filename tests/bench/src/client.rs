//! A plain HTTP client: one connection that stays open, one request at a time, as little work as possible.
//!
//! It shares the machine with what it measures, so it does not even parse a header that it does not need.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::Outcome;
use crate::works::Call;

/// How long an answer may take before the benchmark gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection that stays open.
pub struct Client {
    stream: TcpStream,
    /// What stands behind the first line of every request.
    headers: String,
    buffer: Vec<u8>,
}

/// The parts of an answer that anybody asks for.
pub struct Answer<'a> {
    pub status: u16,
    head: &'a str,
    body: &'a [u8],
}

impl Answer<'_> {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }

    /// The body as text, for a person.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.body).into_owned()
    }
}

impl Client {
    /// Connects to `http://host:port`. The headers, each line with its end, go with every request.
    pub fn connect(base_url: &str, headers: &str) -> Outcome<Self> {
        let address = base_url.trim_start_matches("http://");
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let headers = format!("host: {address}\r\n{headers}");
        Ok(Client { stream, headers, buffer: vec![0; 256 * 1024] })
    }

    /// Sends a call to the API and reads the whole answer, which must have the expected status.
    pub fn call(&mut self, call: &Call) -> Outcome<Answer<'_>> {
        let mut request = String::with_capacity(1024);
        request.push_str(call.method);
        request.push(' ');
        request.push_str(&call.path);
        if !call.query.is_empty() {
            request.push('?');
            request.push_str(&call.query);
        }
        request.push_str(" HTTP/1.1\r\n");
        request.push_str(&self.headers);
        if let Some(version) = call.if_match {
            request.push_str(&format!("if-match: \"v{version}\"\r\n"));
        }
        let body = call.body.as_deref().unwrap_or_default();
        if !body.is_empty() {
            request.push_str(&format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        request.push_str(body);
        let answer = self.exchange(request.as_bytes())?;
        if answer.status == call.expected {
            return Ok(answer);
        }
        Err(format!("{} {} was answered with {}: {}", call.method, call.path, answer.status, answer.text()).into())
    }

    /// Posts a body and reads the whole answer.
    pub fn post(&mut self, path: &str, body: &str) -> Outcome<Answer<'_>> {
        let (headers, length) = (&self.headers, body.len());
        let head = format!("POST {path} HTTP/1.1\r\n{headers}content-type: application/json\r\n");
        self.exchange(format!("{head}content-length: {length}\r\n\r\n{body}").as_bytes())
    }

    fn exchange(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.stream.write_all(request)?;
        let (mut filled, mut head_length, mut ends) = (0, 0, End::Unknown);
        loop {
            if filled == self.buffer.len() {
                self.buffer.resize(2 * filled, 0);
            }
            let read = self.stream.read(self.buffer.get_mut(filled..).unwrap_or_default())?;
            if read == 0 {
                return Err("the connection was closed within an answer".into());
            }
            filled += read;
            let answer = self.buffer.get(..filled).unwrap_or_default();
            if let End::Unknown = ends
                && let Some(position) = answer.windows(4).position(|window| window == b"\r\n\r\n")
            {
                head_length = position + 4;
                ends = End::of(std::str::from_utf8(answer.get(..position).unwrap_or_default())?)?;
            }
            let body = answer.get(head_length..).unwrap_or_default();
            let whole = match ends {
                End::Unknown => false,
                End::After(length) => body.len() >= length,
                // Nothing follows an answer until the next request, and no body of JSON ends like this.
                End::LastChunk => body.ends_with(b"0\r\n\r\n"),
            };
            if whole {
                break;
            }
        }
        let answer = self.buffer.get(..filled).unwrap_or_default();
        let (head, body) = answer.split_at_checked(head_length).unwrap_or_default();
        let head = std::str::from_utf8(head)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("no status line")?;
        Ok(Answer { status, head, body })
    }
}

/// Where an answer ends.
enum End {
    Unknown,
    After(usize),
    LastChunk,
}

impl End {
    fn of(head: &str) -> Outcome<Self> {
        match header(head, "content-length") {
            Some(length) => Ok(End::After(length.parse()?)),
            None => Ok(End::LastChunk),
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    lines.into_iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}
