//! What the native host's HTTP client connects to.

#![cfg(not(target_family = "wasm"))]
#![allow(missing_docs, clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use edge::native::HttpClient;
use store::{Outbound, OutboundError, OutboundRequest};

/// A server of this machine: its port, and how many have connected to it. It sends whoever asks to itself again.
fn server() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Arc::new(AtomicUsize::new(0));
    let count = seen.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            count.fetch_add(1, Ordering::SeqCst);
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let head = format!("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:{port}/\r\n");
            let _ = stream.write_all(format!("{head}content-length: 0\r\nconnection: close\r\n\r\n").as_bytes());
        }
    });
    (port, seen)
}

fn request(url: String, public_only: bool) -> OutboundRequest {
    let (headers, body) = (Vec::new(), Vec::new());
    OutboundRequest { method: "GET", url, headers, body, timeout_ms: 5000, largest_answer: 1000, public_only }
}

async fn get(client: &HttpClient, url: String, public_only: bool) -> Result<u16, OutboundError> {
    client.send(request(url, public_only)).await.map(|answer| answer.status)
}

#[tokio::test]
async fn what_is_for_the_public_internet_does_not_lead_inside() {
    let (port, seen) = server();
    let client = HttpClient::new(false);
    // Addresses, the ways of writing one that only a resolver reads, and a name that leads inside.
    for host in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "2130706433", "0x7f.1", "localhost"] {
        let answer = get(&client, format!("http://{host}:{port}/"), true).await;
        let OutboundError(why) = answer.unwrap_err();
        assert!(why.contains("public") || why.contains("uri"), "{host}: {why}");
    }
    assert_eq!(seen.load(Ordering::SeqCst), 0, "nobody was connected to");

    let inside = format!("http://localhost:{port}/");
    assert_eq!(get(&client, inside.clone(), false).await, Ok(302), "where the settings lead, and no further");
    assert!(get(&client, inside.clone(), true).await.is_err(), "not by the connection of before either");
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    assert_eq!(get(&HttpClient::new(true), inside, true).await, Ok(302), "where it is allowed");
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(&[b'.'; 1000]);
        }
    });
    let client = HttpClient::new(true);
    for (largest_answer, fits) in [(1000, true), (999, false)] {
        let request = OutboundRequest { largest_answer, ..request(url.clone(), true) };
        assert_eq!(client.send(request).await.map(|answer| answer.body.len()).ok(), fits.then_some(1000));
    }
}
