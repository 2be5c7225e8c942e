//! Cases that people meet.

use domain::appointments::slots::{
    Assignment, Busy, DayHours, Query, Schedule, Service, Session, Slot, Staff, WeeklyHours, range,
};
use domain::time::{Interval, TimeZone, civil, local};

const HOUR: i64 = 3600;

static UTC: TimeZone = TimeZone::UTC;

/// Monday, 4 May 2026.
const MONDAY: i32 = civil::day(2026, 5, 4);

fn at(hour: i64) -> i64 {
    local(MONDAY, 0) + hour * HOUR
}

fn service() -> Service {
    Service {
        duration: HOUR,
        buffer_before: 0,
        buffer_after: 0,
        minimum_notice: 0,
        horizon: 60 * 24 * HOUR,
        step: HOUR,
        capacity: 1,
    }
}

fn person(from: i32, to: i32) -> Staff<'static> {
    let weekly = (0..5).map(|weekday| WeeklyHours { weekday, from: from * 3600, to: to * 3600 }).collect();
    Staff { zone: &UTC, weekly, overrides: vec![], extra: vec![], off: vec![], priority: 0, last_booked: 0 }
}

fn query<'a>(service: &'a Service, staff: &'a [Staff<'a>], busy: &'a [Busy]) -> Query<'a> {
    Query { service, staff, rooms: None, busy, assignment: Assignment::LeastRecent, seats: 1, now: at(0) }
}

fn busy(staff: u16, from: i64, to: i64) -> Busy {
    Busy { staff: Some(staff), room: None, interval: Interval::new(at(from), at(to)), session: None }
}

fn booking(staff: u16, hour: i64, seats: u32, room: Option<u16>) -> Busy {
    let session = Some(Session { start: at(hour), seats });
    Busy { staff: Some(staff), room, interval: Interval::new(at(hour), at(hour + 1)), session }
}

fn monday() -> Interval {
    range(&TimeZone::UTC, MONDAY, MONDAY)
}

/// The hours of Monday at which something is free, with the seats and who serves.
fn free(query: &Query) -> Vec<(i64, u32, u16)> {
    let slots = Schedule::new(query).slots(monday());
    slots.iter().map(|slot| ((slot.start - at(0)) / HOUR, slot.seats_left, slot.staff)).collect()
}

fn hours(query: &Query) -> Vec<i64> {
    free(query).into_iter().map(|(hour, _, _)| hour).collect()
}

#[test]
fn a_day_with_a_break() {
    let mut staff = [person(9, 12)];
    staff[0].weekly.push(WeeklyHours { weekday: 0, from: 13 * 3600, to: 15 * 3600 });
    let service = service();
    assert_eq!(hours(&query(&service, &staff, &[])), [9, 10, 11, 13, 14]);
    // Two hours fit neither before nor across the break but once each.
    let long = Service { duration: 2 * HOUR, ..service };
    assert_eq!(hours(&query(&long, &staff, &[])), [9, 10, 13]);
}

#[test]
fn buffers_keep_a_distance_and_may_lie_outside_the_hours() {
    let staff = [person(9, 17)];
    let service = Service { buffer_before: 1800, buffer_after: 60, ..service() };
    assert_eq!(hours(&query(&service, &staff, &[busy(0, 12, 13)])), [9, 10, 14, 15, 16]);
}

#[test]
fn what_touches_is_not_in_the_way() {
    let staff = [person(9, 17)];
    assert_eq!(hours(&query(&service(), &staff, &[busy(0, 9, 10), busy(0, 11, 16)])), [10, 16]);
    // Neither is what has no length, or ends before it begins.
    assert_eq!(hours(&query(&service(), &staff, &[busy(0, 10, 10), busy(0, 12, 9)])).len(), 8);
}

