//! HTTP to other systems, over hyper and rustls.

use std::net::IpAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::dns::GaiResolver;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use store::{Outbound, OutboundError, OutboundRequest, OutboundResponse, Task};

use super::public::{PublicResolver, is_public};

type Connections<R> = Client<HttpsConnector<HttpConnector<R>>, Full<Bytes>>;

/// [`Outbound`] with connections that are kept and used again. One for each thread: it works on the executor of the
/// thread that sends. Redirects are answers like others: nobody follows them.
pub struct HttpClient {
    /// To wherever the installation's own settings lead.
    anywhere: Connections<GaiResolver>,
    /// To where somebody else says; none where that may be anywhere too.
    public: Option<Connections<PublicResolver>>,
}

impl HttpClient {
    /// A client that trusts Mozilla's certificate authorities. `private_allowed`: requests that are for the public internet
    /// may lead into the host's own network all the same.
    pub fn new(private_allowed: bool) -> Self {
        let public = (!private_allowed).then(|| connections(PublicResolver(GaiResolver::new())));
        HttpClient { anywhere: connections(GaiResolver::new()), public }
    }

    async fn exchange(&self, request: OutboundRequest) -> Result<OutboundResponse, String> {
        let largest = request.largest_answer;
        let public = self.public.as_ref().filter(|_| request.public_only);
        let mut http = Request::builder().method(request.method).uri(request.url);
        for (name, value) in request.headers {
            http = http.header(name, value);
        }
        let http = http.body(Full::new(Bytes::from(request.body))).map_err(|error| error.to_string())?;
        let answer = match public {
            // An address needs no resolver.
            Some(_) if !http.uri().host().is_some_and(may_be_public) => Err("the address is not public".to_owned()),
            Some(public) => public.request(http).await.map_err(|error| explain(&error)),
            None => self.anywhere.request(http).await.map_err(|error| explain(&error)),
        };
        let (parts, body) = answer?.into_parts();
        let body = Limited::new(body, largest).collect().await.map_err(|error| error.to_string())?;
        let headers = parts.headers.iter();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(OutboundResponse {
            status: parts.status.as_u16(),
            headers: headers.map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect(),
            body: body.to_bytes().to_vec(),
        })
    }
}

fn connections<R>(resolver: R) -> Connections<R>
where
    HttpConnector<R>: Connect + Clone,
    HttpsConnector<HttpConnector<R>>: Connect + Clone,
{
    let mut http = HttpConnector::new_with_resolver(resolver);
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_connect_timeout(Some(Duration::from_secs(5)));
    let https = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().wrap_connector(http);
    Client::builder(TokioExecutor::new())
        .pool_idle_timeout(Duration::from_secs(20))
        .pool_timer(TokioTimer::new())
        .build(https)
}

/// Whether this is a public address, or a name, of which the resolver will say.
fn may_be_public(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().map_or(true, is_public)
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
