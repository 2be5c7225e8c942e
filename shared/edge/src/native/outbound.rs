//! HTTP to other systems, over hyper and rustls.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use store::{Outbound, OutboundError, OutboundRequest, OutboundResponse, Task};

/// The most of an answer that is taken, in bytes.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// [`Outbound`] with connections that are kept and used again. One for each thread: it works on the executor of the
/// thread that sends.
pub struct HttpClient {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl HttpClient {
    /// A client that trusts Mozilla's certificate authorities.
    pub fn new() -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(Duration::from_secs(5)));
        let https =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().wrap_connector(http);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(Duration::from_secs(20))
            .pool_timer(TokioTimer::new())
            .build(https);
        HttpClient { client }
    }

    async fn exchange(&self, request: OutboundRequest) -> Result<OutboundResponse, String> {
        let mut http = Request::builder().method(request.method).uri(request.url);
        for (name, value) in request.headers {
            http = http.header(name, value);
        }
        let http = http.body(Full::new(Bytes::from(request.body))).map_err(|error| error.to_string())?;
        let (parts, body) = self.client.request(http).await.map_err(|error| explain(&error))?.into_parts();
        let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|error| error.to_string())?;
        let headers = parts.headers.iter();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(OutboundResponse {
            status: parts.status.as_u16(),
            headers: headers.map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect(),
            body: body.to_bytes().to_vec(),
        })
    }
}

impl Default for HttpClient {
    fn default() -> Self {
        HttpClient::new()
    }
}

impl Outbound for HttpClient {
    fn send(&self, request: OutboundRequest) -> Task<'_, Result<OutboundResponse, OutboundError>> {
        Box::pin(async move {
            let limit = Duration::from_millis(u64::from(request.timeout_ms));
            match tokio::time::timeout(limit, self.exchange(request)).await {
                Ok(answer) => answer.map_err(OutboundError),
                Err(_) => Err(OutboundError(format!("no answer within {limit:?}"))),
            }
        })
    }
}

/// An error with its causes: the outermost says no more than "error sending request".
fn explain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
