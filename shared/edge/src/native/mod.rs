//! The native host: a server for a laptop, a test or a small installation of one's own.
//!
//! A few threads share one listening socket. Each has an executor of its own and keeps a connection for as long as
//! it lasts, so that nothing of a request ever moves between threads; behind them stand the database's threads, see
//! [`store::embedded`].

mod body;
mod connection;
mod files;
mod log;
mod metrics;
mod operations;
mod outbound;
mod ports;
mod public;
mod request;
mod service;

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use api::{Module, Settings};
use socket2::{Domain, Socket, Type};
use tokio::net::TcpListener as Listener;
use tokio::sync::watch;
use tokio::task::{JoinSet, LocalSet};

pub use files::Folder;
pub use log::report_panics;
pub use outbound::HttpClient;
pub use ports::{Databases, host, settings_from_environment};

use metrics::Metrics;
use service::Service;

/// How the server is run.
#[derive(Clone)]
pub struct Options {
    /// Where to listen. Port 0 takes any that is free.
    pub address: SocketAddr,
    /// How many threads serve requests.
    pub threads: usize,
    /// Where the databases are.
    pub databases: Databases,
    /// Settings and secrets for the modules.
    pub settings: Settings,
    /// Whether the caller's address is the last one in `x-forwarded-for`. Only behind a proxy that sets it: anybody
    /// else could claim any address.
    pub behind_proxy: bool,
    /// Whether each request leaves a line in the log.
    pub access_log: bool,
    /// How many connections may be open at once. Further ones wait to be accepted.
    pub connections: usize,
    /// Folders whose files are served as they are, where no module serves a path.
    pub folders: Vec<Folder>,
    /// How long a client may take nothing of its answer before it is given up.
    pub patience: Duration,
    /// How long requests in flight may go on once the server is told to stop.
    pub grace: Duration,
}

impl Options {
    /// The usual way: as many threads as processors, ten seconds of grace.
    pub fn new(address: SocketAddr, databases: Databases, settings: Settings) -> Self {
        Options {
            address,
            threads: std::thread::available_parallelism().map_or(2, usize::from),
            databases,
            settings,
            behind_proxy: false,
            access_log: true,
            connections: 4096,
            folders: Vec::new(),
            patience: Duration::from_secs(30),
            grace: Duration::from_secs(10),
        }
    }
}

/// Why the server did not start.
#[derive(Debug)]
pub struct StartError {
    address: SocketAddr,
    cause: io::Error,
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cause.kind() {
            io::ErrorKind::AddrInUse => write!(formatter, "another program serves on {} already", self.address),
            _ => write!(formatter, "cannot serve on {}: {}", self.address, self.cause),
        }
    }
}

impl std::error::Error for StartError {}

/// A server at work. Dropping it leaves it running; see [`Running::stop`].
pub struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    threads: Vec<JoinHandle<()>>,
}

/// What the threads have in common.
struct Shared {
    options: Options,
    modules: &'static [&'static Module],
    metrics: Arc<Metrics>,
}

/// Starts serving the modules: each request goes to the first that serves its path. Returns once the port is open.
pub fn start(options: Options, modules: &'static [&'static Module]) -> Result<Running, StartError> {
    let address = options.address;
    let failed = |cause| StartError { address, cause };
    let listener = listen(address).map_err(failed)?;
    let (stop, stopping) = watch::channel(false);
    let mut running = Running { address: listener.local_addr().map_err(failed)?, stop, threads: Vec::new() };
    let names: Vec<&'static str> = modules.iter().map(|module| module.name).collect();
    let shared = Arc::new(Shared { options, modules, metrics: Arc::new(Metrics::new(names)) });
    for number in 0..shared.options.threads.max(1) {
        let (shared, stopping) = (shared.clone(), stopping.clone());
        let listener = listener.try_clone().map_err(failed)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let name = format!("portico-serve-{number}");
        let serve = move || LocalSet::new().block_on(&runtime, serve(listener, shared, stopping));
        running.threads.push(std::thread::Builder::new().name(name).spawn(serve).map_err(failed)?);
    }
    Ok(running)
}

/// Whether a server could start here, before anything is made for it. Says why not.
pub fn try_address(address: SocketAddr) -> Result<(), StartError> {
    listen(address).map(drop).map_err(|cause| StartError { address, cause })
}

/// How many connections may wait to be accepted. The standard library's 128 is less than what comes at once when a page is
/// busy, and what does not fit is reset by the kernel.
const WAITING: i32 = 4096;

/// Opens the port.
fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    if cfg!(unix) {
        // As the standard library does: a server that was stopped can start again at once.
        socket.set_reuse_address(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(WAITING)?;
    Ok(socket.into())
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops accepting, lets requests in flight finish within the grace, and returns when all is done.
    pub fn stop(self) {
        self.stop.send_replace(true);
        for thread in self.threads {
            // A thread that panicked has said so in the log.
            let _ = thread.join();
        }
    }

    /// Serves until the process is told to end (SIGTERM, SIGINT), then stops. `ready` is called once it would be
    /// heard: whoever is told of the server by it can stop it in good order from then on.
    pub fn until_told_to_stop(self, ready: impl FnOnce()) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(told_to_stop(ready))?;
        self.stop();
        Ok(())
    }
}

#[cfg(unix)]
async fn told_to_stop(ready: impl FnOnce()) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    ready();
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn told_to_stop(ready: impl FnOnce()) -> io::Result<()> {
    ready();
    tokio::signal::ctrl_c().await
}

/// One thread's work: accept connections until told to stop, then wait for them.
async fn serve(listener: TcpListener, shared: Arc<Shared>, stopping: watch::Receiver<bool>) {
    let log = log::stderr();
    let listener = match Listener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return log(&log::event("error", "listener_failed", &error.to_string())),
    };
    let most = shared.options.connections.div_ceil(shared.options.threads.max(1));
    let (patience, grace) = (shared.options.patience, shared.options.grace);
    let service = Rc::new(Service::new(shared, log.clone()));
    let mut connections = JoinSet::new();
    let mut told = stopping.clone();
    loop {
        tokio::select! {
            _ = told.wait_for(|stop| *stop) => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept(), if connections.len() < most => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn_local(connection::serve(service.clone(), stream, peer, patience, stopping.clone()));
                }
                Err(error) => {
                    // Out of file handles, most likely: some will be given back.
                    log(&log::event("warn", "accept_failed", &error.to_string()));
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }
    drop(listener);
    let all_done = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(grace, all_done).await.is_err() {
        log(&log::event("warn", "requests_cut_off", "some were not done within the grace"));
    }
}