#[test]
fn notice_and_horizon_are_kept_to_the_second() {
    let staff = [person(9, 17)];
    let service = Service { minimum_notice: 10 * HOUR, horizon: 12 * HOUR, ..service() };
    assert_eq!(hours(&query(&service, &staff, &[])), [10, 11, 12]);
    let later = Query { now: at(0) + 1, ..query(&service, &staff, &[]) };
    assert_eq!(hours(&later), [11, 12]);
}

#[test]
fn overrides_replace_a_day_and_time_off_takes_from_anything() {
    let mut staff = [person(9, 17)];
    staff[0].overrides.push(DayHours { day: MONDAY, from: 18 * 3600, to: 20 * 3600 });
    assert_eq!(hours(&query(&service(), &staff, &[])), [18, 19]);
    staff[0].overrides = vec![DayHours { day: MONDAY, from: 0, to: 0 }];
    assert!(hours(&query(&service(), &staff, &[])).is_empty());
    staff[0].extra = vec![Interval::new(at(6), at(9))];
    staff[0].off = vec![Interval::new(at(7), at(7) + 1)];
    assert_eq!(hours(&query(&service(), &staff, &[])), [6, 8]);
}

#[test]
fn work_across_midnight_is_one_stretch() {
    let staff = [person(22, 26)];
    let long = Service { duration: 3 * HOUR, ..service() };
    // Monday's evening reaches into Tuesday; Sunday has none that would reach into Monday.
    assert_eq!(hours(&query(&long, &staff, &[])), [22, 23]);
    let tuesday = Schedule::new(&query(&service(), &staff, &[])).slots(range(&TimeZone::UTC, MONDAY + 1, MONDAY + 1));
    assert_eq!(tuesday.iter().map(|slot| (slot.start - at(24)) / HOUR).collect::<Vec<_>>(), [0, 1, 22, 23]);
    // Hours that touch at midnight count as one.
    let around = [Staff { weekly: person(0, 24).weekly, ..person(0, 24) }];
    assert_eq!(hours(&query(&long, &around, &[])).last(), Some(&23));
}

#[test]
fn who_was_booked_the_longest_time_ago_comes_first() {
    let staff = [Staff { last_booked: 5, ..person(9, 11) }, Staff { last_booked: 3, ..person(9, 10) }, person(20, 20)];
    assert_eq!(free(&query(&service(), &staff, &[])), [(9, 1, 1), (10, 1, 0)]);
    assert_eq!(free(&query(&service(), &staff, &[busy(1, 9, 10)])), [(9, 1, 0), (10, 1, 0)]);
    let priority = [Staff { priority: 1, ..staff[0].clone() }, Staff { priority: 2, ..staff[1].clone() }];
    let by_priority = Query { assignment: Assignment::Priority, ..query(&service(), &priority, &[]) }.staff.len();
    assert_eq!(by_priority, 2);
    let service = service();
    assert_eq!(
        free(&Query { assignment: Assignment::Priority, ..query(&service, &priority, &[]) }),
        [(9, 1, 0), (10, 1, 0)]
    );
    assert_eq!(free(&Query { assignment: Assignment::Person(1), ..query(&service, &staff, &[]) }), [(9, 1, 1)]);
    assert!(free(&Query { assignment: Assignment::Person(7), ..query(&service, &staff, &[]) }).is_empty());
}

#[test]
fn together_means_everybody() {
    let staff = [person(9, 13), person(11, 15)];
    let (service, busy) = (service(), [busy(1, 11, 12)]);
    let query = Query { assignment: Assignment::Collective, ..query(&service, &staff, &busy) };
    assert_eq!(hours(&query), [12]);
    let serving = Schedule::new(&query).serve(at(12)).expect("it is free");
    assert_eq!((serving.staff, serving.room), (vec![0, 1], None));
    let nobody = Query { staff: &[], ..query };
    assert!(hours(&nobody).is_empty());
}

