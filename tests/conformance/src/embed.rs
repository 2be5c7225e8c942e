//! Visitors of a client's website: what they can do there, and that no two of them get one slot.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::suite::new_client;
use crate::{Client, Reply, Resolver};

/// How many visitors want the one slot.
const CROWD: usize = 1000;

/// How many ask for their tokens at the same time: nobody is to wait so long that a token is not theirs any more.
const ASKERS: usize = 10;

/// How often a visitor asks again who is told to come back.
const TRIES: u64 = 30;

/// A client with a service that one person offers at all times, and a widget on a verified domain.
struct Site {
    client: String,
    service: String,
    key: String,
    origin: String,
}

impl Site {
    fn new(admin: &Client) -> Self {
        let client = new_client(admin);
        let id = |resource: &str, body: &Json| admin.post(&format!("/api/{resource}"), body).expect(201).text("id");
        let domain = format!("{}.example", client.replace('_', "-"));
        let made = id("domains", &json!({"client_id": client, "domain": domain}));
        let verify = format!("/api/domains/{made}/verify");
        let asked = admin.post(&verify, &json!({})).expect(200).json();
        Resolver::publish(asked["or_publish_record"]["value"].as_str().unwrap_or_default());
        let verified = admin.post(&verify, &json!({})).expect(200);
        assert_eq!(verified.text("verification_method"), "DNS");
        let service = id("services", &json!({"client_id": client, "name": "Haircut", "duration_minutes": 60}));
        let staff = id("staff", &json!({"client_id": client, "name": "Mia"}));
        id("staff-services", &json!({"client_id": client, "staff_id": staff, "service_id": service}));
        for day in ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] {
            let hours =
                json!({"client_id": client, "staff_id": staff, "weekday": day, "start_minute": 0, "end_minute": 1440});
            id("working-hours", &hours);
        }
        let widget = id("widgets", &json!({"client_id": client, "name": "Website", "proof_of_work_bits": 0}));
        let key = admin.post(&format!("/api/widgets/{widget}/key"), &json!({})).expect(200).text("key");
        Site { client, service, key, origin: format!("https://{domain}") }
    }

    fn path(&self, what: &str) -> String {
        format!("/embed/{}{what}", self.key)
    }

    fn configuration(&self, nobody: &Client) -> Json {
        nobody.send("GET", &self.path(""), &[("origin", &self.origin)], &[]).expect(200).json()
    }

    fn token(&self, nobody: &Client) -> String {
        self.configuration(nobody)["token"].as_str().unwrap_or_default().to_owned()
    }

    /// As many tokens, a few at a time.
    fn tokens(&self, nobody: &Client, count: usize) -> Vec<String> {
        let some = |count: usize| (0..count).map(|_| self.token(nobody)).collect::<Vec<_>>();
        thread::scope(|scope| {
            let askers: Vec<_> = (0..ASKERS).map(|_| scope.spawn(|| some(count / ASKERS))).collect();
            askers.into_iter().flat_map(|asker| asker.join().expect("tokens")).collect()
        })
    }

    /// Books, and asks again under the same key for as long as the host says that it is too busy, or does not answer.
    fn post_until_answered(&self, nobody: &Client, token: &str, key: &str, body: &Json) -> u16 {
        let headers = self.headers(token, key);
        let text = body.to_string();
        let mut status = 0;
        for attempt in 0..TRIES {
            let reply = nobody.try_send("POST", &self.path("/appointments"), &headers, text.as_bytes());
            status = reply.map_or(0, |reply| reply.status);
            if ![0, 429, 503].contains(&status) {
                break;
            }
            thread::sleep(Duration::from_millis(200 * (attempt + 1)));
        }
        status
    }

    fn headers<'h>(&'h self, token: &'h str, key: &'h str) -> [(&'h str, &'h str); 4] {
        [
            ("origin", &self.origin),
            ("content-type", "application/json"),
            ("x-portico-token", token),
            ("idempotency-key", key),
        ]
    }

    fn post(&self, nobody: &Client, path: &str, token: &str, key: &str, body: &Json) -> Reply {
        nobody.send("POST", path, &self.headers(token, key), body.to_string().as_bytes())
    }

    /// The first slots that are free.
    fn slots(&self, nobody: &Client, token: &str) -> Vec<String> {
        let (from, to) = ("2026-01-01", "2026-01-02");
        let path = |from: &str, to: &str| {
            self.path(&format!("/slots?service_id={}&from={from}&to={to}&time_zone=UTC", self.service))
        };
        let ask = |path: String| {
            nobody.send("GET", &path, &[("origin", &self.origin), ("x-portico-token", token)], &[]).expect(200).json()
        };
        // Whatever today is, the next free slot says so.
        let next = ask(path(from, to))["next_free"].as_str().unwrap_or_default().to_owned();
        let day = next.get(..10).unwrap_or_default();
        let slots = ask(path(day, day))["slots"].as_array().cloned().unwrap_or_default();
        slots.iter().map(|slot| slot["start"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// A slot of tomorrow or later: those of today go while the suite runs.
    fn later_slot(&self, nobody: &Client, token: &str) -> String {
        let first = self.slots(nobody, token).first().cloned().unwrap_or_default();
        let taken = json!({"service_id": self.service, "start": first});
        let held = self.post(nobody, &self.path("/holds"), token, "find-later", &taken).expect(201);
        nobody
            .send(
                "DELETE",
                &self.path(&format!("/holds/{}", held.text("id"))),
                &[("origin", &self.origin), ("x-portico-token", token)],
                &[],
            )
            .expect(204);
        first
    }

    fn booking(&self, start: &str, number: usize) -> Json {
        json!({
            "service_id": self.service, "start": start, "time_zone": "Europe/Berlin", "language": "de",
            "contact": {"name": "Ada Lovelace", "email": format!("visitor{number}@example.com")},
            "consent": {"text": "I agree.", "given": true}, "attribution": {"utm_source": "suite"},
            "protection": {"website": "", "elapsed_ms": 9000, "proof_of_work": "0"},
        })
    }
}

pub fn booking(nobody: &Client, admin: &Client) {
    let site = Site::new(admin);
    let token = site.token(nobody);
    let start = site.later_slot(nobody, &token);
    let body = site.booking(&start, 0);
    let booked = site.post(nobody, &site.path("/appointments"), &token, "a-booking-key", &body).expect(201);
    assert_eq!(booked.header("access-control-allow-origin"), Some(site.origin.as_str()));
    let again = site.post(nobody, &site.path("/appointments"), &token, "a-booking-key", &body).expect(201);
    assert_eq!(again.json(), booked.json());
    let taken = site.post(nobody, &site.path("/appointments"), &site.token(nobody), "another-key", &body).expect(409);
    assert_eq!(
        (taken.text("type"), taken.json()["next_free"].as_array().map(Vec::len)),
        ("/problems/slot-taken".into(), Some(5))
    );

    let listed = admin.get(&format!("/api/appointments?client_id={}", site.client)).expect(200).json();
    assert_eq!((&listed["data"][0]["id"], &listed["data"][0]["source"]), (&booked.json()["id"], &json!("WIDGET")));
    let sent = admin.get(&format!("/api/outbox-messages?client_id={}", site.client)).expect(200).json();
    assert_eq!(sent["data"][0]["recipient"], "visitor0@example.com");

    let link = format!("/embed/appointments/{}", booked.text("token"));
    let seen = nobody.send("GET", &link, &[("origin", &site.origin)], &[]).expect(200);
    assert_eq!((seen.text("key"), &seen.json()["can_cancel"]), (site.key.clone(), &json!(true)));
    let calendar = nobody.get(&format!("{link}/calendar.ics")).expect(200);
    assert!(String::from_utf8_lossy(&calendar.body).starts_with("BEGIN:VCALENDAR"));
    let next = taken.json()["next_free"][0].clone();
    let moved = site.post(nobody, &link, "", "move-key", &json!({"action": "reschedule", "start": next})).expect(200);
    assert_eq!(moved.json()["start"], next);
    let cancelled =
        site.post(nobody, &link, "", "cancel-key", &json!({"action": "cancel", "reason": "Ill"})).expect(200);
    assert_eq!(cancelled.text("status"), "CANCELLED");
    site.post(nobody, &site.path("/appointments"), &site.token(nobody), "after-all-key", &body).expect(201);
}

pub fn enquiry(nobody: &Client, admin: &Client) {
    let site = Site::new(admin);
    let body = json!({
        "contact": {"name": "Ada Lovelace", "phone": "+49 30 901820"}, "message": "Do you cut fringes?",
        "protection": {"website": "", "elapsed_ms": 9000, "proof_of_work": "0"},
    });
    let answer = site.post(nobody, &site.path("/leads"), &site.token(nobody), "enquiry-key", &body).expect(201);
    let leads = admin.get(&format!("/api/leads?client_id={}", site.client)).expect(200).json();
    assert_eq!(
        (&leads["data"][0]["phone"], &leads["data"][0]["form_submission_id"]),
        (&json!("+4930901820"), &answer.json()["id"])
    );
}

pub fn other_origins(nobody: &Client, admin: &Client) {
    let site = Site::new(admin);
    for origin in ["https://evil.example", "null", "http://portico.example"] {
        for method in ["GET", "OPTIONS"] {
            let refused = nobody.send(method, &site.path(""), &[("origin", origin)], &[]).expect(403);
            assert_eq!(refused.header("access-control-allow-origin"), None);
        }
    }
    nobody.get(&site.path("")).expect(403);
    let preflight = nobody.send("OPTIONS", &site.path("/leads"), &[("origin", &site.origin)], &[]).expect(204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some(site.origin.as_str()));
    let untold = site.post(nobody, &site.path("/leads"), "1.2.3", "some-key", &json!({})).expect(401);
    assert_eq!(untold.header("access-control-allow-origin"), Some(site.origin.as_str()));
}

pub fn a_thousand(nobody: &Client, admin: &Client) {
    let site = Site::new(admin);
    let start = site.later_slot(nobody, &site.token(nobody));
    let tokens = site.tokens(nobody, CROWD);
    let all_here = Barrier::new(CROWD);
    let visit = |number: usize, token: &str| {
        let body = site.booking(&start, number);
        all_here.wait();
        site.post_until_answered(nobody, token, &format!("key-of-{number}"), &body)
    };
    let statuses: Vec<u16> = thread::scope(|scope| {
        let one = |(number, token)| {
            let visit = &visit;
            let small = thread::Builder::new().stack_size(256 * 1024);
            small.spawn_scoped(scope, move || visit(number, token)).expect("a thread")
        };
        let visitors: Vec<_> = tokens.iter().map(String::as_str).enumerate().map(one).collect();
        visitors.into_iter().map(|visitor| visitor.join().unwrap_or_default()).collect()
    });
    let of = |status: u16| statuses.iter().filter(|other| **other == status).count();
    assert_eq!((of(201), of(409)), (1, CROWD - 1), "{statuses:?}");
    let listed = admin.get(&format!("/api/appointments?client_id={}&count=true", site.client)).expect(200).json();
    assert_eq!(listed["count"], 1);
}
