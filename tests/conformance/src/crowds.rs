//! Many at the same moment for what there is too little of: exactly as many get it as there are places, and everybody else
//! is told what else is free.

use std::sync::Barrier;
use std::thread;

use serde_json::json;
use testkit::sample_or_all;

use crate::site::{Site, now_ms};
use crate::{Client, Reply};

/// How many want the same thing at the same moment: the number that the product promises to get right.
const ALL: usize = 1000;

/// How many do by default. What guards a slot does not count them, so that a mistake shows with as many as meet in the
/// database, and a small machine takes minutes for a thousand at everything on every host.
const SAMPLE: usize = 50;

/// Minutes of an appointment that moves: as many as there are visitors fit into the days that are looked at.
const SHORT: i32 = 5;

/// How many there are this time.
fn crowd() -> usize {
    let count = sample_or_all(SAMPLE, ALL);
    eprintln!("{count} at the same moment, of {ALL}");
    count
}

pub fn bookings(nobody: &Client, admin: &Client) {
    let site = Site::new(admin);
    let start = site.slot(nobody);
    assert_won(&book(nobody, &site, crowd(), &start), 1);
    assert_eq!(site.bookings(admin).appointments().len(), 1);
}

pub fn holds(nobody: &Client, admin: &Client) {
    let site = Site::new(admin);
    let start = site.slot(nobody);
    let body = json!({"service_id": site.service, "start": start});
    let tokens = site.tokens(nobody, crowd());
    let hold = |number: usize, token: &String| {
        site.post_until_answered(nobody, &site.path("/holds"), token, &format!("hold-of-{number}"), &body)
    };
    let replies = at_once(&tokens, hold);
    assert_won(&replies, 1);
    site.bookings(admin).assert_consistent(now_ms());

    let holder = replies.iter().position(|reply| reply.status == 201).expect("a holder");
    let held = replies[holder].json();
    assert_eq!(hold(holder, &tokens[holder]).expect(201).json(), held, "a repetition is the same hold");
    let appointments = site.path("/appointments");
    let mut booking = site.booking(&start, "0");
    site.post(nobody, &appointments, &site.token(nobody), "without-it", &booking).expect(409);
    booking["hold_id"] = held["id"].clone();
    site.post(nobody, &appointments, &site.token(nobody), "with-it", &booking).expect(201);
    site.bookings(admin).assert_consistent(now_ms());
}

pub fn last_seats(nobody: &Client, admin: &Client) {
    let site = Site::with(admin, 1, 0, json!({"capacity": 7}));
    let start = site.slot(nobody);
    assert_won(&book(nobody, &site, crowd(), &start), 7);
    site.bookings(admin).assert_consistent(now_ms());
}

pub fn people_and_rooms(nobody: &Client, admin: &Client) {
    let site = Site::with(admin, 3, 2, json!({"room_required": true}));
    let start = site.slot(nobody);
    let path = site.path("/appointments");
    // Each person is asked for by a quarter of the visitors: whoever is free, the rooms are not. Two rooms for three people.
    let replies = at_once(&site.tokens(nobody, crowd()), |number, token| {
        let mut body = site.booking(&start, &number.to_string());
        body["staff_id"] = json!(site.staff.get(number % 4));
        site.post_until_answered(nobody, &path, token, &format!("key-of-{number}"), &body)
    });
    assert_won(&replies, 2);
    site.bookings(admin).assert_consistent(now_ms());
}

pub fn moves(nobody: &Client, admin: &Client) {
    let site = Site::with(admin, 1, 0, json!({"duration_minutes": SHORT}));
    let count = crowd();
    let slots = site.slots(nobody, &site.service);
    let [wanted, others @ ..] = slots.as_slice() else { panic!("nothing is free") };
    let tokens = site.tokens(nobody, count);
    let visitors: Vec<(&String, &String)> = tokens.iter().zip(others).collect();
    assert_eq!(visitors.len(), count, "an appointment for each of them");
    let appointments = site.path("/appointments");
    let booked = at_once(&visitors, |number, (token, start)| {
        let key = format!("key-of-{number}");
        site.post_until_answered(nobody, &appointments, token, &key, &site.booking(start, &number.to_string()))
    });
    assert_won(&booked, count);

    // Half of them by their visitors' links, half by staff.
    let to_it = json!({"action": "reschedule", "start": wanted});
    let replies = at_once(&booked, |number, appointment| {
        if number % 2 == 0 {
            let link = format!("/embed/appointments/{}", appointment.text("token"));
            site.post_until_answered(nobody, &link, "", &format!("move-of-{number}"), &to_it)
        } else {
            let path = format!("/api/appointments/{}/reschedule", appointment.text("id"));
            site.post_until_answered(admin, &path, "", &format!("move-of-{number}"), &json!({"start": wanted}))
        }
    });
    assert_won(&replies, 1);
    let bookings = site.bookings(admin);
    bookings.assert_consistent(now_ms());
    assert_eq!(bookings.appointments().len(), count);
    let there = bookings.appointments().iter().filter(|row| row["start_time"] == wanted.as_str());
    assert_eq!(there.count(), 1);
}

/// So many visitors book one start at the same moment.
fn book(nobody: &Client, site: &Site, count: usize, start: &str) -> Vec<Reply> {
    at_once(&site.tokens(nobody, count), |number, token| {
        let body = site.booking(start, &number.to_string());
        site.post_until_answered(nobody, &site.path("/appointments"), token, &format!("key-of-{number}"), &body)
    })
}

/// What comes of it for each of a crowd who act at the same moment.
pub(crate) fn at_once<T: Sync, A: Send>(crowd: &[T], act: impl Fn(usize, &T) -> A + Sync) -> Vec<A> {
    let (act, all_here) = (&act, &Barrier::new(crowd.len()));
    thread::scope(|scope| {
        let one = |(number, member)| {
            let small = thread::Builder::new().stack_size(256 * 1024);
            let work = move || {
                all_here.wait();
                act(number, member)
            };
            small.spawn_scoped(scope, work).expect("a thread")
        };
        let members: Vec<_> = crowd.iter().enumerate().map(one).collect();
        members.into_iter().map(|member| member.join().expect("an answer")).collect()
    })
}

/// As many succeeded as there are places, and everybody else was told what else is free.
#[track_caller]
fn assert_won(replies: &[Reply], places: usize) {
    let (won, refused): (Vec<&Reply>, Vec<&Reply>) =
        replies.iter().partition(|reply| [200, 201].contains(&reply.status));
    for reply in refused {
        let text = String::from_utf8_lossy(&reply.body);
        assert_eq!((reply.status, reply.text("type")), (409, "/problems/slot-taken".to_owned()), "{text}");
        assert!(reply.json()["next_free"].is_array(), "{text}");
    }
    assert_eq!(won.len(), places, "of {}", replies.len());
}
