//! Visitors who hold, book, move and cancel at once, who lose patience and ask again, while the database comes and goes:
//! whatever the history, nobody is booked twice, and what somebody was told is so.

use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};
use testkit::{Bookings, SeededRandom, sample_or_all};

use crate::line::Line;
use crate::site::{Site, now_ms};
use crate::{Client, Reply};

/// How many histories there are by default and where all is tried, how many visitors each has, and how often each of them does
/// something.
const SAMPLE: u64 = 1;
const ALL: u64 = 6;
const VISITORS: u64 = 8;
const ACTIONS: u64 = 12;

/// How many starts of each service they want.
const STARTS: usize = 8;

/// How often somebody asks again.
const TRIES: usize = 100;

/// Of how many requests one is given up before its answer.
const IMPATIENT: u64 = 4;

/// A service and the starts that are wanted.
struct Wanted {
    service: String,
    starts: Vec<String>,
}

/// A booking that was refused after an answer to it had been lost: it may have been carried out all the same.
struct Doubt {
    token: String,
    request: String,
    body: Json,
}

/// What a visitor was told of an appointment, and must find.
struct Told {
    id: String,
    link: String,
    /// When it is. More than one, where it was moved and the answer was lost, and to move it was refused afterwards.
    starts: Vec<String>,
    moved: bool,
    cancelled: bool,
}

/// Somebody who does things, one after the other.
struct Visitor<'s> {
    site: &'s Site,
    nobody: &'s Client,
    admin: &'s Client,
    wanted: &'s [Wanted],
    random: SeededRandom,
    name: String,
    /// Those that are as old as a form takes to fill.
    tokens: Vec<String>,
    told: Vec<Told>,
    doubts: Vec<Doubt>,
    lost: usize,
}

pub fn no_history_books_twice(nobody: &Client, admin: &Client) {
    for seed in 0..sample_or_all(SAMPLE, ALL) {
        history(nobody, admin, seed);
    }
}

fn history(nobody: &Client, admin: &Client, seed: u64) {
    let site = Site::with(admin, 2, 1, json!({"buffer_after_minutes": 15}));
    let group = site.offer(admin, json!({"name": "Class", "capacity": 3, "buffer_before_minutes": 10}));
    let in_room = site.offer(admin, json!({"name": "Colour", "room_required": true, "slot_step_minutes": 30}));
    let wanted = [site.service.clone(), group, in_room].map(|service| {
        let starts = site.slots(nobody, &service).into_iter().take(STARTS).collect();
        Wanted { service, starts }
    });
    let mut tokens = site.tokens(nobody, VISITORS as usize * ACTIONS as usize);
    let new = |number: u64, tokens: Vec<String>| Visitor {
        site: &site,
        nobody,
        admin,
        wanted: &wanted,
        random: SeededRandom::new(seed * 1000 + number),
        name: format!("{seed}-{number}"),
        tokens,
        told: Vec::new(),
        doubts: Vec::new(),
        lost: 0,
    };
    Line::storm(seed);
    let visitors: Vec<Visitor<'_>> = thread::scope(|scope| {
        let new = &new;
        let start = |number: u64| {
            let own = tokens.split_off(tokens.len().saturating_sub(ACTIONS as usize));
            scope.spawn(move || new(number, own).live())
        };
        let threads: Vec<_> = (0..VISITORS).map(start).collect();
        threads.into_iter().map(|thread| thread.join().expect("a visitor who was answered")).collect()
    });
    let cuts = Line::calm();
    settled(&site, admin).assert_consistent(now_ms());
    let doubts: Vec<&Doubt> = visitors.iter().flat_map(|visitor| &visitor.doubts).collect();
    let resolved: Vec<Told> = doubts.iter().filter_map(|doubt| resolve(&site, nobody, doubt)).collect();
    let told: Vec<&Told> = visitors.iter().flat_map(|visitor| &visitor.told).chain(&resolved).collect();
    let bookings = site.bookings(admin);
    bookings.assert_consistent(now_ms());
    assert_as_told(&bookings, &told);

    let lost: usize = visitors.iter().map(|visitor| visitor.lost).sum();
    let count = |what: fn(&Told) -> bool| told.iter().filter(|told| what(told)).count();
    let (booked, moved, cancelled) = (told.len(), count(|told| told.moved), count(|told| told.cancelled));
    eprintln!(
        "history {seed}: {booked} booked, {moved} moved, {cancelled} cancelled, {lost} answers lost, {cuts} cuts, {} doubts",
        doubts.len()
    );
    assert!(booked > 5 && moved > 0 && cancelled > 0 && lost > 0, "something happened");
}

