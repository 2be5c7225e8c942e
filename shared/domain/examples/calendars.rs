//! Calendar files for a reader that is not ours, and back: `calendars write FILE`, `calendars read FILE`.

#![allow(clippy::expect_used, clippy::panic)]

use domain::calendar::{self, Calendar, Event, Method, Person, Status};
use domain::time::{Interval, TimeZone, civil, local};
use serde_json::{Value as Json, json};

/// Texts that a careless writer breaks a file with.
const HOSTILE: &[&str] = &[
    "Haircut",
    "a, b; c\\ d: e \"f\" ^g^n",
    "two\nlines\n\nand\\n none",
    "END:VEVENT\nEND:VCALENDAR\nBEGIN:VALARM",
    "ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää",
    "𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞 مرحبا 日本語日本語日本語日本語日本語日本語",
    "x-very-long-word-without-any-blank-x-very-long-word-without-any-blank-x-very-long-word-without-any-blank",
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (word, file) = (arguments.next().expect("a word"), arguments.next().expect("a file"));
    match word.as_str() {
        "write" => std::fs::write(file, Json::Array(cases()).to_string()).expect("the file can be written"),
        "read" => read(&std::fs::read_to_string(file).expect("a file")),
        _ => panic!("`{word}` is neither `write` nor `read`"),
    }
}

fn cases() -> Vec<Json> {
    let zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"];
    let zones: Vec<(&str, TimeZone)> =
        zones.into_iter().map(|name| (name, TimeZone::named(name).expect("a zone"))).collect();
    let mut cases = vec![
        case(Method::Request, Status::Confirmed, None, 1),
        case(Method::Cancel, Status::Confirmed, None, 1),
        case(Method::Publish, Status::Tentative, None, HOSTILE.len()),
        case(Method::Publish, Status::Confirmed, None, 0),
    ];
    cases.extend(zones.iter().map(|(name, zone)| case(Method::Publish, Status::Confirmed, Some((name, zone)), 40)));
    cases
}

/// A calendar, and what is in it.
fn case(method: Method, status: Status, zone: Option<(&str, &TimeZone)>, count: usize) -> Json {
    let first = local(civil::day(2026, 2, 27), 8 * 3600);
    let uids: Vec<String> = (0..count).map(|number| format!("apt_{number}@portico.example")).collect();
    let attendees = [
        Person { name: "O\"Neil; Anna, \"Äda\"", email: "ada@example.com" },
        Person { name: "", email: "bob@example.com" },
    ];
    let text = |number: usize| HOSTILE.get(number % HOSTILE.len()).copied().unwrap_or_default();
    let event = |(number, uid)| {
        let start = first + i64::try_from(number).unwrap_or(0) * (9 * 86_400 + 3600);
        Event {
            uid,
            sequence: u32::try_from(number * 7).unwrap_or(0),
            stamp: first - 1,
            start,
            end: start + 2700,
            summary: text(number),
            description: text(number + 3),
            location: text(number + 5),
            url: if number % 2 == 0 {
                "https://example.com/a/very/long/path?with=a&query=of;its,own#and-more-of-it"
            } else {
                ""
            },
            status,
            organizer: (number % 3 == 0).then_some(Person { name: "Salon: Aurora", email: "salon@example.com" }),
            attendees: attendees.get(..number % 3).unwrap_or_default(),
        }
    };
    let events: Vec<Event> = uids.iter().map(String::as_str).enumerate().map(event).collect();
    let name = if method == Method::Publish { "Mia, at; work" } else { "" };
    let calendar = Calendar { method, name, zone, refresh_minutes: 90, events: &events };
    let cancelled = method == Method::Cancel;
    let word = match status {
        _ if cancelled => "CANCELLED",
        Status::Tentative => "TENTATIVE",
        _ => "CONFIRMED",
    };
    let person = |person: &Person| json!({"name": person.name, "email": person.email});
    let expected: Vec<Json> = events
        .iter()
        .map(|event| {
            json!({
                "uid": event.uid, "sequence": event.sequence, "stamp": event.stamp, "start": event.start, "end": event.end,
                "summary": event.summary, "description": event.description, "location": event.location, "url": event.url,
                "status": word, "organizer": event.organizer.as_ref().map(person),
                "attendees": event.attendees.iter().map(person).collect::<Vec<Json>>(),
            })
        })
        .collect();
    let busy: Vec<Json> = events.iter().filter(|_| !cancelled).map(|event| json!([event.start, event.end])).collect();
    let word = match method {
        Method::Publish => "PUBLISH",
        Method::Request => "REQUEST",
        Method::Cancel => "CANCEL",
    };
    json!({
        "ics": calendar.render(),
        "expected": {"method": word, "name": name, "events": expected, "busy": busy},
        "from": first - 86_400, "to": first + 800 * 86_400,
    })
}

/// Compares what we read in files that somebody else wrote with what is in them.
fn read(text: &str) {
    let cases: Vec<Json> = serde_json::from_str(text).expect("cases");
    for case in &cases {
        let number = |name: &str| case.get(name).and_then(Json::as_i64).expect("a number");
        let ics = case.get("ics").and_then(Json::as_str).expect("a file");
        let feed =
            calendar::busy(ics, &TimeZone::UTC, Interval::new(number("from"), number("to"))).expect("a calendar");
        let found: Vec<Json> = feed.busy.iter().map(|one| json!([one.interval.start, one.interval.end])).collect();
        assert_eq!((feed.unread, feed.incomplete), (0, false));
        assert_eq!(Some(&Json::Array(found)), case.get("busy"), "{ics}");
    }
    assert!(cases.len() > 5, "there are only {} calendars", cases.len());
}
