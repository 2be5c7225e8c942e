//! The engine and the oracle agree, whatever is asked.

use domain::appointments::slots::{
    Assignment, Busy, DayHours, Query, Schedule, Service, Session, Slot, Staff, WeeklyHours,
};
use domain::time::{DAY, Interval, TimeZone, civil};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::oracle::Oracle;

const MINUTE: i64 = 60;

/// A zone and a day on which its clocks change, or an ordinary one.
const PLACES: &[(&str, (i32, i32, i32))] = &[
    ("Europe/Berlin", (2026, 3, 29)),
    ("Europe/Berlin", (2026, 10, 25)),
    ("America/New_York", (2027, 3, 14)),
    ("America/New_York", (2027, 11, 7)),
    ("Australia/Lord_Howe", (2026, 10, 4)),
    ("Australia/Lord_Howe", (2027, 4, 4)),
    ("America/Havana", (2024, 3, 10)),
    ("America/Havana", (2024, 11, 3)),
    ("Africa/Cairo", (2027, 4, 30)),
    ("Asia/Kathmandu", (2026, 12, 31)),
    ("UTC", (2028, 2, 29)),
];

#[derive(Clone, Debug)]
struct Person {
    zone: usize,
    weekly: Vec<WeeklyHours>,
    overrides: Vec<(i32, i32, i32)>,
    extra: Vec<(i64, i64)>,
    off: Vec<(i64, i64)>,
    priority: i32,
    last_booked: i64,
}

#[derive(Clone, Debug)]
struct Row {
    staff: Option<u16>,
    room: Option<u16>,
    start: i64,
    length: i64,
    session: Option<u32>,
}

#[derive(Clone, Debug)]
struct Case {
    place: usize,
    service: Service,
    people: Vec<Person>,
    rooms: Option<Vec<u16>>,
    rows: Vec<Row>,
    assignment: u16,
    seats: u32,
    now: i64,
    days: i64,
}

fn minutes(range: std::ops::Range<i64>, step: i64) -> impl Strategy<Value = i64> {
    range.prop_map(move |number| number * step * MINUTE)
}

fn hours() -> impl Strategy<Value = (i32, i32)> {
    prop_oneof![
        4 => (0i32..48, 1i32..20).prop_map(|(from, length)| (from * 1800, (from + length) * 1800)),
        // The whole day, across midnight, and odd minutes.
        1 => Just((0, 86_400)),
        1 => Just((79_200, 108_000)),
        1 => (0i32..1440, 0i32..1500).prop_map(|(from, length)| (from * 60, (from + length) * 60)),
    ]
}

fn stretches(count: usize) -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((minutes(-96..288, 15), minutes(0..40, 15)), 0..count)
}

fn person() -> impl Strategy<Value = Person> {
    let some = prop::collection::vec((0i32..7, hours()), 4..20)
        .prop_map(|hours| hours.into_iter().map(|(weekday, (from, to))| WeeklyHours { weekday, from, to }).collect());
    let ordinary = Just((0..7).map(|weekday| WeeklyHours { weekday, from: 28_800, to: 68_400 }).collect());
    let weekly = prop_oneof![some, ordinary];
    let overrides = prop::collection::vec((-1i32..3, hours(), any::<bool>()), 0..3).prop_map(|days| {
        days.into_iter().map(|(day, (from, to), closed)| (day, from, if closed { from } else { to })).collect()
    });
    let booked = prop_oneof![Just(i64::MIN), 0i64..3];
    (0usize..4, weekly, overrides, stretches(3), stretches(3), 0i32..3, booked).prop_map(
        |(zone, weekly, overrides, extra, off, priority, last_booked)| Person {
            zone,
            weekly,
            overrides,
            extra,
            off,
            priority,
            last_booked,
        },
    )
}

fn row() -> impl Strategy<Value = Row> {
    let rooms = || prop::option::weighted(0.5, 0u16..3);
    let length = prop_oneof![minutes(1..12, 15), minutes(1..200, 1)];
    let other = (prop::option::weighted(0.9, 0u16..3), rooms(), minutes(-48..144, 30), length)
        .prop_map(|(staff, room, start, length)| Row { staff, room, start, length, session: None });
    // Few starts, so that some have several bookings.
    let session = (0u16..3, rooms(), minutes(3..20, 60), 1u32..3).prop_map(|(staff, room, start, seats)| Row {
        staff: Some(staff),
        room,
        start,
        length: 0,
        session: Some(seats),
    });
    prop_oneof![other, session]
}

fn case() -> impl Strategy<Value = Case> {
    let buffers = (minutes(0..4, 10), minutes(0..4, 10));
    let limits = (prop_oneof![Just(0), minutes(0..40, 30)], prop_oneof![3 => Just(30 * DAY), 1 => minutes(0..150, 30)]);
    let step = prop_oneof![Just(30 * MINUTE), Just(60 * MINUTE), minutes(1..20, 5)];
    let service = (minutes(1..16, 15), buffers, limits, step, prop_oneof![Just(1u32), 2u32..6]).prop_map(
        |(duration, (buffer_before, buffer_after), (minimum_notice, horizon), step, capacity)| Service {
            duration,
            buffer_before,
            buffer_after,
            minimum_notice,
            horizon,
            step,
            capacity,
        },
    );
    let rooms = prop::option::weighted(0.4, prop::sample::subsequence(vec![2u16, 0, 1], 0..=3));
    (
        0..PLACES.len(),
        service,
        prop::collection::vec(person(), 1..4),
        rooms,
        prop::collection::vec(row(), 0..20),
        0u16..5,
        1u32..3,
        minutes(-60..20, 30),
        1i64..3,
    )
        .prop_map(|(place, service, people, rooms, rows, assignment, seats, now, days)| Case {
            place,
            service,
            people,
            rooms,
            rows,
            assignment,
            seats,
            now,
            days,
        })
}

