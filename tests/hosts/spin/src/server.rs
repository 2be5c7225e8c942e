//! From a connection to a component.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use tokio::net::TcpListener;
use wasmtime::Result;
use wasmtime::error::Context;
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::io::TokioIo;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;
use wasmtime_wasi_http::p2::body::HyperOutgoingBody;

use crate::clock;
use crate::component::{Loaded, Ready};

type Body = HyperOutgoingBody;

/// Serves for ever.
pub async fn serve(loaded: Loaded, listen: &str, ready: Option<&Path>) -> Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = format!("http://{}", listener.local_addr()?);
    if let Some(file) = ready {
        // Renamed, so that a reader never sees half of it.
        let part = file.with_extension("part");
        std::fs::write(&part, &address).and_then(|()| std::fs::rename(&part, file)).context("cannot write --ready")?;
    }
    eprintln!("spin-host: serving on {address}");
    let loaded = Arc::new(loaded);
    loop {
        let (connection, client) = listener.accept().await?;
        // Answers are often two small packets; without this the second waits for the first one's receipt.
        connection.set_nodelay(true)?;
        let loaded = Arc::clone(&loaded);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let loaded = Arc::clone(&loaded);
                async move { Ok::<_, Infallible>(answer(&loaded, request, client).await) }
            });
            // An error here is a client that went away, or a component that broke its answer off.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(connection), service).await;
        });
    }
}

async fn answer(loaded: &Loaded, request: Request<Incoming>, client: SocketAddr) -> Response<Body> {
    if request.uri().path() == clock::PATH {
        return ring(loaded).await;
    }
    let Some(component) = loaded.routes.find(request.uri().path()) else {
        return plain(404, "No component has this route.");
    };
    match run(component, request, client).await {
        Ok(response) => response,
        Err(error) => {
            eprintln!("spin-host: {error:?}");
            plain(500, "")
        }
    }
}

/// What the clock calls, all of it once.
async fn ring(loaded: &Loaded) -> Response<Body> {
    for component in &loaded.by_clock {
        if let Err(error) = clock::ring(component).await {
            eprintln!("spin-host: {error:?}");
            return plain(500, "A component failed by the clock.");
        }
    }
    plain(200, "ok")
}

async fn run(component: &Ready, mut request: Request<Incoming>, client: SocketAddr) -> Result<Response<Body>> {
    // Whoever says where they come from is believed, so that a test can be several visitors.
    if let Ok(address) = HeaderValue::from_str(&client.to_string()) {
        request.headers_mut().entry(HeaderName::from_static("spin-client-addr")).or_insert(address);
    }
    let mut store = component.store();
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let request = store.data_mut().http().new_incoming_request(Scheme::Http, request)?;
    let out = store.data_mut().http().new_response_outparam(sender)?;
    let pre = component.pre();
    // A task of its own, because a component goes on after the head of its response is out.
    let task = tokio::spawn(async move {
        let proxy = pre.instantiate_async(&mut store).await?;
        proxy.wasi_http_incoming_handler().call_handle(&mut store, request, out).await
    });
    match receiver.await {
        Ok(response) => Ok(response?),
        Err(_) => match task.await? {
            Ok(()) => wasmtime::bail!("the component did not answer"),
            Err(error) => Err(error),
        },
    }
}

fn plain(status: u16, text: &'static str) -> Response<Body> {
    let body = Full::new(text.as_bytes().into()).map_err(|never| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    response
}
