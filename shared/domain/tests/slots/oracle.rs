//! What is free, minute by minute, by the words of the definition and nothing of the engine: clocks are those of `jiff`.

use domain::appointments::slots::{Assignment, Query, Slot};
use jiff::Timestamp;

/// What both the engine and the oracle are asked about a person whose clock is the zone of this name.
pub struct Oracle<'a> {
    query: &'a Query<'a>,
    people: Vec<Person>,
}

struct Person {
    /// From when to when the person is open, as declared, in instants.
    openings: Vec<(i64, i64)>,
}

/// A start as somebody could serve it.
struct Offer {
    joins: bool,
    seats_left: u32,
    staff: Vec<u16>,
    room: Option<u16>,
}

impl<'a> Oracle<'a> {
    /// Over all minutes between two instants, which must reach three days beyond what is asked.
    pub fn new(query: &'a Query<'a>, zones: &[&str], from: i64, to: i64) -> Self {
        let people = query.staff.iter().zip(zones).map(|(staff, zone)| {
            let zone = jiff::tz::TimeZone::get(zone).expect("a zone");
            let shown: Vec<(i64, i64)> = (from..to)
                .step_by(60)
                .map(|instant| {
                    (
                        instant,
                        instant
                            + i64::from(zone.to_offset(Timestamp::from_second(instant).expect("an instant")).seconds()),
                    )
                })
                .collect();
            let reached =
                |local: i64| shown.iter().find(|(_, shows)| *shows >= local).map_or(to, |(instant, _)| *instant);
            let mut openings: Vec<(i64, i64)> = staff.extra.iter().map(|extra| (extra.start, extra.end)).collect();
            // Days whose midnights are within the minutes.
            for day in (from / 86_400 + 1)..(to / 86_400 - 2) {
                let of_day: Vec<(i32, i32)> = match staff.overrides.iter().any(|hours| i64::from(hours.day) == day) {
                    true => staff
                        .overrides
                        .iter()
                        .filter(|hours| i64::from(hours.day) == day)
                        .map(|hours| (hours.from, hours.to))
                        .collect(),
                    false => {
                        let weekday = (day + 3) % 7;
                        staff
                            .weekly
                            .iter()
                            .filter(|hours| i64::from(hours.weekday) == weekday)
                            .map(|hours| (hours.from, hours.to))
                            .collect()
                    }
                };
                for (begins, ends) in of_day.into_iter().filter(|(begins, ends)| begins < ends) {
                    openings.push((reached(day * 86_400 + i64::from(begins)), reached(day * 86_400 + i64::from(ends))));
                }
            }
            Person { openings }
        });
        Oracle { query, people: people.collect() }
    }

    fn open(&self, staff: usize, minute: i64) -> bool {
        let off = self.query.staff[staff].off.iter().any(|off| off.start <= minute && minute < off.end);
        !off && self.people[staff].openings.iter().any(|(from, to)| *from <= minute && minute < *to)
    }

    fn on_grid(&self, staff: usize, start: i64) -> bool {
        let step = self.query.service.step;
        self.people[staff].openings.iter().any(|(from, to)| *from <= start && start < *to && (start - from) % step == 0)
    }

    /// Seats booked of the session that begins exactly then; nothing when there is none.
    fn session(&self, staff: usize, start: i64) -> Option<u32> {
        let own = |busy: &&domain::appointments::slots::Busy| busy.staff.map(usize::from) == Some(staff);
        let sessions = self.query.busy.iter().filter(own).filter_map(|busy| busy.session);
        let seats: Vec<u32> = sessions.filter(|session| session.start == start).map(|session| session.seats).collect();
        (self.query.service.capacity > 1 && !seats.is_empty()).then(|| seats.iter().sum())
    }

