//! Calendar files for a reader that is not ours, and back: `calendars write FILE`, `calendars read FILE`.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;

use domain::calendar::{self, Calendar, Event, Method, Person, Status};
use domain::time::{DAY, Interval, START, TimeZone, Transition, civil, local, names};
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

/// The most events of a case.
const AT_ONCE: usize = 5_000;

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
    let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
    let mut cases = vec![
        texts(Method::Request, Status::Confirmed, None, 1),
        texts(Method::Cancel, Status::Confirmed, None, 1),
        texts(Method::Publish, Status::Tentative, None, HOSTILE.len()),
        texts(Method::Publish, Status::Confirmed, Some(("Europe/Berlin", &berlin)), HOSTILE.len()),
        texts(Method::Publish, Status::Confirmed, None, 0),
    ];
    let mut everywhere = BTreeSet::new();
    for name in names() {
        let zone = TimeZone::named(&name).expect("a zone");
        let around = around_changes(&zone);
        cases.push(times(Some((&name, &zone)), &around));
        everywhere.extend(around);
    }
    let everywhere: Vec<(i64, i64)> = everywhere.into_iter().collect();
    cases.extend(everywhere.chunks(AT_ONCE).map(|some| times(None, some)));
    cases
}

/// From when to when, on both sides of every change of a zone until the end of 2037: up to it and from it on, and before it
/// where clocks that go back show a time for the first time.
fn around_changes(zone: &TimeZone) -> Vec<(i64, i64)> {
    let around = |change: Transition| {
        let at = change.at;
        let shown_twice = (change.after < change.before).then_some((at - 1200, at - 600));
        [Some((at - 1800, at)), shown_twice, Some((at, at + 1800))].into_iter().flatten()
    };
    let changes = zone.transitions(START, local(civil::day(2038, 1, 1), 0));
    std::iter::once((START, START + 3600)).chain(changes.flat_map(around)).collect()
}

/// A calendar of events at these times, which are in order.
fn times(zone: Option<(&str, &TimeZone)>, times: &[(i64, i64)]) -> Json {
    let uids: Vec<String> = (0..times.len()).map(|number| format!("apt_{number}@portico.example")).collect();
    let events: Vec<Event> = times
        .iter()
        .zip(&uids)
        .map(|((start, end), uid)| Event { start: *start, end: *end, ..event(uid, Status::Confirmed) })
        .collect();
    let mut case = case(&Calendar { method: Method::Publish, name: "", zone, refresh_minutes: 90, events: &events });
    case["changes_of"] = json!(zone.map(|(name, _)| name));
    case
}

/// A calendar whose texts are hard to write.
fn texts(method: Method, status: Status, zone: Option<(&str, &TimeZone)>, count: usize) -> Json {
    let first = local(civil::day(2026, 2, 27), 8 * 3600);
    let uids: Vec<String> = (0..count).map(|number| format!("apt_{number}@portico.example")).collect();
    let attendees = [
        Person { name: "O\"Neil; Anna, \"Äda\"", email: "ada@example.com" },
        Person { name: "", email: "bob@example.com" },
    ];
    let text = |number: usize| HOSTILE.get(number % HOSTILE.len()).copied().unwrap_or_default();
    let hostile = |(number, uid)| {
        let start = first + i64::try_from(number).unwrap_or(0) * (9 * DAY + 3600);
        Event {
            sequence: u32::try_from(number * 7).unwrap_or(0),
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
            organizer: (number % 3 == 0).then_some(Person { name: "Salon: Aurora", email: "salon@example.com" }),
            attendees: attendees.get(..number % 3).unwrap_or_default(),
            ..event(uid, status)
        }
    };
    let events: Vec<Event> = uids.iter().map(String::as_str).enumerate().map(hostile).collect();
    let name = if method == Method::Publish { "Mia, at; work" } else { "" };
    case(&Calendar { method, name, zone, refresh_minutes: 90, events: &events })
}

/// An event that is nothing but there.
fn event(uid: &str, status: Status) -> Event<'_> {
    Event {
        uid,
        sequence: 0,
        stamp: START,
        start: START,
        end: START,
        summary: "",
        description: "",
        location: "",
        url: "",
        status,
        organizer: None,
        attendees: &[],
    }
}

/// A calendar as a file, and what is in it.
fn case(calendar: &Calendar) -> Json {
    let person = |person: &Person| json!({"name": person.name, "email": person.email});
    let cancelled = calendar.method == Method::Cancel;
    let expected = |event: &Event| {
        let status = match event.status {
            _ if cancelled => "CANCELLED",
            Status::Tentative => "TENTATIVE",
            _ => "CONFIRMED",
        };
        json!({
            "uid": event.uid, "sequence": event.sequence, "stamp": event.stamp, "start": event.start, "end": event.end,
            "summary": event.summary, "description": event.description, "location": event.location, "url": event.url,
            "status": status, "organizer": event.organizer.as_ref().map(person),
            "attendees": event.attendees.iter().map(person).collect::<Vec<Json>>(),
        })
    };
    let method = match calendar.method {
        Method::Publish => "PUBLISH",
        Method::Request => "REQUEST",
        Method::Cancel => "CANCEL",
    };
    let events = calendar.events;
    let busy: Vec<Json> = events.iter().filter(|_| !cancelled).map(|event| json!([event.start, event.end])).collect();
    json!({
        "ics": calendar.render(),
        "expected": {
            "method": method, "name": calendar.name, "events": events.iter().map(expected).collect::<Vec<Json>>(), "busy": busy,
        },
        "changes_of": null, "from": START - DAY, "to": local(civil::day(2040, 1, 1), 0),
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
    assert!(cases.len() > names().count(), "there are only {} calendars", cases.len());
}
