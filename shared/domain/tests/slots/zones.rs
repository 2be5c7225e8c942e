//! Opening hours are wall-clock time: in every zone, around every change of its clocks from 2020 to 2037.

use domain::appointments::slots::{Assignment, DayHours, Query, Schedule, Service, Slot, Staff, WeeklyHours};
use domain::time::{DAY, Interval, START, TimeZone, Transition, day_of, names, second_of_day};

/// The end of 2037.
const END: i64 = 2_145_916_800;

const SERVICE: Service = Service {
    duration: 1800,
    buffer_before: 0,
    buffer_after: 0,
    minimum_notice: 0,
    horizon: i64::MAX,
    step: 1800,
    capacity: 1,
};

fn starts(
    zone: &TimeZone,
    weekly: Vec<WeeklyHours>,
    overrides: Vec<DayHours>,
    service: &Service,
    window: Interval,
) -> Vec<i64> {
    let staff = [Staff { zone, weekly, overrides, extra: vec![], off: vec![], priority: 0, last_booked: 0 }];
    let assignment = Assignment::Person(0);
    let query = Query { service, staff: &staff, rooms: None, busy: &[], assignment, seats: 1, now: 0 };
    Schedule::new(&query).slots(window).iter().map(|slot: &Slot| slot.start).collect()
}

fn every_day(from: i32, to: i32) -> Vec<WeeklyHours> {
    (0..7).map(|weekday| WeeklyHours { weekday, from, to }).collect()
}

/// Every change of every zone.
fn changes(mut check: impl FnMut(&str, &TimeZone, Transition)) {
    let mut count = 0;
    for name in names() {
        let zone = TimeZone::named(&name).expect("a zone");
        for change in zone.transitions(START + 3 * DAY, END) {
            check(&name, &zone, change);
            count += 1;
        }
    }
    assert!(count > 5_000, "only {count} changes were seen");
}

#[test]
fn hours_of_work_stand_on_both_sides_of_a_change() {
    changes(|name, zone, change| {
        let (day, other) =
            (day_of(change.at + i64::from(change.before)), jiff::tz::TimeZone::get(name).expect("a zone"));
        let shown = |instant: i64| {
            let time = other.to_datetime(jiff::Timestamp::from_second(instant).expect("an instant"));
            (time.hour(), time.minute())
        };
        for day in day - 1..=day + 1 {
            let window = domain::appointments::slots::range(zone, day, day);
            let starts = starts(zone, every_day(32_400, 61_200), vec![], &SERVICE, window);
            let clocks: Vec<(i8, i8)> = starts.iter().map(|start| shown(*start)).collect();
            let expected: Vec<(i8, i8)> = (18..34).map(|half| (half / 2, half % 2 * 30)).collect();
            // Clocks change at night but in Casey, where the station's clocks once leapt across the day.
            let at_work = change.at > starts[0] - 1800 && change.at < starts[starts.len() - 1] + 1800;
            assert!(at_work || clocks == expected, "{name}, day {day}: {clocks:?}");
        }
    });
}

#[test]
fn around_the_clock_no_slot_is_lost_or_doubled() {
    changes(|name, zone, change| {
        let window = Interval::new(change.at - DAY, change.at + DAY);
        let starts = starts(zone, every_day(0, 86_400), vec![], &SERVICE, window);
        assert!(starts.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] <= 1800), "{name}: {starts:?}");
        assert!(starts[0] < window.start + 1800 && starts[starts.len() - 1] >= window.end - 1800, "{name}");
        assert!((96..=98).contains(&starts.len()), "{name}: {} starts in 48 hours", starts.len());
    });
}

#[test]
fn hours_across_a_change_begin_and_end_by_the_wall() {
    let service = Service { duration: 60, step: 60, ..SERVICE };
    changes(|name, zone, change| {
        let (before, after) = (i64::from(change.before), i64::from(change.after));
        // What the clock shows when it changes, and when it has.
        let (shown, then) = (change.at + before, change.at + after);
        for (from, to) in [(-90, 90), (-90, 20), (-20, 200), (15, 200), (-45, -15), (200, 260)] {
            let (from, to) = (shown + from * 60, shown + to * 60);
            let reached = |local: i64| match (local < shown, local < then) {
                (true, _) => local - before,
                (false, true) => change.at,
                (false, false) => local - after,
            };
            let day = day_of(from);
            let seconds = |local: i64| (local - i64::from(day) * DAY) as i32;
            let hours = DayHours { day, from: seconds(from), to: seconds(to) };
            let window = Interval::new(change.at - DAY, change.at + DAY);
            let starts = starts(zone, vec![], vec![hours], &service, window);
            let expected: Vec<i64> = (reached(from)..reached(to)).step_by(60).collect();
            assert_eq!(starts, expected, "{name}: {} to {}", second_of_day(from), second_of_day(to));
        }
    });
}
