//! Told to stop: what has begun is finished, and nothing new begins.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::Site;
use crate::support::{Folder, serve};

#[test]
fn a_server_that_is_told_to_stop_finishes_the_requests_in_flight() {
    let folder = Folder::new();
    let mut served = serve(&folder.0, &["--quiet"]);
    let site = Site::in_folder(&served.address, &folder.0);
    let address = served.address.trim_start_matches("http://").to_owned();

    // Several requests whose bodies have not all arrived yet.
    let mut open: Vec<(TcpStream, String)> = (0..4)
        .map(|number| {
            let body = site.contact(&format!("last-{number}@example.com"));
            let head = format!(
                "POST /api/contacts HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\
                 content-type: application/json\r\ncontent-length: {}\r\n\r\n",
                site.token,
                body.len()
            );
            let (first, rest) = body.split_at(body.len() / 2);
            let mut stream = TcpStream::connect(&address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(first.as_bytes()).unwrap();
            (stream, rest.to_owned())
        })
        .collect();
    std::thread::sleep(Duration::from_millis(200));
    assert!(Command::new("kill").args(["-TERM", &served.child.id().to_string()]).status().unwrap().success());

    // Once it listens no more, it is stopping.
    let start = Instant::now();
    while TcpStream::connect(&address).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(5), "it still takes connections");
        std::thread::sleep(Duration::from_millis(10));
    }
    for (stream, rest) in &mut open {
        stream.write_all(rest.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    }
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
    let kept = crate::support::sql(&folder.0, &site.tenant, "SELECT count(*) FROM contacts").unwrap();
    assert_eq!(kept, [[entity::Value::from(4)]]);
}
