//! One connection, request after request.

use std::net::SocketAddr;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_io_timeout::TimeoutWriter;

use super::service::Service;

/// How long a client may take over the head of a request, and how long it may keep an idle connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// The most that the head of a request may take, in bytes. Past it the client gets a 431.
const LARGEST_HEAD: usize = 32 * 1024;

/// The most header lines.
const MOST_HEADERS: usize = 100;

/// Serves a connection to its end, or to when its client has taken nothing for as long as the server has patience, or to the end of the request in flight once the server is to stop.
pub(super) async fn serve(
    service: Rc<Service>,
    stream: TcpStream,
    peer: SocketAddr,
    patience: Duration,
    mut stopping: watch::Receiver<bool>,
) {
    // Only costs some latency where it is refused.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(patience));
    let respond = service_fn(move |request| {
        let service = service.clone();
        async move { Ok::<_, std::convert::Infallible>(service.respond(request, peer).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .serve_connection(TokioIo::new(Box::pin(stream)), respond);
    let mut connection = pin!(connection);
    // An error here is a client that went away or never spoke HTTP: nothing to do about either.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stopping.wait_for(|stop| *stop) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
