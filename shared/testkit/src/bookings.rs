//! What must hold of bookings whatever happened, judged by what the staff API tells of them and by nothing else: the same
//! judge for a simulation in one process and for visitors of a real host.

use entity::civil::parse_timestamp;
use serde_json::Value as Json;

/// The bookings of a client at one moment: every record of [`Bookings::LISTS`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bookings([Vec<Json>; 4]);

/// Time of people, and of a room, that somebody takes: an appointment, or a hold that has not ended.
struct Taken<'j> {
    whose: &'j str,
    service: &'j str,
    people: Vec<&'j str>,
    room: Option<&'j str>,
    /// When the service itself begins, in milliseconds.
    start_ms: i64,
    /// From the buffer before to the buffer after.
    from_ms: i64,
    until_ms: i64,
    seats: i64,
}

impl Bookings {
    /// The resources that are read, in the order in which [`Bookings::new`] takes their records.
    pub const LISTS: [&str; 4] = ["services", "appointments", "appointment-staff", "occupancies"];

    /// Those of these records.
    pub fn new(lists: [Vec<Json>; 4]) -> Self {
        Bookings(lists)
    }

    /// The appointments.
    pub fn appointments(&self) -> &[Json] {
        self.list("appointments")
    }

    /// Ends the test if something is wrong.
    ///
    /// # Panics
    ///
    /// When something is wrong.
    #[track_caller]
    pub fn assert_consistent(&self, now_ms: i64) {
        let faults = self.faults(now_ms);
        assert!(faults.is_empty(), "{faults:#?}");
    }

    /// What is wrong: two at once on a person or in a room who are not of one session, a session with more than its seats,
    /// an appointment whose time is not kept for it, and time that is kept for nobody.
    pub fn faults(&self, now_ms: i64) -> Vec<String> {
        let appointments: Vec<Taken<'_>> = self.appointments().iter().filter_map(|row| self.appointment(row)).collect();
        let mut faults = self.unkept(&appointments);
        let taken: Vec<Taken<'_>> = appointments.into_iter().chain(self.holds(now_ms)).collect();
        for (position, one) in taken.iter().enumerate() {
            let capacity = self.service(one.service, "capacity");
            let seats: i64 = taken.iter().filter(|other| other.is_in_session_of(one)).map(|other| other.seats).sum();
            if seats > capacity {
                faults.push(format!("{seats} of {capacity} seats are taken in the session of {}", one.whose));
            }
            for other in taken.iter().skip(position + 1).filter(|other| one.meets(other)) {
                let together = capacity > 1 && one.is_in_session_of(other) && one.room == other.room;
                if !together {
                    faults.push(format!("{} and {} are at the same time", one.whose, other.whose));
                }
            }
        }
        faults
    }

    /// An appointment that takes place.
    fn appointment<'j>(&'j self, row: &'j Json) -> Option<Taken<'j>> {
        if row["status"] == "CANCELLED" {
            return None;
        }
        let (whose, service) = (text(row, "id"), text(row, "service_id"));
        let others = self.list("appointment-staff").iter().filter(|other| text(other, "appointment_id") == whose);
        let mut people: Vec<&str> =
            others.map(|other| text(other, "staff_id")).chain([text(row, "staff_id")]).collect();
        people.sort_unstable();
        people.dedup();
        let minutes = |member: &str| self.service(service, member) * 60_000;
        Some(Taken {
            whose,
            service,
            people,
            room: row["room_id"].as_str(),
            start_ms: instant(row, "start_time"),
            from_ms: instant(row, "start_time") - minutes("buffer_before_minutes"),
            until_ms: instant(row, "end_time") + minutes("buffer_after_minutes"),
            seats: row["seats"].as_i64().unwrap_or_default(),
        })
    }

    /// The holds that have not ended, by the time that is kept for them.
    fn holds(&self, now_ms: i64) -> impl Iterator<Item = Taken<'_>> {
        let live = move |row: &&Json| row["hold_id"].is_string() && instant(row, "expires_at") > now_ms;
        self.list("occupancies").iter().filter(live).map(|row| kept(row, "hold_id"))
    }

    /// Where appointments and the time that is kept for them differ.
    fn unkept(&self, appointments: &[Taken<'_>]) -> Vec<String> {
        let mut faults = Vec::new();
        let rows = self.list("occupancies").iter().filter(|row| row["appointment_id"].is_string());
        let rows: Vec<Taken<'_>> = rows.map(|row| kept(row, "appointment_id")).collect();
        let fits = |row: &Taken<'_>, taken: &Taken<'_>| {
            let place = |taken: &Taken<'_>| (taken.start_ms, taken.from_ms, taken.until_ms, taken.seats);
            row.whose == taken.whose && row.room == taken.room && place(row) == place(taken)
        };
        for taken in appointments {
            let mut people: Vec<&str> =
                rows.iter().filter(|row| fits(row, taken)).flat_map(|row| row.people.clone()).collect();
            people.sort_unstable();
            if people != taken.people {
                faults.push(format!("the time of {} is kept of {people:?}, not of {:?}", taken.whose, taken.people));
            }
        }
        for row in rows.iter().filter(|row| !appointments.iter().any(|taken| fits(row, taken))) {
            faults.push(format!("time is kept for {} that it does not need", row.whose));
        }
        faults
    }

    fn list(&self, resource: &str) -> &[Json] {
        let position = Self::LISTS.iter().position(|name| *name == resource);
        position.and_then(|position| self.0.get(position)).map(Vec::as_slice).unwrap_or_default()
    }

    /// A number of a service.
    fn service(&self, id: &str, member: &str) -> i64 {
        let service = self.list("services").iter().find(|row| text(row, "id") == id);
        service.and_then(|row| row[member].as_i64()).unwrap_or_else(|| panic!("no {member} of the service {id}"))
    }
}

