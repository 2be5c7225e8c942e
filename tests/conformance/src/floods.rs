//! A flood: one address asks two hundred times a second, and is refused; another address goes on booking on the same widget.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::site::{Site, now_ms};
use crate::{Client, Reply};

/// How often the flood asks, and how many times: two hundred times a second for six seconds.
const EVERY: Duration = Duration::from_millis(5);
const REQUESTS: u32 = 1200;

/// How many lines it comes over: enough for each to wait a third of a second for its answers.
const LINES: usize = 64;

/// What an address may ask in a minute: docs/EMBED-API.md.
const CONFIGURATIONS: usize = 240;
const ENTRIES: usize = 60;

const MINUTE_MS: i64 = 60_000;

/// How long the neighbour rests between two bookings, so as to stay within what an address may ask.
const REST: Duration = Duration::from_millis(400);

/// How long the neighbour waits for anything at the most: on a small machine that does other things besides.
const PATIENCE: Duration = Duration::from_secs(20);

/// What comes back when the database is busy.
const BUSY: &[u16] = &[0, 503];

/// How often the neighbour asks again then.
const TRIES: usize = 60;

const FLOOD: &str = "192.0.2.1";
const NEIGHBOUR: &str = "192.0.2.2";

/// What a flood did.
pub struct Flooded {
    /// How long it took.
    pub took: Duration,
    /// How often somebody was told that the database is busy, or not answered at all.
    pub busy: usize,
    /// How many of the flood's requests were let in while the neighbour waited for one answer, at the most.
    pub overtaken: usize,
}

/// Floods a host whose limits are not lifted, and sees whom it hurts: nobody but the flood is refused. With a libSQL server on a
/// small machine, what an address may ask in a minute can keep the database busy for longer than the flood takes to ask; then
/// the neighbour asks again, as the widget does, and waits. Where an instance lives for more than a request it waits behind
/// what the flood may have under way, and not behind all that: however slow the machine, few of them come before each answer.
///
/// # Panics
///
/// When anybody but the flood is refused, or the flood is not.
pub fn is_held_off(host: &str, base_url: &str) -> Flooded {
    let (admin, _) = Client::new(base_url).sign_up(&format!("flood@{host}.example"));
    let site = Site::new(&admin);
    let neighbour = Neighbour::new(&site, base_url);
    let quiet = neighbour.book(4, &|| true);

    let begin_ms = now_ms();
    let token = site.token(&Client::at(base_url, FLOOD));
    let (flooding, begin) = (AtomicBool::new(true), Instant::now());
    let (replies, flooded) = thread::scope(|scope| {
        let bookings = scope.spawn(|| neighbour.book(usize::MAX, &|| flooding.load(Ordering::Relaxed)));
        let replies = flood(&site, base_url, &token, &neighbour.let_in);
        flooding.store(false, Ordering::Relaxed);
        (replies, bookings.join().expect("a neighbour who is not hurt"))
    });
    let took = begin.elapsed();
    let minutes = usize::try_from(now_ms() / MINUTE_MS - begin_ms / MINUTE_MS + 1).unwrap_or_default();

    let slowest = |waits: &[Duration]| waits.iter().max().copied().unwrap_or_default().as_millis();
    let answers = |statuses: &[u16]| replies.iter().filter(|(_, reply)| statuses.contains(&reply.status)).count();
    let (refused, busy) = (answers(&[429]), answers(BUSY) + neighbour.busy.load(Ordering::Relaxed));
    let overtaken = neighbour.overtaken.load(Ordering::Relaxed);
    eprintln!(
        "{host}: {REQUESTS} requests in {} ms, {refused} refused, {busy} found the database busy; meanwhile {} bookings, the slowest in {} ms, before it in {} ms; {overtaken} let in during one request of theirs",
        took.as_millis(),
        flooded.len(),
        slowest(&flooded),
        slowest(&quiet)
    );
    assert!(!flooded.is_empty(), "the neighbour booked meanwhile");
    for (_, reply) in replies.iter().filter(|(_, reply)| reply.status == 429) {
        let wait: u32 = reply.header("retry-after").and_then(|wait| wait.parse().ok()).unwrap_or_default();
        assert!((1..=60).contains(&wait), "{:?}", reply.headers);
        assert_eq!(reply.header("access-control-allow-origin"), Some(site.origin.as_str()), "the page can read why");
    }
    // One configuration was asked for before, for the token.
    let of_configurations = CONFIGURATIONS - 1..=CONFIGURATIONS * minutes;
    let of_entries = ENTRIES..=ENTRIES * minutes;
    // A token is good for one enquiry, and every further one counts like it.
    for (path, statuses, allowed) in [("", &[200][..], of_configurations), ("/leads", &[201, 401], of_entries)] {
        let answered: Vec<u16> = replies.iter().filter(|(of, _)| *of == path).map(|(_, reply)| reply.status).collect();
        let count = |wanted: &[u16]| answered.iter().filter(|status| wanted.contains(status)).count();
        let (passed, unanswered) = (count(statuses), count(BUSY));
        let is_crowded = |reply: &Reply| reply.status == 429 && reply.header("retry-after") == Some("1");
        let crowded = replies.iter().filter(|(of, reply)| *of == path && is_crowded(reply)).count();
        assert_eq!(passed + unanswered + count(&[429]), answered.len(), "{path}: {answered:?}");
        assert!(passed <= *allowed.end(), "{path}: {passed} passed, and not {allowed:?}");
        assert!(passed + unanswered + crowded >= *allowed.start(), "{path}: {passed} passed, and not {allowed:?}");
    }
    Flooded { took, busy, overtaken }
}

