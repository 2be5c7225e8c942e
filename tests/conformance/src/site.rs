//! A client's website: the business behind it, the widget on its domain, and what its visitors send.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use entity::civil::format_timestamp;
use serde_json::{Value as Json, json};
use testkit::Bookings;

use crate::suite::new_client;
use crate::{Client, Reply, Resolver};

/// How many ask for their tokens at the same time: nobody is to wait so long that a token is not theirs any more.
const ASKERS: usize = 10;

/// How long a form takes to fill, at least.
const READING: Duration = Duration::from_millis(2100);

/// How often a visitor asks again who is told to come back.
const TRIES: u64 = 30;

const DAY_MS: i64 = 86_400_000;

/// A client with people who serve at all times, rooms, a service, and a widget on a verified domain.
pub struct Site {
    /// The client.
    pub client: String,
    /// The service that everybody offers.
    pub service: String,
    /// The origin of the website.
    pub origin: String,
    /// The key of the widget.
    pub key: String,
    /// The people.
    pub staff: Vec<String>,
    rooms: Vec<String>,
}

impl Site {
    /// One with a person alone.
    pub fn new(admin: &Client) -> Self {
        Site::with(admin, 1, 0, json!({}))
    }

    /// One with so many people and rooms, and a service of an hour with further members.
    pub fn with(admin: &Client, people: usize, rooms: usize, service: Json) -> Self {
        let client = new_client(admin);
        let origin = verified_domain(admin, &client);
        let staff = (0..people).map(|number| person(admin, &client, number)).collect();
        let location = made(admin, "locations", &json!({"client_id": client, "name": "Here"}));
        let room = |number| {
            let body = json!({"client_id": client, "location_id": location, "name": format!("Room {number}")});
            made(admin, "rooms", &body)
        };
        let rooms = (0..rooms).map(room).collect();
        let widget = made(admin, "widgets", &json!({"client_id": client, "name": "Website", "proof_of_work_bits": 0}));
        let key = admin.post(&format!("/api/widgets/{widget}/key"), &json!({})).expect(200).text("key");
        let mut site = Site { client, service: String::new(), origin, key, staff, rooms };
        site.service = site.offer(admin, service);
        site
    }

    /// A further service of an hour, by everybody and in every room. Gives its id.
    pub fn offer(&self, admin: &Client, changes: Json) -> String {
        let mut body = json!({"client_id": self.client, "name": "Haircut", "duration_minutes": 60});
        for (name, value) in changes.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        let service = made(admin, "services", &body);
        for staff in &self.staff {
            let link = json!({"client_id": self.client, "service_id": service, "staff_id": staff});
            made(admin, "staff-services", &link);
        }
        for room in &self.rooms {
            let link = json!({"client_id": self.client, "service_id": service, "room_id": room});
            made(admin, "service-rooms", &link);
        }
        service
    }

    /// A path below the widget's key.
    pub fn path(&self, what: &str) -> String {
        format!("/embed/{}{what}", self.key)
    }

    /// A token that is as old as a form takes to fill: what is sent under a younger one is suspicious.
    pub fn read_token(&self, nobody: &Client) -> String {
        let token = self.token(nobody);
        thread::sleep(READING);
        token
    }

    /// A token for a visitor.
    pub fn token(&self, nobody: &Client) -> String {
        let headers = [("origin", self.origin.as_str())];
        nobody.send("GET", &self.path(""), &headers, &[]).expect(200).text("token")
    }

    /// As many tokens, a few at a time, as old as a form takes to fill.
    pub fn tokens(&self, nobody: &Client, count: usize) -> Vec<String> {
        let some = |count: usize| (0..count).map(|_| self.token(nobody)).collect::<Vec<_>>();
        thread::scope(|scope| {
            let askers: Vec<_> = (0..ASKERS).map(|_| scope.spawn(|| some(count.div_ceil(ASKERS)))).collect();
            let mut tokens: Vec<_> = askers.into_iter().flat_map(|asker| asker.join().expect("tokens")).collect();
            tokens.truncate(count);
            thread::sleep(READING);
            tokens
        })
    }

