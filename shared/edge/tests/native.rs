//! The native host, from outside: what a client, an operator and a proxy see of it.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use api::{Body, Chunks, Context, Module, Operation, Problem, Request, Response, Settings};
use edge::native::{Databases, Options, Running, start};
use entity::{Needs, OperationDef, RoundTrips};
use store::{DatabaseName, EmbeddedOptions, EmbeddedTransport, Task, Transport};

const fn operation(method: &'static str, path: &'static str) -> OperationDef {
    OperationDef {
        name: "test",
        method,
        path,
        summary: "For this test.",
        needs: Needs::Nothing,
        query: &[],
        request: None,
        response: None,
        status: 200,
        round_trips: RoundTrips::One,
    }
}

static MODULE: Module = Module {
    name: "trial",
    entities: &[],
    catalogue: &[],
    authentication: Some(api::AUTHENTICATION),
    resources: None,
    sealing: None,
    operations: &[
        Operation::new(&operation("POST", "/trial/echo"), echo),
        Operation::new(&operation("GET", "/trial/panic"), panics),
        Operation::new(&operation("GET", "/trial/slow"), slow),
        Operation::new(&operation("GET", "/trial/stream/{kind}"), stream),
    ],
};

static MODULES: &[&Module] = &[&MODULE];

type Answer<'a> = Task<'a, Result<Response, Problem>>;

/// Tells what arrived: address, length of the body, query.
fn echo<'a>(context: &'a Context<'a>, request: &'a Request, _: &'a [String]) -> Answer<'a> {
    let address = context.address.as_deref().unwrap_or_default();
    let text = format!("{address} {} {} {}", request.body.len(), request.query, context.request_id);
    let response = Response::bytes(200, "text/plain", text);
    let response = response.with_header("x-portico-tenant", "tnt_1").with_header("x-bad", "line\nbreak");
    Box::pin(async { Ok(response) })
}

fn panics<'a>(_: &'a Context<'a>, _: &'a Request, _: &'a [String]) -> Answer<'a> {
    Box::pin(async { panic!("a secret that must not get out") })
}

fn slow<'a>(_: &'a Context<'a>, _: &'a Request, _: &'a [String]) -> Answer<'a> {
    Box::pin(async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        Ok(Response::bytes(200, "text/plain", "done"))
    })
}

/// How many pieces of any stream were made.
static MADE: AtomicUsize = AtomicUsize::new(0);

/// Pieces of 64 KiB. `whole`: three of them. `broken`: two and an error. `panics`: two and a panic. `endless`: as
/// many as are taken.
struct Pieces(String, usize);

impl Chunks for Pieces {
    fn next(&mut self) -> Task<'_, Option<Result<Vec<u8>, String>>> {
        self.1 += 1;
        let piece = match (self.0.as_str(), self.1) {
            ("whole", 4) => None,
            ("broken", 3) => Some(Err("the database went away".to_owned())),
            ("panics", 3) => panic!("in the middle"),
            _ => Some(Ok(vec![b'x'; 65536])),
        };
        MADE.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { piece })
    }
}

fn stream<'a>(_: &'a Context<'a>, _: &'a Request, parameters: &'a [String]) -> Answer<'a> {
    let kind = parameters.first().cloned().unwrap_or_default();
    Box::pin(async { Ok(Response { body: Body::Stream(Box::new(Pieces(kind, 0))), ..Response::empty(200) }) })
}

struct Server {
    running: Option<Running>,
    address: SocketAddr,
    databases: EmbeddedTransport,
    folder: std::path::PathBuf,
}

fn serve(change: impl FnOnce(&mut Options)) -> Server {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("portico-native-{}-{number}", std::process::id()));
    let databases = EmbeddedTransport::new(EmbeddedOptions::new(&folder)).unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let mut options = Options::new(address, Databases::Embedded(databases.clone()), Settings::default());
    options.access_log = false;
    change(&mut options);
    let running = start(options, MODULES).unwrap();
    Server { address: running.address(), running: Some(running), databases, folder }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Server {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Status and body.
    fn get(&self, path: &str) -> (u16, String) {
        let mut response = agent().get(self.url(path)).call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    /// Everything that comes back on a connection, for requests that no client would send.
    fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

#[test]
fn a_request_arrives_whole_and_its_answer_says_no_more_than_it_should() {
    let server = serve(|_| {});
    let url = server.url("/trial/echo?a=%20b&c");
    let mut response = agent().post(url).header("x-request-id", "my-own-id-1").send(&[7; 5000][..]).unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers().get("x-request-id").unwrap(), "my-own-id-1");
    assert!(response.headers().get("x-portico-tenant").is_none());
    assert!(response.headers().get("x-bad").is_none());
    assert_eq!(response.body_mut().read_to_string().unwrap(), "127.0.0.1 5000 a=%20b&c my-own-id-1");
    let response = agent().post(server.url("/trial/echo")).header("x-request-id", "{bad}").send_empty().unwrap();
    assert_eq!(response.headers().get("x-request-id").unwrap().len(), 16);
}

#[test]
fn a_body_past_the_limit_is_cut_there_and_still_answered() {
    let server = serve(|_| {});
    let limit = api::http::MAX_BODY_BYTES;
    for (sent, seen) in [(limit, limit), (limit + 1, limit + 1), (5 * limit, limit + 1)] {
        let mut response = agent().post(server.url("/trial/echo")).send(&vec![b'x'; sent]).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        assert!(text.starts_with(&format!("127.0.0.1 {seen} ")), "{text}");
    }
}

#[test]
fn a_panic_costs_one_request_and_tells_nothing() {
    let server = serve(|options| options.threads = 1);
    for _ in 0..3 {
        let (status, body) = server.get("/trial/panic");
        assert_eq!(status, 500);
        assert!(body.contains("\"status\":500") && !body.contains("secret"), "{body}");
    }
    assert_eq!(server.get("/healthz").0, 200);
}

#[test]
fn unknown_paths_are_problems() {
    let server = serve(|_| {});
    let mut response = agent().get(server.url("/elsewhere")).call().unwrap();
    assert_eq!(response.status(), 404);
    assert_eq!(response.headers().get("content-type").unwrap(), "application/problem+json");
    assert!(response.body_mut().read_to_string().unwrap().contains("request_id"));
}

#[test]
fn whoever_has_nothing_but_the_address_is_sent_to_the_description() {
    let server = serve(|_| {});
    let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
    let response = agent.get(server.url("/")).call().unwrap();
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers().get("location").unwrap(), "/api/docs");
}