/// Asks for the configuration and leaves an enquiry by turns, at its own pace whatever is answered.
fn flood(site: &Site, base_url: &str, token: &str, let_in: &AtomicUsize) -> Vec<(&'static str, Reply)> {
    let (next, begin) = (&AtomicU32::new(0), Instant::now());
    let enquiry = &json!({
        "contact": {"name": "Flood", "email": "flood@example.com"}, "message": "Water.",
        "protection": {"website": "", "elapsed_ms": 9000, "proof_of_work": "0"},
    });
    let line = || {
        let (client, mut replies) = (Client::at(base_url, FLOOD), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= REQUESTS {
                return replies;
            }
            thread::sleep((EVERY * number).saturating_sub(begin.elapsed()));
            let (path, reply) = match number % 2 {
                0 => ("", configuration(site, &client)),
                _ => {
                    let key = format!("flood-{number}");
                    let (headers, body) = (site.headers(token, &key), enquiry.to_string());
                    let reply = client.try_send("POST", &site.path("/leads"), &headers, body.as_bytes());
                    ("/leads", reply.unwrap_or_default())
                }
            };
            let is_let_in = reply.status != 429 && !BUSY.contains(&reply.status);
            let_in.fetch_add(usize::from(is_let_in), Ordering::Relaxed);
            replies.push((path, reply));
        }
    };
    thread::scope(|scope| {
        let lines: Vec<_> = (0..LINES).map(|_| scope.spawn(line)).collect();
        lines.into_iter().flat_map(|line| line.join().expect("answers")).collect()
    })
}

fn configuration(site: &Site, client: &Client) -> Reply {
    client.try_send("GET", &site.path(""), &[("origin", &site.origin)], &[]).unwrap_or_default()
}

/// Somebody at another address who wants nothing but appointments.
struct Neighbour<'s> {
    site: &'s Site,
    client: Client,
    slots: Vec<String>,
    taken: AtomicUsize,
    busy: AtomicUsize,
    /// How many of the flood's requests were let in so far, and how many at the most during one request of the neighbour.
    let_in: AtomicUsize,
    overtaken: AtomicUsize,
}

impl<'s> Neighbour<'s> {
    fn new(site: &'s Site, base_url: &str) -> Self {
        let client = Client::at(base_url, NEIGHBOUR).waiting_for(PATIENCE);
        let slots = site.slots(&client, &site.service);
        let [taken, busy, let_in, overtaken] = [0; 4].map(AtomicUsize::new);
        Neighbour { site, client, slots, taken, busy, let_in, overtaken }
    }

    /// Books one slot after the other, and so many at the most for as long as they are wanted. How long each took.
    fn book(&self, most: usize, wanted: &dyn Fn() -> bool) -> Vec<Duration> {
        let mut waits = Vec::new();
        while waits.len() < most && wanted() {
            let begin = Instant::now();
            self.book_one();
            waits.push(begin.elapsed());
            thread::sleep(REST);
        }
        waits
    }

    /// All that the widget asks: nothing is to be refused.
    fn book_one(&self) {
        let (site, number) = (self.site, self.taken.fetch_add(1, Ordering::Relaxed));
        let token = self.insist(200, || configuration(site, &self.client)).text("token");
        let post = |path: &str, key: &str, body: &Json| {
            let (path, headers, body) = (site.path(path), site.headers(&token, key), body.to_string());
            self.insist(201, || self.client.try_send("POST", &path, &headers, body.as_bytes()).unwrap_or_default())
        };
        let start = &self.slots[number];
        let key = format!("neighbour-{number}");
        let hold = post("/holds", &format!("{key}-hold"), &json!({"service_id": site.service, "start": start}));
        let mut booking = site.booking(start, &number.to_string());
        booking["hold_id"] = hold.json()["id"].clone();
        post("/appointments", &key, &booking);
    }

    /// Asks again for as long as the database is busy.
    fn insist(&self, status: u16, ask: impl Fn() -> Reply) -> Reply {
        for _ in 0..TRIES {
            let before = self.let_in.load(Ordering::Relaxed);
            let reply = ask();
            self.overtaken.fetch_max(self.let_in.load(Ordering::Relaxed) - before, Ordering::Relaxed);
            if !BUSY.contains(&reply.status) {
                return reply.expect(status);
            }
            self.busy.fetch_add(1, Ordering::Relaxed);
            thread::sleep(REST);
        }
        panic!("the database stays busy")
    }
}