/// A start, who serves, and the room.
type Served = (Slot, Vec<u16>, Option<u16>);

/// What the engine and the oracle say of a case.
fn answers(case: &Case) -> (Vec<Served>, Vec<Served>) {
    let (home, (year, month, day)) = PLACES[case.place];
    let first = civil::day(year, month, day);
    let base = i64::from(first) * DAY;
    let names: Vec<&str> =
        case.people.iter().map(|person| if person.zone < 3 { home } else { "Asia/Kathmandu" }).collect();
    let zones: Vec<TimeZone> = names.iter().map(|name| TimeZone::named(name).expect("a zone")).collect();
    let stretches = |list: &[(i64, i64)]| {
        list.iter().map(|(from, length)| Interval::new(base + from, base + from + length)).collect()
    };
    let staff: Vec<Staff> = case
        .people
        .iter()
        .zip(&zones)
        .map(|(person, zone)| Staff {
            zone,
            weekly: person.weekly.clone(),
            overrides: person
                .overrides
                .iter()
                .map(|(day, from, to)| DayHours { day: first + day, from: *from, to: *to })
                .collect(),
            extra: stretches(&person.extra),
            off: stretches(&person.off),
            priority: person.priority,
            last_booked: person.last_booked,
        })
        .collect();
    let service = &case.service;
    let busy: Vec<Busy> = case
        .rows
        .iter()
        .map(|row| {
            let start = base + row.start;
            match row.session {
                // A session has a room of its own, or none.
                Some(seats) => Busy {
                    staff: row.staff,
                    room: row.staff.filter(|_| case.rooms.is_some() && row.room != Some(1)),
                    interval: Interval::new(
                        start - service.buffer_before,
                        start + service.duration + service.buffer_after,
                    ),
                    session: Some(Session { start, seats }),
                },
                None => Busy {
                    staff: row.staff,
                    room: row.room,
                    interval: Interval::new(start, start + row.length),
                    session: None,
                },
            }
        })
        .collect();
    let assignment = match case.assignment {
        0 => Assignment::LeastRecent,
        1 => Assignment::Priority,
        2 => Assignment::Collective,
        other => Assignment::Person(other - 3),
    };
    let query = Query {
        service,
        staff: &staff,
        rooms: case.rooms.as_deref(),
        busy: &busy,
        assignment,
        seats: case.seats,
        now: base + case.now,
    };
    let (from, to) = (base - DAY / 2, base + case.days * DAY);
    let expected = Oracle::new(&query, &names, base - 5 * DAY, to + 5 * DAY).slots(from, to);
    let schedule = Schedule::new(&query);
    let found = schedule.slots(Interval::new(from, to));
    // The check of one start says the same as the list, where there is a slot and where there is none.
    let served = |slot: &Slot| schedule.serve(slot.start).map(|serving| (serving.slot, serving.staff, serving.room));
    let found: Vec<_> =
        found.iter().map(|slot| served(slot).filter(|(served, _, _)| served == slot).expect("it is served")).collect();
    for start in (from..to).step_by(7 * 60) {
        let listed = found.iter().any(|(slot, _, _)| slot.start == start);
        assert_eq!(schedule.serve(start).is_some(), listed, "one start, {start}");
    }
    let firsts: Vec<Slot> = schedule.next(from, 3).into_iter().filter(|slot| slot.start < to).collect();
    let expected_firsts: Vec<Slot> = found.iter().map(|(slot, _, _)| *slot).take(3).collect();
    assert_eq!(firsts, expected_firsts, "the first free ones");
    (found, expected)
}

#[test]
fn the_engine_agrees_with_the_minutes() {
    let config = Config { cases: 400, max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    let mut seen = (0, 0, 0, 0);
    let counted = std::cell::RefCell::new(&mut seen);
    TestRunner::new(config)
        .run(&case(), |case| {
            let (found, expected) = answers(&case);
            prop_assert_eq!(&found, &expected);
            let mut seen = counted.borrow_mut();
            seen.0 += usize::from(!found.is_empty());
            seen.1 += usize::from(found.iter().any(|(slot, _, _)| slot.joins));
            seen.2 += usize::from(found.iter().any(|(_, _, room)| room.is_some()));
            seen.3 += usize::from(found.iter().any(|(_, staff, _)| staff.len() > 1));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    // Cases in which nothing is ever free would prove nothing.
    assert!(seen.0 > 100 && seen.1 > 5 && seen.2 > 20 && seen.3 > 3, "too few of them had slots: {seen:?}");
}
