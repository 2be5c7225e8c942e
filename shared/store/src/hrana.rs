//! libSQL servers (`sqld`, Turso) over HTTP: the Hrana 3 protocol, one POST for each batch.

mod decode;
mod encode;
mod reader;

use std::cell::Cell;
use std::rc::Rc;

use ct_codecs::{Base64NoPadding, Decoder, Encoder};

use crate::{Batch, DatabaseError, DatabaseName, Mode, Outbound, OutboundRequest, OutboundResponse};
use crate::{ResultSet, Task, Transport};
use decode::Fault;

/// Waits for so many milliseconds, however the host does that.
pub type Sleep = Rc<dyn Fn(u32) -> Task<'static, ()>>;

/// Where the server is and how it is spoken to.
#[derive(Clone, Debug)]
pub struct HranaOptions {
    /// The server's address without a path, such as `http://127.0.0.1:8080`. Where every database has an address of
    /// its own, `{database}` stands for its name: `https://{database}-acme.turso.io`.
    pub url: String,
    /// The address that makes and removes databases (`sqld --admin-listen-addr`). Without it neither is possible.
    pub admin_url: Option<String>,
    /// A bearer token, where the server asks for one.
    pub token: Option<String>,
    /// How long one attempt may take, in milliseconds.
    pub timeout_ms: u32,
    /// Makes the pauses between attempts differ from one thread to the next. Any number.
    pub seed: u64,
}

/// [`Transport`] to a libSQL server.
///
/// Attempts: up to [`ATTEMPTS`], with a growing, random pause between them. A lock, HTTP 429 and 503 say that nothing
/// was done, so they are always tried again. A broken connection, a timeout or another 5xx leaves open whether the
/// server did it: a read is tried once more, a write is not, because it may already be there. Its
/// [`DatabaseError::Unavailable`] then means "unknown", and a caller that repeats the request needs an idempotency key.
pub struct HranaTransport {
    outbound: Rc<dyn Outbound>,
    sleep: Sleep,
    options: HranaOptions,
    random: Cell<u64>,
}

/// How often a batch is tried before the database counts as unavailable.
pub const ATTEMPTS: u32 = 6;

const FIRST_PAUSE_MS: u32 = 20;
/// The most that is taken of an answer, in bytes: far more than a page of any list.
const LARGEST_ANSWER: usize = 64 << 20;

enum Attempt<T> {
    Done(T),
    /// Nothing was done.
    Refused(String),
    /// There was no answer.
    Unknown(String),
    Failed(DatabaseError),
}

impl HranaTransport {
    /// A transport over a host's HTTP client and timer.
    pub fn new(outbound: Rc<dyn Outbound>, sleep: Sleep, options: HranaOptions) -> Self {
        // Zero is the one state that the generator cannot leave.
        let random = Cell::new(options.seed | 1);
        HranaTransport { outbound, sleep, options, random }
    }

    async fn attempt(&self, database: &DatabaseName, body: &str, batch: &Batch) -> Attempt<Vec<ResultSet>> {
        let response = match self.outbound.send(self.pipeline_request(database, body)).await {
            Ok(response) => response,
            Err(error) => return Attempt::Unknown(error.0),
        };
        match response.status {
            200 => match decode::results(&response.body, encode::steps_before(batch), batch.statements.len()) {
                Ok(sets) => Attempt::Done(sets),
                Err(Fault::Busy(message)) => Attempt::Refused(message),
                Err(Fault::Final(error)) => Attempt::Failed(error),
            },
            404 => Attempt::Failed(DatabaseError::Missing),
            429 | 503 => Attempt::Refused(summary(&response)),
            500.. => Attempt::Unknown(summary(&response)),
            _ => Attempt::Failed(DatabaseError::Unavailable(summary(&response))),
        }
    }