/// Asks once more, now that all is quiet: what was carried out under the same key is answered as it was.
fn resolve(site: &Site, nobody: &Client, doubt: &Doubt) -> Option<Told> {
    let path = site.path("/appointments");
    let reply = site.post_until_answered(nobody, &path, &doubt.token, &doubt.request, &doubt.body);
    if reply.status == 201 {
        return Some(Told::new(&reply));
    }
    drop(reply.expect(409));
    None
}

/// What there is once nothing is under way any more.
fn settled(site: &Site, admin: &Client) -> Bookings {
    let mut before = site.bookings(admin);
    loop {
        thread::sleep(Duration::from_millis(200));
        let now = site.bookings(admin);
        if now == before {
            return now;
        }
        before = now;
    }
}

/// Whatever was told is there, and nothing else.
fn assert_as_told(bookings: &Bookings, told: &[&Told]) {
    let rows = bookings.appointments();
    let text = |row: &Json, member: &str| row[member].as_str().unwrap_or_default().to_owned();
    for told in told {
        let row = rows.iter().find(|row| row["id"] == told.id.as_str());
        let row = row.unwrap_or_else(|| panic!("{} was booked and is gone", told.id));
        assert_eq!(text(row, "status") == "CANCELLED", told.cancelled, "{row}");
        let start = text(row, "start_time");
        assert!(told.cancelled || told.starts.contains(&start), "it should be at {:?}: {row}", told.starts);
    }
    let ids: BTreeSet<&str> = told.iter().map(|told| told.id.as_str()).collect();
    assert_eq!(ids.len(), told.len(), "each was told once");
    let untold: Vec<&Json> = rows.iter().filter(|row| !ids.contains(text(row, "id").as_str())).collect();
    assert!(untold.is_empty(), "nobody was told of {untold:?}");
}

impl Told {
    /// What the answer to a booking says.
    fn new(reply: &Reply) -> Self {
        let (id, link, starts) = (reply.text("id"), reply.text("token"), vec![reply.text("start")]);
        Told { id, link, starts, moved: false, cancelled: false }
    }
}

