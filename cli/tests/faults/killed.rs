//! `kill -9` under write load, again and again: whatever was acknowledged is there, and nothing is there by halves.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use entity::Value;
use serde_json::{Value as Json, json};

use crate::Site;
use crate::support::{Folder, run, send, serve, sql};

/// How often the server is killed.
const ROUNDS: usize = 6;

/// Clients that write at once, each one request at a time.
const CLIENTS: usize = 8;

/// A contact as its client last heard of it.
struct Acknowledged {
    id: String,
    email: String,
    version: i64,
}

#[test]
fn a_killed_server_loses_nothing_that_it_acknowledged() {
    let folder = Folder::new();
    let mut served = serve(&folder.0, &["--quiet", "--tick", "1"]);
    let site = Site::in_folder(&served.address, &folder.0);
    let mut known: Vec<Acknowledged> = Vec::new();
    for round in 0..ROUNDS {
        let (address, site, answered) = (&served.address, &site, &AtomicUsize::new(0));
        let child = &mut served.child;
        let heard = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    scope.spawn(move || write_until_it_dies(address, site, &format!("{round}-{client}"), answered))
                })
                .collect();
            let start = Instant::now();
            while answered.load(Ordering::Relaxed) < CLIENTS {
                assert!(start.elapsed() < Duration::from_secs(20), "round {round}: the server does not get to work");
                std::thread::sleep(Duration::from_millis(5));
            }
            std::thread::sleep(some_time());
            child.kill().unwrap();
            child.wait().unwrap();
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect::<Vec<Acknowledged>>()
        });
        known.extend(heard);
        check(&folder.0, &site.tenant, &known, (round + 1) * CLIENTS);
        // The chain of the log goes on, and fits, whatever the server was doing when it died.
        let data = folder.0.to_str().unwrap();
        let (status, text, error) = run(&["audit", "seal", "--data", data]);
        assert_eq!(status, 0, "{text}{error}");
        let (status, text, error) = run(&["audit", "verify", "--data", data]);
        assert_eq!(status, 0, "{text}{error}");
        // On its own: nobody repairs anything, and the tokens from before are still good.
        served = serve(&folder.0, &["--quiet", "--tick", "1"]);
        let last = known.last().unwrap();
        let (status, contact) =
            send(&served.address, "GET", &format!("/api/contacts/{}", last.id), Some(&site.token), None);
        assert_eq!((status, &contact["email"]), (200, &json!(last.email)));
    }
}

/// Up to four tenths of a second, another time every time.
fn some_time() -> Duration {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Duration::from_millis(u64::from(now.subsec_micros() % 400))
}

/// Creates contacts and updates each twice, for as long as there is an answer.
fn write_until_it_dies(address: &str, site: &Site, name: &str, answered: &AtomicUsize) -> Vec<Acknowledged> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let ask = |method: &str, path: &str, body: String| -> Option<(u16, Json)> {
        let request = ureq::http::Request::builder().method(method).uri(format!("{address}{path}"));
        let request = request.header("authorization", format!("Bearer {}", site.token));
        let request = request.header("content-type", "application/json").body(body).unwrap();
        let mut response = agent.run(request).ok()?;
        // A status without the rest of its answer is no acknowledgement.
        let text = response.body_mut().read_to_string().ok()?;
        answered.fetch_add(1, Ordering::Relaxed);
        Some((response.status().as_u16(), serde_json::from_str(&text).ok()?))
    };
    let mut heard: Vec<Acknowledged> = Vec::new();
    for number in 0.. {
        let email = format!("contact-{name}-{number}@example.com");
        let Some((status, contact)) = ask("POST", "/api/contacts", site.contact(&email)) else { break };
        assert_eq!(status, 201, "{contact}");
        heard.push(Acknowledged { id: contact["id"].as_str().unwrap().to_owned(), email, version: 1 });
        let last = heard.last_mut().unwrap();
        for version in [2, 3] {
            let body = json!({"job_title": format!("{}", version - 1)}).to_string();
            let Some((status, contact)) = ask("PATCH", &format!("/api/contacts/{}", last.id), body) else {
                return heard;
            };
            assert_eq!((status, contact["version"].as_i64()), (200, Some(version)), "{contact}");
            last.version = version;
        }
    }
    heard
}

/// Looks at the database as the killed server left it.
fn check(data: &Path, tenant: &str, known: &[Acknowledged], unheard: usize) {
    let rows = |statement: &str| sql(data, tenant, statement).unwrap();
    let found = rows("SELECT id, email, version, job_title FROM contacts ORDER BY id");
    for contact in known {
        let row = found.iter().find(|row| row[0].as_text() == Some(&contact.id));
        assert!(row.is_some(), "{} was acknowledged and is gone", contact.email);
        let row = row.unwrap();
        assert_eq!(row[1].as_text(), Some(contact.email.as_str()));
        assert!(row[2].as_integer() >= Some(contact.version), "an update of {} is gone", contact.email);
    }
    // Each client had at most one request on its way when the server died.
    assert!(found.len() <= known.len() + unheard, "{} contacts, {} acknowledged", found.len(), known.len());
    for row in &found {
        let written = row[2].as_integer().map(|version| (version - 1).to_string());
        assert_eq!(row[3].as_text(), written.as_deref(), "the version and the value of one update belong together");
    }

    let none = [
        // Every write has its entry in the change log and no entry is without its write.
        "SELECT c.id FROM contacts c WHERE 1 <> (SELECT count(*) FROM changes
         WHERE entity_type = 'Contact' AND entity_id = c.id AND action = 'CREATE')",
        "SELECT c.id FROM contacts c WHERE c.version - 1 <> (SELECT count(*) FROM changes
         WHERE entity_type = 'Contact' AND entity_id = c.id AND action = 'UPDATE')",
        "SELECT id FROM changes WHERE entity_type = 'Contact' AND entity_id NOT IN (SELECT id FROM contacts)",
        "SELECT id FROM changes WHERE actor_type <> 'USER' AND entity_type = 'Contact'",
        // What a transaction leaves behind only while it runs.
        "SELECT 1 FROM change_context",
        "PRAGMA foreign_key_check",
    ];
    for statement in none {
        assert_eq!(rows(statement), Vec::<Vec<Value>>::new(), "{statement}");
    }
    // The numbers of the log have no gaps: an entry that is gone would show.
    assert_eq!(rows("SELECT max(id) - min(id) + 1 = count(*) FROM changes"), [[Value::from(1)]]);
    assert_eq!(rows("PRAGMA integrity_check"), [[Value::from("ok")]]);
    // The full-text index agrees with the table: this fails otherwise.
    rows("INSERT INTO contacts_search (contacts_search, rank) VALUES ('integrity-check', 1)");
}