#[test]
fn a_session_fills_up_before_another_begins() {
    let service = Service { capacity: 4, ..service() };
    let staff = [person(9, 11), Staff { last_booked: 9, ..person(9, 11) }];
    let rows = [booking(1, 9, 2, None), booking(1, 9, 1, None), booking(0, 10, 4, None)];
    let asked = query(&service, &staff, &rows);
    // At nine one seat is left with the second; the first could take four.
    assert_eq!(free(&asked), [(9, 4, 1), (10, 4, 1)]);
    assert_eq!(free(&Query { seats: 2, ..asked.clone() }), [(9, 4, 0), (10, 4, 1)]);
    assert!(free(&Query { seats: 5, ..asked.clone() }).is_empty());
    let slot = Schedule::new(&asked).serve(at(9)).map(|serving| serving.slot);
    assert_eq!(slot, Some(Slot { start: at(9), seats_left: 4, staff: 1, joins: true }));
    // A session elsewhere in time is in the way, and so is anything else on top of it.
    let busy = [booking(0, 9, 1, None), busy(0, 9, 10)];
    assert_eq!(hours(&query(&service, &staff[..1], &busy)), [10]);
}

#[test]
fn a_room_must_be_free_too() {
    let service = Service { capacity: 2, ..service() };
    let staff = [person(9, 12)];
    let room = |room: u16, from: i64, to: i64| Busy { staff: None, room: Some(room), ..busy(0, from, to) };
    let rows = [room(7, 9, 11), room(8, 10, 12), booking(0, 11, 1, Some(7))];
    let asked = Query { rooms: Some(&[8, 7]), ..query(&service, &staff, &rows) };
    let schedule = Schedule::new(&asked);
    let served = |hour: i64| schedule.serve(at(hour)).map(|serving| (serving.room, serving.slot.seats_left));
    // At nine the other room; at ten none; at eleven the session where it is.
    assert_eq!([served(9), served(10), served(11)], [Some((Some(8), 2)), None, Some((Some(7), 1))]);
    assert!(free(&Query { rooms: Some(&[]), ..asked.clone() }).is_empty());
}

#[test]
fn the_next_free_ones_are_found_far_away() {
    let staff = [person(9, 11)];
    let (service, rows) = (service(), [busy(0, 0, 24 * 30)]);
    let query = query(&service, &staff, &rows);
    let schedule = Schedule::new(&query);
    let next: Vec<i64> = schedule.next(at(0), 3).iter().map(|slot| (slot.start - at(0)) / HOUR).collect();
    assert_eq!(next, [30 * 24 + 9, 30 * 24 + 10, 31 * 24 + 9]);
    assert!(schedule.next(at(24 * 61), 3).is_empty(), "beyond the horizon");
}

#[test]
fn nonsense_is_answered() {
    let service = Service {
        duration: i64::MAX,
        buffer_before: i64::MAX,
        buffer_after: -5,
        minimum_notice: i64::MIN,
        horizon: i64::MAX,
        step: 0,
        capacity: 0,
    };
    let mut staff = [person(9, 11)];
    staff[0].weekly.push(WeeklyHours { weekday: 9, from: i32::MIN, to: i32::MAX });
    staff[0].weekly.push(WeeklyHours { weekday: 0, from: 5, to: i32::MAX });
    staff[0].extra.push(Interval::new(i64::MIN, i64::MAX));
    staff[0].off.push(Interval::new(i64::MAX, i64::MIN));
    let rows = [Busy {
        staff: Some(9),
        room: Some(9),
        interval: Interval::new(i64::MIN, i64::MAX),
        session: Some(Session { start: i64::MAX, seats: u32::MAX }),
    }];
    for capacity in [0, 1, u32::MAX] {
        for duration in [i64::MIN, 0, 60, i64::MAX] {
            let service = Service { duration, capacity, ..service.clone() };
            let query = Query { seats: 0, now: i64::MIN, rooms: Some(&[9]), ..query(&service, &staff, &rows) };
            let schedule = Schedule::new(&query);
            // The room is taken from the second instant on.
            assert!(schedule.slots(Interval::new(i64::MIN + 1, i64::MAX)).is_empty());
            assert_eq!(schedule.serve(i64::MAX), None);
        }
    }
}