impl Visitor<'_> {
    fn live(mut self) -> Self {
        for number in 0..ACTIONS {
            let request = format!("{}-{number}", self.name);
            match self.random.below(8) {
                0..4 => self.book(&request),
                4..6 => self.reschedule(&request),
                6 => self.cancel(&request),
                _ => drop(self.hold(&request)),
            }
        }
        self
    }

    /// Books, half of the time what it has held before.
    fn book(&mut self, request: &str) {
        let held = match self.random.below(2) {
            0 => None,
            _ => match self.hold(request) {
                Some(held) => Some(held),
                None => return,
            },
        };
        let (service, start) = held.as_ref().map_or_else(|| self.choose(), |held| held.slot.clone());
        let mut body = self.site.booking(&start, &self.name);
        body["service_id"] = json!(service);
        if let Some(held) = held {
            body["hold_id"] = json!(held.id);
        }
        let token = self.token();
        let site = self.site;
        let path = site.path("/appointments");
        let (reply, in_doubt) = self.ask(self.nobody, "POST", &path, &site.headers(&token, request), &body);
        match reply.status {
            201 => self.told.push(Told::new(&reply)),
            409 if in_doubt => self.doubts.push(Doubt { token, request: request.to_owned(), body }),
            _ => drop(reply.expect(409)),
        }
    }

    /// Moves an appointment of its own that it has not moved yet, by its link or as staff.
    fn reschedule(&mut self, request: &str) {
        let Some(position) = self.told.iter().position(|told| !told.moved && !told.cancelled) else {
            return self.book(request);
        };
        let (_, start) = self.choose();
        let body = json!({"action": "reschedule", "start": start});
        let (reply, in_doubt) = self.change(position, "reschedule", &body, request);
        let Some(told) = self.told.get_mut(position) else { return };
        told.moved = true;
        match reply.status {
            200 => told.starts = vec![start],
            409 if in_doubt => told.starts.push(start),
            _ => drop(reply.expect(409)),
        }
    }

    /// Cancels an appointment of its own, by its link or as staff.
    fn cancel(&mut self, request: &str) {
        let Some(position) = self.told.iter().position(|told| !told.cancelled) else { return self.book(request) };
        let body = json!({"action": "cancel", "reason": "simulated"});
        let (reply, _) = self.change(position, "cancel", &body, request);
        reply.expect(200);
        self.told[position].cancelled = true;
    }

    fn change(&mut self, position: usize, what: &str, body: &Json, request: &str) -> (Reply, bool) {
        let (site, told) = (self.site, &self.told[position]);
        let (link, own) =
            (format!("/embed/appointments/{}", told.link), format!("/api/appointments/{}/{what}", told.id));
        if self.random.below(2) == 0 {
            return self.ask(self.nobody, "POST", &link, &site.headers("", request), body);
        }
        let mut body = body.clone();
        if let Some(members) = body.as_object_mut() {
            members.remove("action");
        }
        self.ask(self.admin, "POST", &own, &[("content-type", "application/json")], &body)
    }

    /// Keeps a slot, and gives it back now and then.
    fn hold(&mut self, request: &str) -> Option<Held> {
        let slot = self.choose();
        let body = json!({"service_id": slot.0, "start": slot.1});
        let token = self.token();
        let (site, key) = (self.site, format!("{request}-hold"));
        let (reply, _) = self.ask(self.nobody, "POST", &site.path("/holds"), &site.headers(&token, &key), &body);
        if reply.status == 409 {
            return None;
        }
        let id = reply.expect(201).text("id");
        if self.random.below(4) == 0 {
            let headers = [("origin", site.origin.as_str()), ("x-portico-token", &token)];
            let path = site.path(&format!("/holds/{id}"));
            self.ask(self.nobody, "DELETE", &path, &headers, &Json::Null).0.expect(204);
            return None;
        }
        Some(Held { id, slot })
    }

    fn token(&mut self) -> String {
        if let Some(token) = self.tokens.pop() {
            return token;
        }
        let headers = [("origin", self.site.origin.as_str())];
        self.ask(self.nobody, "GET", &self.site.path(""), &headers, &Json::Null).0.expect(200).text("token")
    }

    /// A service and a start.
    fn choose(&self) -> (String, String) {
        let of = |count: usize| usize::try_from(self.random.below(count as u64)).unwrap_or_default();
        let wanted = &self.wanted[of(self.wanted.len())];
        (wanted.service.clone(), wanted.starts[of(wanted.starts.len())].clone())
    }

    /// Asks until there is an answer, and does not always wait for it. Whether one was lost before that one came.
    fn ask(&mut self, who: &Client, method: &str, path: &str, headers: &[(&str, &str)], body: &Json) -> (Reply, bool) {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let mut in_doubt = false;
        for _ in 0..TRIES {
            let hurried = self.random.below(IMPATIENT) == 0;
            let patience = Duration::from_millis(1 + self.random.below(60));
            let who = if hurried { who.waiting_for(patience) } else { who.clone() };
            let reply = who.try_send(method, path, headers, text.as_bytes()).unwrap_or_default();
            // A change that its own repetition meets under way is to be looked at again.
            let meets_itself = in_doubt && reply.status == 409 && reply.text("type") == "/problems/conflict";
            if ![0, 429, 503].contains(&reply.status) && !meets_itself {
                return (reply, in_doubt);
            }
            in_doubt = true;
            self.lost += usize::from(reply.status == 0);
            if !hurried {
                thread::sleep(Duration::from_millis(20));
            }
        }
        panic!("{method} {path} was not answered in {TRIES} attempts")
    }
}

/// A slot that is kept.
struct Held {
    id: String,
    slot: (String, String),
}
