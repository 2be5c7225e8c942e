//! Requests that components send.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

type Io = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Answer = wasmtime_wasi_http::Result<(hyper::Response<WasiBody>, Io)>;

/// What all components share: connections that are kept open.
pub type Connections = Client<HttpConnector, WasiBody>;

/// A client with no connections yet.
pub fn connections() -> Connections {
    Client::builder(TokioExecutor::new()).build_http()
}

/// One component's way out: to the hosts that the manifest allows.
#[derive(Clone)]
pub struct Outbound {
    /// The client.
    pub connections: Connections,
    /// Scheme, host and port of each: `http://127.0.0.1:8080`, or with `*` for the port.
    pub allowed: Arc<[String]>,
}

impl Outbound {
    fn allows(&self, uri: &hyper::Uri) -> bool {
        let scheme = uri.scheme_str().unwrap_or("https");
        let authority = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
        let asked = format!("{scheme}://{authority}");
        self.allowed.iter().map(|host| host.trim_end_matches('/')).any(|host| match host.strip_suffix(":*") {
            Some(host) => asked.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')),
            None => asked == host,
        })
    }
}

impl WasiHttpHooks for Outbound {
    fn send_request(
        &mut self,
        request: hyper::Request<WasiBody>,
        options: Option<RequestOptions>,
        _done: Io,
    ) -> Box<dyn Future<Output = Answer> + Send> {
        let outbound = self.clone();
        Box::new(async move {
            if !outbound.allows(request.uri()) {
                eprintln!("spin-host: {} is not among the allowed_outbound_hosts", request.uri());
                return Err(Error::HttpRequestDenied);
            }
            let limit = options.and_then(|options| options.first_byte_timeout).unwrap_or(Duration::from_secs(600));
            let response = tokio::time::timeout(limit, outbound.connections.request(request))
                .await
                .map_err(|_| Error::ConnectionTimeout)?
                .map_err(|error| {
                    eprintln!("spin-host: a request of a component failed: {error:?}");
                    if error.is_connect() { Error::ConnectionRefused } else { Error::ConnectionTerminated }
                })?;
            let done: Io = Box::new(std::future::ready(Ok(())));
            Ok((response.map(|body| body.map_err(Error::from).boxed_unsync()), done))
        }) as Box<dyn Future<Output = Answer> + Send>
    }
}