    fn pipeline_request(&self, database: &DatabaseName, body: &str) -> OutboundRequest {
        let url = self.options.url.trim_end_matches('/').replace("{database}", database.as_str());
        let mut headers = self.headers();
        if !self.options.url.contains("{database}") {
            // Edge hosts cannot set `Host`, by which sqld would otherwise tell its databases apart.
            headers.push(("x-namespace-bin".to_owned(), base64(database.as_str().as_bytes())));
        }
        OutboundRequest {
            method: "POST",
            url: format!("{url}/v3/pipeline"),
            headers,
            body: body.as_bytes().to_vec(),
            timeout_ms: self.options.timeout_ms,
            largest_answer: LARGEST_ANSWER,
            public_only: false,
        }
    }

    fn headers(&self) -> Vec<(String, String)> {
        let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        if let Some(token) = &self.options.token {
            headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        }
        headers
    }

    async fn admin(&self, method: &'static str, path: String) -> Result<OutboundResponse, DatabaseError> {
        let unavailable = |why: &str| DatabaseError::Unavailable(why.to_owned());
        let url = self.options.admin_url.as_deref().ok_or_else(|| unavailable("no admin address is set"))?;
        let request = OutboundRequest {
            method,
            url: format!("{}{path}", url.trim_end_matches('/')),
            headers: self.headers(),
            body: b"{}".to_vec(),
            timeout_ms: self.options.timeout_ms,
            largest_answer: LARGEST_ANSWER,
            public_only: false,
        };
        self.outbound.send(request).await.map_err(|error| unavailable(&error.0))
    }

    /// Half to all of the pause that this attempt is due, so that callers who met once do not meet again.
    fn pause_ms(&self, attempt: u32) -> u32 {
        let mut random = self.random.get();
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        self.random.set(random);
        let longest = FIRST_PAUSE_MS << attempt.min(8);
        let spread = u32::try_from(random % u64::from(longest / 2 + 1)).unwrap_or_default();
        longest / 2 + spread
    }
}

impl Transport for HranaTransport {
    fn run<'a>(&'a self, database: &'a DatabaseName, batch: Batch) -> Task<'a, Result<Vec<ResultSet>, DatabaseError>> {
        Box::pin(async move {
            if batch.statements.is_empty() {
                return Ok(Vec::new());
            }
            let body = encode::pipeline(&batch);
            let mut tried = 0;
            loop {
                let why = match self.attempt(database, &body, &batch).await {
                    Attempt::Done(sets) => return Ok(sets),
                    Attempt::Failed(error) => return Err(error),
                    Attempt::Unknown(why) if batch.mode == Mode::Write => {
                        return Err(DatabaseError::Unavailable(format!("no answer to a write: {why}")));
                    }
                    Attempt::Unknown(why) => {
                        // Such an attempt may have taken the whole time limit: two of them are enough.
                        tried += ATTEMPTS / 2;
                        why
                    }
                    Attempt::Refused(why) => {
                        tried += 1;
                        why
                    }
                };
                if tried >= ATTEMPTS {
                    return Err(DatabaseError::Unavailable(why));
                }
                (self.sleep)(self.pause_ms(tried)).await;
            }
        })
    }

    fn create<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        Box::pin(async move {
            let response = self.admin("POST", format!("/v1/namespaces/{}/create", database.as_str())).await?;
            let there_already = response.status == 400 && summary(&response).contains("already exists");
            if response.status == 200 || there_already {
                return Ok(());
            }
            Err(DatabaseError::Unavailable(summary(&response)))
        })
    }

    fn remove<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        Box::pin(async move {
            let response = self.admin("DELETE", format!("/v1/namespaces/{}", database.as_str())).await?;
            match response.status {
                200 | 404 => Ok(()),
                _ => Err(DatabaseError::Unavailable(summary(&response))),
            }
        })
    }
}

/// Status and the beginning of the body, for logs.
fn summary(response: &OutboundResponse) -> String {
    let start = response.body.get(..300).unwrap_or(&response.body);
    format!("HTTP {}: {}", response.status, String::from_utf8_lossy(start))
}

fn base64(bytes: &[u8]) -> String {
    // Fails only where the length overflows, which memory does not allow.
    Base64NoPadding::encode_to_string(bytes).unwrap_or_default()
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    Base64NoPadding::decode_to_vec(text.trim_end_matches('='), None).ok()
}

#[cfg(test)]
#[path = "hrana/transport_tests.rs"]
mod tests;