    /// Whether somebody or a room has nothing else to do around the service.
    fn clear(&self, of: impl Fn(&domain::appointments::slots::Busy) -> bool, start: i64, joins: bool) -> bool {
        let service = self.query.service;
        let mut minutes = (start - service.buffer_before..start + service.duration + service.buffer_after).step_by(60);
        minutes.all(|minute| {
            !self.query.busy.iter().filter(|busy| of(busy)).any(|busy| {
                let own = joins && busy.session.is_some_and(|session| session.start == start);
                !own && busy.interval.start <= minute && minute < busy.interval.end
            })
        })
    }

    /// Whether a person fits, whatever the rooms.
    fn fits(&self, staff: usize, start: i64) -> bool {
        let mut minutes = (start..start + self.query.service.duration).step_by(60);
        minutes.all(|minute| self.open(staff, minute)) && {
            let booked = self.session(staff, start);
            let of = |busy: &domain::appointments::slots::Busy| busy.staff.map(usize::from) == Some(staff);
            booked.unwrap_or(0) + self.query.seats <= self.query.service.capacity
                && self.clear(of, start, booked.is_some())
        }
    }

    /// What a team could do at a start.
    fn offer(&self, team: &[usize], start: i64) -> Option<Offer> {
        if !team.iter().any(|staff| self.on_grid(*staff, start)) || !team.iter().all(|staff| self.fits(*staff, start)) {
            return None;
        }
        let booked = team.iter().filter_map(|staff| self.session(*staff, start)).max();
        let in_room = |room: u16| move |busy: &domain::appointments::slots::Busy| busy.room == Some(room);
        let room = match (self.query.rooms, booked) {
            (None, _) => None,
            (Some(rooms), None) => Some(*rooms.iter().find(|room| self.clear(in_room(**room), start, false))?),
            (Some(rooms), Some(_)) => {
                let of_session = |staff: &usize| {
                    let mut rows = self.query.busy.iter().filter(|busy| busy.staff.map(usize::from) == Some(*staff));
                    rows.find(|busy| busy.room.is_some() && busy.session.is_some_and(|session| session.start == start))
                };
                match team.iter().find_map(of_session).and_then(|busy| busy.room) {
                    Some(room) if !rooms.contains(&room) || !self.clear(in_room(room), start, true) => return None,
                    room => room,
                }
            }
        };
        let seats_left = self.query.service.capacity - booked.unwrap_or(0);
        let staff = team.iter().map(|staff| *staff as u16).collect();
        Some(Offer { joins: booked.is_some(), seats_left, staff, room })
    }

    /// Every start of a range, with who serves and where.
    pub fn slots(&self, from: i64, to: i64) -> Vec<(Slot, Vec<u16>, Option<u16>)> {
        let mut order: Vec<usize> = (0..self.query.staff.len()).collect();
        let staff = self.query.staff;
        let teams: Vec<Vec<usize>> = match self.query.assignment {
            Assignment::Collective => vec![order],
            Assignment::Person(person) => {
                order.into_iter().filter(|staff| *staff == usize::from(person)).map(|staff| vec![staff]).collect()
            }
            Assignment::LeastRecent => {
                order.sort_by_key(|place| staff[*place].last_booked);
                order.into_iter().map(|staff| vec![staff]).collect()
            }
            Assignment::Priority => {
                order.sort_by_key(|place| (staff[*place].priority, staff[*place].last_booked));
                order.into_iter().map(|staff| vec![staff]).collect()
            }
        };
        let service = self.query.service;
        let mut found = Vec::new();
        for start in (from..to).step_by(60) {
            if start < self.query.now + service.minimum_notice || start > self.query.now + service.horizon {
                continue;
            }
            let offers: Vec<Offer> = teams.iter().filter_map(|team| self.offer(team, start)).collect();
            let Some(seats_left) = offers.iter().map(|offer| offer.seats_left).max() else { continue };
            let chosen = offers.iter().find(|offer| offer.joins).unwrap_or(&offers[0]);
            let slot = Slot { start, seats_left, staff: chosen.staff[0], joins: chosen.joins };
            found.push((slot, chosen.staff.clone(), chosen.room));
        }
        found
    }
}