#[test]
fn ready_means_that_the_database_answers() {
    let server = serve(|_| {});
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.get("/readyz").0, 503);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(server.databases.create(&DatabaseName::platform())).unwrap();
    assert_eq!(server.get("/readyz"), (200, "ready\n".to_owned()));
    let (_, metrics) = server.get("/metrics");
    for line in [
        "portico_requests_total{module=\"host\",status=\"2xx\"} 2",
        "portico_requests_total{module=\"host\",status=\"5xx\"} 1",
        "portico_database_batches_total{mode=\"read\"} 2",
        "portico_requests_in_flight 1",
    ] {
        assert!(metrics.lines().any(|given| given == line), "{line} is not in\n{metrics}");
    }
}

#[test]
fn a_stream_that_breaks_off_is_not_taken_for_a_whole() {
    let server = serve(|_| {});
    assert_eq!(server.get("/trial/stream/whole").1.len(), 3 * 65536);
    for kind in ["broken", "panics"] {
        let mut response = agent().get(server.url(&format!("/trial/stream/{kind}"))).call().unwrap();
        assert!(response.body_mut().read_to_vec().is_err(), "{kind}");
    }
}

#[test]
fn a_stream_waits_for_whoever_reads_it() {
    let server = serve(|_| {});
    let before = MADE.load(Ordering::Relaxed);
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(b"GET /trial/stream/endless HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let made = MADE.load(Ordering::Relaxed);
    // What the kernel's buffers take on both sides, and other tests' few pieces; without back-pressure it would be
    // tens of thousands.
    assert!(made - before < 300, "{} pieces", made - before);
    drop(stream);
    std::thread::sleep(Duration::from_millis(200));
    assert!(server.get("/metrics").1.contains("portico_requests_in_flight 1\n"));
}

#[test]
fn whoever_takes_nothing_of_an_answer_is_given_up() {
    let server = serve(|options| options.patience = Duration::from_millis(300));
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(b"GET /trial/stream/endless HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let start = Instant::now();
    while !server.get("/metrics").1.contains("portico_requests_in_flight 1\n") {
        assert!(start.elapsed() < Duration::from_secs(10), "the answer is still on its way");
        std::thread::sleep(Duration::from_millis(50));
    }
    // The connection is closed behind what the kernel has of it.
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.starts_with(b"HTTP/1.1 200") && start.elapsed() >= Duration::from_millis(250));
}

#[test]
fn what_is_not_http_is_refused() {
    let server = serve(|_| {});
    assert!(server.raw(b"nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
    let long = format!("GET /trial/echo?{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(100_000));
    let refused = server.raw(long.as_bytes());
    assert!(refused.is_empty() || refused.starts_with("HTTP/1.1 4"), "{refused}");
    let many = format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{}\r\n", "a: b\r\n".repeat(150));
    assert!(server.raw(many.as_bytes()).starts_with("HTTP/1.1 431"));
    assert_eq!(server.get("/healthz").0, 200);
}

#[test]
fn the_address_comes_from_the_proxy_only_if_there_is_one() {
    for (behind_proxy, expected) in [(false, "127.0.0.1 "), (true, "9.9.9.9 ")] {
        let server = serve(|options| options.behind_proxy = behind_proxy);
        let request = agent().post(server.url("/trial/echo")).header("x-forwarded-for", "1.2.3.4, 9.9.9.9");
        let text = request.send_empty().unwrap().body_mut().read_to_string().unwrap();
        assert!(text.starts_with(expected), "{text}");
    }
}

#[test]
fn stopping_lets_requests_in_flight_finish() {
    let mut server = serve(|_| {});
    let url = server.url("/trial/slow");
    let idle = TcpStream::connect(server.address).unwrap();
    let request = std::thread::spawn(move || agent().get(url).call().unwrap().body_mut().read_to_string().unwrap());
    std::thread::sleep(Duration::from_millis(150));
    let start = Instant::now();
    server.running.take().unwrap().stop();
    assert!(start.elapsed() < Duration::from_secs(5), "an idle connection held it up");
    assert_eq!(request.join().unwrap(), "done");
    assert!(TcpStream::connect(server.address).is_err());
    drop(idle);
}

#[test]
fn stopping_does_not_wait_for_ever() {
    let mut server = serve(|options| options.grace = Duration::from_millis(100));
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(b"GET /trial/stream/endless HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let start = Instant::now();
    server.running.take().unwrap().stop();
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_port_that_is_taken_is_said() {
    let server = serve(|_| {});
    let databases = Databases::Embedded(server.databases.clone());
    let error = start(Options::new(server.address, databases, Settings::default()), MODULES).err().unwrap();
    assert_eq!(error.to_string(), format!("another program serves on {} already", server.address));
}
