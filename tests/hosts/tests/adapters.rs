//! Every host hands the same things over, and keeps a misbehaving function from hurting others.

#![allow(clippy::indexing_slicing, reason = "an index into JSON gives null where there is nothing")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use hosts::{Settings, Spin, Sqld, Workers};
use serde_json::Value as Json;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const MIB: usize = 1024 * 1024;

#[test]
fn workers() -> Outcome {
    let server = Sqld::start()?;
    let workers = Workers::start_function("probe", &settings(&server))?;
    check(&workers.base_url, &server, false)
}

#[test]
fn spin() -> Outcome {
    let server = Sqld::start()?;
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("probe/spin.toml");
    let spin = Spin::start_manifest(&manifest, &settings(&server))?;
    check(&spin.base_url, &server, true)
}

fn settings(server: &Sqld) -> Settings {
    [("PORTICO_DATABASE_URL", server.base_url.as_str()), ("PORTICO_GREETING", "good day")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

fn check(base_url: &str, server: &Sqld, breaks_off: bool) -> Outcome {
    requests_arrive_whole(base_url)?;
    bodies_are_read_up_to_the_limit(base_url)?;
    ports_are_there(base_url, server)?;
    other_systems_are_reached_and_bounded(base_url)?;
    answers_leave_whole(base_url)?;
    panics_stay_with_their_request(base_url)?;
    broken_streams_are_not_whole(base_url, breaks_off)
}

fn requests_arrive_whole(base_url: &str) -> Outcome {
    let url = format!("{base_url}/probe/echo?a=%20b&c=d%2Fe&a=f");
    let mut response = agent().post(url).header("X-Upper", "Value").header("x-request-id", "abcdefgh").send("abc")?;
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().cloned().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    assert_eq!(response.headers().get("x-request-id").map(|id| id.as_bytes()), Some(b"abcdefgh".as_slice()));
    let seen: Json = serde_json::from_str(&response.body_mut().read_to_string()?)?;
    assert_eq!(seen["method"], "POST");
    assert_eq!(seen["path"], "/probe/echo");
    assert_eq!(seen["query"], "a=%20b&c=d%2Fe&a=f");
    assert_eq!(seen["body_bytes"], 3);
    let headers = seen["headers"].as_array().ok_or("no headers")?;
    let asked = base_url.trim_start_matches("http://");
    for (name, value) in [("x-upper", "Value"), ("host", asked)] {
        assert!(headers.iter().any(|header| header[0] == name && header[1] == value), "{name}: {headers:?}");
    }
    Ok(())
}

fn bodies_are_read_up_to_the_limit(base_url: &str) -> Outcome {
    for (sent, read) in [(0, 0), (MIB, MIB), (MIB + 1, MIB + 1), (3 * MIB, MIB + 1)] {
        let body = vec![2; sent];
        let announced = echo(base_url, body.as_slice())?;
        assert_eq!((announced["body_bytes"].as_u64(), announced["body_sum"].as_u64()), twice(read), "{sent} announced");
        let streamed = echo(base_url, ureq::SendBody::from_owned_reader(std::io::Cursor::new(body)))?;
        assert_eq!((streamed["body_bytes"].as_u64(), streamed["body_sum"].as_u64()), twice(read), "{sent} streamed");
    }
    Ok(())
}

fn twice(bytes: usize) -> (Option<u64>, Option<u64>) {
    (u64::try_from(bytes).ok(), u64::try_from(2 * bytes).ok())
}

fn ports_are_there(base_url: &str, server: &Sqld) -> Outcome {
    let (first, second) = (echo(base_url, "")?, echo(base_url, "")?);
    assert_eq!(first["greeting"], "good day");
    assert_ne!(first["random"], second["random"]);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis() as f64;
    let seen = first["now_ms"].as_f64().ok_or("no time")?;
    assert!((now - seen).abs() < 5_000.0, "{now} {seen}");
    let before = text(base_url, "/probe/database")?;
    assert!(before.contains("Missing"), "{before}");
    server.create("platform")?;
    let after = text(base_url, "/probe/database")?;
    assert!(after.contains("there and back"), "{after}");
    Ok(())
}

fn other_systems_are_reached_and_bounded(base_url: &str) -> Outcome {
    let found = fetch(base_url, &format!("{base_url}/probe/echo?from=within"))?;
    assert_eq!(found["status"], 200, "{found}");
    let body: Json = serde_json::from_str(found["body"].as_str().ok_or("no body")?)?;
    assert_eq!((&body["query"], &body["body_bytes"]), (&"from=within".into(), &200_000.into()));

    let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let refused = fetch(base_url, &format!("http://{nobody}/"))?;
    assert!(refused["error"].is_string(), "{refused}");

    // Accepts and never answers, or answers and never ends.
    for begins in ["", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhal"] {
        let silent = TcpListener::bind("127.0.0.1:0")?;
        let address = silent.local_addr()?;
        let keeper = std::thread::spawn(move || -> std::io::Result<TcpStream> {
            let (mut stream, _) = silent.accept()?;
            read_request(&mut stream)?;
            stream.write_all(begins.as_bytes())?;
            Ok(stream)
        });
        let start = std::time::Instant::now();
        let late = fetch(base_url, &format!("http://{address}/"))?;
        assert!(late["error"].is_string(), "{late}");
        assert!((400..3_000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
        drop(keeper.join());
    }

    // Goes on and on, however it is announced: what is too much is refused before it is all there.
    let endless = "HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n";
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    for begins in [endless, chunked] {
        let generous = TcpListener::bind("127.0.0.1:0")?;
        let address = generous.local_addr()?;
        let giver = std::thread::spawn(move || -> std::io::Result<()> {
            let (mut stream, _) = generous.accept()?;
            read_request(&mut stream)?;
            stream.write_all(begins.as_bytes())?;
            let piece = if begins == chunked { format!("ffff\r\n{:65535}\r\n", "") } else { " ".repeat(65_535) };
            (0..1_500).try_for_each(|_| stream.write_all(piece.as_bytes()))
        });
        let refused = fetch(base_url, &format!("http://{address}/"))?;
        assert!(refused["error"].as_str().is_some_and(|error| error.contains("too large")), "{refused}");
        assert!(giver.join().map_err(|_| "the giver panicked")?.is_err(), "all of it was taken");
    }

    // A redirect is an answer like any other.
    let elsewhere = TcpListener::bind("127.0.0.1:0")?;
    let address = elsewhere.local_addr()?;
    let server = std::thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = elsewhere.accept()?;
        read_request(&mut stream)?;
        stream.write_all(b"HTTP/1.1 302 Found\r\nlocation: /more\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    });
    assert_eq!(fetch(base_url, &format!("http://{address}/"))?["status"], 302);
    drop(server.join());
    Ok(())
}

/// Reads the 200,000 bytes that the probe sends, and their head.
fn read_request(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut bytes = vec![0; 64 * 1024];
    let mut marks = 0;
    while marks < 200_000 {
        let read = stream.read(&mut bytes)?;
        marks += bytes.iter().take(read).filter(|byte| **byte == b'!').count();
        if read == 0 {
            break;
        }
    }
    Ok(())
}

fn answers_leave_whole(base_url: &str) -> Outcome {
    let empty = agent().get(format!("{base_url}/probe/empty")).call()?;
    assert_eq!(empty.status(), 204);
    let mut stream = agent().get(format!("{base_url}/probe/stream")).call()?;
    let bytes = stream.body_mut().with_config().limit(10_000_000).read_to_vec()?;
    let expected: Vec<u8> = (1..=40).flat_map(|piece| vec![piece; 50_000]).collect();
    assert_eq!(bytes.len(), expected.len());
    assert!(bytes == expected);
    Ok(())
}

fn panics_stay_with_their_request(base_url: &str) -> Outcome {
    // More often than an instance is kept.
    for round in 0..12 {
        for path in ["/probe/panic", "/probe/late-panic"] {
            let base = base_url.to_owned();
            let bystander = std::thread::spawn(move || echo(&base, "x").map_err(|error| error.to_string()));
            let mut response = agent().get(format!("{base_url}{path}")).call()?;
            let body = response.body_mut().read_to_string()?;
            assert_eq!(response.status(), 500, "{round} {path}");
            let kind = response.headers().get("content-type").map(|kind| kind.as_bytes());
            assert_eq!(kind, Some(b"application/problem+json".as_slice()), "{path}: {body}");
            let problem: Json = serde_json::from_str(&body)?;
            assert_eq!(problem["status"], 500);
            assert!(!body.contains("no client may see"), "{body}");
            assert_eq!(bystander.join().map_err(|_| "the bystander panicked")??["body_bytes"], 1);
        }
    }
    Ok(())
}

/// Spin breaks the connection off. workerd, by itself, ends it as if that were all; so whoever reads an export must be
/// able to tell from its content.
fn broken_streams_are_not_whole(base_url: &str, breaks_off: bool) -> Outcome {
    for path in ["/probe/break-stream", "/probe/panic-in-stream"] {
        let read = agent()
            .get(format!("{base_url}{path}"))
            .call()
            .map_err(|error| error.to_string())
            .and_then(|mut response| response.body_mut().read_to_vec().map_err(|error| error.to_string()));
        assert!(read.is_err() || (!breaks_off && read.is_ok_and(|bytes| bytes.len() == 150_000)), "{path}");
        echo(base_url, "")?;
    }
    Ok(())
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn text(base_url: &str, path: &str) -> Outcome<String> {
    Ok(agent().get(format!("{base_url}{path}")).call()?.body_mut().read_to_string()?)
}

fn echo(base_url: &str, body: impl ureq::AsSendBody) -> Outcome<Json> {
    let mut response = agent().post(format!("{base_url}/probe/echo")).send(body)?;
    Ok(serde_json::from_str(&response.body_mut().read_to_string()?)?)
}

fn fetch(base_url: &str, url: &str) -> Outcome<Json> {
    let mut response = agent().post(format!("{base_url}/probe/fetch")).send(url)?;
    Ok(serde_json::from_str(&response.body_mut().read_to_string()?)?)
}