    /// The headers of a page.
    pub fn headers<'h>(&'h self, token: &'h str, key: &'h str) -> [(&'h str, &'h str); 4] {
        [
            ("origin", &self.origin),
            ("content-type", "application/json"),
            ("x-portico-token", token),
            ("idempotency-key", key),
        ]
    }

    /// Sends what a page sends.
    #[track_caller]
    pub fn post(&self, nobody: &Client, path: &str, token: &str, key: &str, body: &Json) -> Reply {
        nobody.send("POST", path, &self.headers(token, key), body.to_string().as_bytes())
    }

    /// The same, again under the same key for as long as the host says that it is too busy, or does not answer.
    pub fn post_until_answered(&self, nobody: &Client, path: &str, token: &str, key: &str, body: &Json) -> Reply {
        let headers = self.headers(token, key);
        let text = body.to_string();
        let mut answer = Reply::default();
        for attempt in 0..TRIES {
            answer = nobody.try_send("POST", path, &headers, text.as_bytes()).unwrap_or_default();
            if ![0, 429, 503].contains(&answer.status) {
                break;
            }
            thread::sleep(Duration::from_millis(200 * (attempt + 1)));
        }
        answer
    }

    /// The free slots of four days from the day after tomorrow on: none of them begins while the suite runs.
    pub fn slots(&self, nobody: &Client, service: &str) -> Vec<String> {
        let day = |after: i64| format_timestamp(now_ms() + after * DAY_MS).map(|text| text.chars().take(10).collect());
        let [from, to] = [2, 5].map(|after| day(after).unwrap_or_else(String::new));
        let path = self.path(&format!("/slots?service_id={service}&from={from}&to={to}&time_zone=UTC"));
        let token = self.token(nobody);
        let headers = [("origin", self.origin.as_str()), ("x-portico-token", &token)];
        let slots = nobody.send("GET", &path, &headers, &[]).expect(200).json();
        let slots = slots["slots"].as_array().cloned().unwrap_or_default();
        slots.iter().map(|slot| slot["start"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// A slot that is free.
    pub fn slot(&self, nobody: &Client) -> String {
        self.slots(nobody, &self.service).into_iter().next().expect("a free slot")
    }

    /// What a visitor sends to book.
    pub fn booking(&self, start: &str, visitor: &str) -> Json {
        json!({
            "service_id": self.service, "start": start, "time_zone": "Europe/Berlin", "language": "de",
            "contact": {"name": "Ada Lovelace", "email": format!("visitor{visitor}@example.com")},
            "consent": {"text": "I agree.", "given": true}, "attribution": {"utm_source": "suite"},
            "protection": {"website": "", "elapsed_ms": 9000, "proof_of_work": "0"},
        })
    }

    /// What there is of bookings, as staff see it.
    pub fn bookings(&self, admin: &Client) -> Bookings {
        Bookings::new(Bookings::LISTS.map(|resource| admin.all(&format!("/api/{resource}?client_id={}", self.client))))
    }
}

/// The present, in milliseconds since 1970.
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that is right");
    i64::try_from(since.as_millis()).expect("a clock that is right")
}

/// A domain of the client that its record in the DNS verifies. Gives its origin.
fn verified_domain(admin: &Client, client: &str) -> String {
    let domain = format!("{}.example", client.replace('_', "-"));
    let id = made(admin, "domains", &json!({"client_id": client, "domain": domain}));
    let verify = format!("/api/domains/{id}/verify");
    let asked = admin.post(&verify, &json!({})).expect(200).json();
    Resolver::publish(asked["or_publish_record"]["value"].as_str().unwrap_or_default());
    let verified = admin.post(&verify, &json!({})).expect(200);
    assert_eq!(verified.text("verification_method"), "DNS");
    format!("https://{domain}")
}

/// Somebody who serves at all times.
fn person(admin: &Client, client: &str, number: usize) -> String {
    let staff = made(admin, "staff", &json!({"client_id": client, "name": format!("Mia {number}")}));
    let hours = |day: &str| {
        let hours =
            json!({"client_id": client, "staff_id": staff, "weekday": day, "start_minute": 0, "end_minute": 1440});
        json!({"op": "create", "data": hours})
    };
    let week = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"].map(hours);
    admin.post("/api/working-hours/bulk", &json!({"operations": week})).expect(200);
    staff
}

/// The id of a new record.
#[track_caller]
fn made(admin: &Client, resource: &str, body: &Json) -> String {
    admin.post(&format!("/api/{resource}"), body).expect(201).text("id")
}
