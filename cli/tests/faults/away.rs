//! A database server that falls silent, dies and comes back: 503 within bounds, and everything by itself afterwards.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hosts::Sqld;
use serde_json::Value as Json;

use crate::Site;
use crate::support::{Folder, Served, portico, send, started};

/// How long one attempt at the database may take, by setting.
const ATTEMPT: Duration = Duration::from_millis(800);

/// Within this a client must hear that the database is away: two attempts, the pauses between, and a slow machine.
const BOUND: Duration = Duration::from_secs(8);

#[test]
fn a_database_that_is_away_is_told_within_bounds_and_found_again() {
    let folder = Folder::new();
    let mut sqld = Sqld::start().unwrap();
    let between = Between::start(sqld.base_url.trim_start_matches("http://").to_owned());
    let on_server = |command: &mut Command| {
        command
            .env("PORTICO_DATA", &folder.0)
            .env("PORTICO_DATABASE_URL", &between.base_url)
            .env("PORTICO_DATABASE_ADMIN_URL", &sqld.admin_url)
            .env("PORTICO_DATABASE_TIMEOUT_MS", ATTEMPT.as_millis().to_string());
    };
    let mut command = portico(&["serve", "--port", "0", "--quiet"]);
    on_server(&mut command);
    let served = started(command.stderr(Stdio::null()));
    let site = Site::new(&served.address, || {
        let mut command = portico(&["tenants", "create", "Acme", "--email", "ann@example.com"]);
        on_server(&mut command);
        let output = command.env("PORTICO_PASSWORD", "correct horse").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).split(' ').next().unwrap().to_owned()
    });
    works(&served, &site, "before@example.com");

    between.silent.store(true, Ordering::Relaxed);
    is_away(&served, &site);
    between.silent.store(false, Ordering::Relaxed);
    works(&served, &site, "after-silence@example.com");

    sqld.kill();
    is_away(&served, &site);
    sqld.start_again().unwrap();
    works(&served, &site, "after-death@example.com");

    let path = "/api/contacts?fields=email&sort=email";
    let (_, page) = send(&served.address, "GET", path, Some(&site.token), None);
    let emails: Vec<&str> = page["data"].as_array().unwrap().iter().filter_map(|row| row["email"].as_str()).collect();
    let acknowledged = ["after-death@example.com", "after-silence@example.com", "before@example.com"];
    assert!(acknowledged.iter().all(|email| emails.contains(email)), "{emails:?}");
}

/// Reads and writes succeed, with no more help than a client that tries again.
fn works(served: &Served, site: &Site, email: &str) {
    let start = Instant::now();
    let body: Json = serde_json::from_str(&site.contact(email)).unwrap();
    let ask =
        |method: &str, body: Option<Json>| send(&served.address, method, "/api/contacts", Some(&site.token), body).0;
    while ask("GET", None) != 200 {
        assert!(start.elapsed() < BOUND, "it did not find its database again");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(ask("POST", Some(body)), 201);
}

/// Many requests at once are all answered with 503 and when to try again; the process itself is well.
fn is_away(served: &Served, site: &Site) {
    let one = |number: usize| {
        let start = Instant::now();
        let (method, body) = match number % 2 {
            0 => ("GET", String::new()),
            _ => ("POST", site.contact(&format!("nobody-{number}@example.com"))),
        };
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request = ureq::http::Request::builder().method(method).uri(format!("{}/api/contacts", served.address));
        let request = request.header("authorization", format!("Bearer {}", site.token));
        let request = request.header("content-type", "application/json").body(body).unwrap();
        let response = agent.run(request).unwrap();
        assert_eq!(response.status(), 503);
        let seconds = response.headers().get("retry-after").unwrap().to_str().unwrap().parse::<u32>().unwrap();
        assert!((1..60).contains(&seconds));
        assert!(start.elapsed() < BOUND, "answered after {:?}", start.elapsed());
    };
    std::thread::scope(|scope| {
        let one = &one;
        let asking: Vec<_> = (0..16).map(|number| scope.spawn(move || one(number))).collect();
        assert_eq!(send(&served.address, "GET", "/healthz", None, None).0, 200);
        assert_eq!(send(&served.address, "GET", "/readyz", None, None).0, 503);
        asking.into_iter().for_each(|one| one.join().unwrap());
    });
}

/// Stands between a client and its server, and can swallow all that is said.
struct Between {
    base_url: String,
    silent: Arc<AtomicBool>,
}

impl Between {
    fn start(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let silent = Arc::new(AtomicBool::new(false));
        let swallow = silent.clone();
        // Ends with the test's process.
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A server that is gone: so is the connection.
                let Ok(server) = TcpStream::connect(&server) else { continue };
                let (to_client, to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                for (from, to) in [(client, to_server), (server, to_client)] {
                    let swallow = swallow.clone();
                    std::thread::spawn(move || pass_on(from, to, &swallow));
                }
            }
        });
        Between { base_url, silent }
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, swallow: &AtomicBool) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(read) = from.read(&mut bytes) {
        let heard = !swallow.load(Ordering::Relaxed);
        if read == 0 || (heard && to.write_all(&bytes[..read]).is_err()) {
            break;
        }
    }
    // Whoever is on the other side learns that it is over.
    let _ = to.shutdown(Shutdown::Both);
}