impl Taken<'_> {
    /// Whether both take the same person or room at some time.
    fn meets(&self, other: &Taken<'_>) -> bool {
        let shared = self.people.iter().any(|person| other.people.contains(person))
            || self.room.is_some() && self.room == other.room;
        shared && self.whose != other.whose && self.from_ms < other.until_ms && other.from_ms < self.until_ms
    }

    fn is_in_session_of(&self, other: &Taken<'_>) -> bool {
        self.service == other.service && self.start_ms == other.start_ms && self.people == other.people
    }
}

/// A row of time that is kept.
fn kept<'j>(row: &'j Json, owner: &str) -> Taken<'j> {
    Taken {
        whose: row[owner].as_str().unwrap_or_default(),
        service: text(row, "service_id"),
        people: vec![text(row, "staff_id")],
        room: row["room_id"].as_str(),
        start_ms: instant(row, "session_start"),
        from_ms: instant(row, "start_time"),
        until_ms: instant(row, "end_time"),
        seats: row["seats"].as_i64().unwrap_or_default(),
    }
}

fn text<'j>(row: &'j Json, member: &str) -> &'j str {
    row[member].as_str().unwrap_or_else(|| panic!("no {member} in {row}"))
}

fn instant(row: &Json, member: &str) -> i64 {
    parse_timestamp(text(row, member)).unwrap_or_else(|| panic!("no instant in {member} of {row}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Two visitors of a group session in a room, a single appointment after it, and somebody who holds what follows.
    fn lists() -> [Vec<Json>; 4] {
        let service = |id: &str, capacity: i64| json!({"id": id, "capacity": capacity, "buffer_before_minutes": 0, "buffer_after_minutes": 30});
        let at = |hour: i64, minute: i64| format!("2026-01-06T{hour:02}:{minute:02}:00Z");
        let appointment = |id: &str, service: &str, room: Json, hour: i64| {
            json!({"id": id, "service_id": service, "staff_id": "mia", "room_id": room, "status": "CONFIRMED", "seats": 1,
                   "start_time": at(hour, 0), "end_time": at(hour + 1, 0)})
        };
        let occupancy = |owner: &str, id: &str, service: &str, room: Json, hour: i64| {
            let mut row = json!({"service_id": service, "staff_id": "mia", "room_id": room, "seats": 1,
                   "session_start": at(hour, 0), "start_time": at(hour, 0), "end_time": at(hour + 1, 30)});
            row[owner] = json!(id);
            row["expires_at"] = json!(at(9, 0));
            row
        };
        [
            vec![service("group", 2), service("single", 1)],
            vec![
                appointment("one", "group", json!("blue"), 10),
                appointment("two", "group", json!("blue"), 10),
                appointment("three", "single", Json::Null, 12),
            ],
            Vec::new(),
            vec![
                occupancy("appointment_id", "one", "group", json!("blue"), 10),
                occupancy("appointment_id", "two", "group", json!("blue"), 10),
                occupancy("appointment_id", "three", "single", Json::Null, 12),
                occupancy("hold_id", "held", "single", Json::Null, 14),
            ],
        ]
    }

    /// What is found after a change, at half past eight.
    #[track_caller]
    fn found(change: impl FnOnce(&mut [Vec<Json>; 4]), expected: &str) {
        let mut lists = lists();
        change(&mut lists);
        let faults = Bookings::new(lists).faults(parse_timestamp("2026-01-06T08:30:00Z").unwrap_or_default());
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{faults:#?}");
    }

    fn at(row: &mut Json, hour: i64) {
        for member in ["start_time", "session_start"] {
            row[member] = json!(format!("2026-01-06T{hour:02}:00:00Z"));
        }
    }

    #[test]
    fn good_bookings_have_no_faults() {
        Bookings::new(lists()).assert_consistent(parse_timestamp("2026-01-06T08:30:00Z").unwrap_or_default());
    }

    #[test]
    fn every_fault_is_found() {
        found(|lists| lists[0][0]["capacity"] = json!(1), "2 of 1 seats are taken in the session of one");
        found(|lists| lists[1][1]["seats"] = json!(2), "3 of 2 seats are taken");
        // A person, within the buffer.
        found(|lists| at(&mut lists[1][2], 11), "one and three are at the same time");
        // A room, with somebody else.
        let elsewhere = |lists: &mut [Vec<Json>; 4]| {
            lists[1][1]["staff_id"] = json!("jonas");
            lists[3][1]["staff_id"] = json!("jonas");
        };
        found(elsewhere, "one and two are at the same time");
        // A session in two rooms.
        found(|lists| lists[1][1]["room_id"] = json!("green"), "one and two are at the same time");
        // Somebody who serves along.
        let along = |lists: &mut [Vec<Json>; 4]| {
            lists[2].push(json!({"appointment_id": "three", "staff_id": "jonas"}));
        };
        found(along, "the time of three is kept of [\"mia\"], not of [\"jonas\", \"mia\"]");
        // A hold.
        found(|lists| at(&mut lists[3][3], 13), "three and held are at the same time");
        let none = |lists: &mut [Vec<Json>; 4]| {
            lists[3].remove(2);
        };
        found(none, "the time of three is kept of []");
        found(|lists| lists[1][2]["status"] = json!("CANCELLED"), "time is kept for three that it does not need");
    }

    #[test]
    fn a_hold_that_has_ended_is_in_nobodys_way() {
        let mut lists = lists();
        at(&mut lists[3][3], 13);
        Bookings::new(lists).assert_consistent(parse_timestamp("2026-01-06T09:00:00Z").unwrap_or_default());
    }
}
