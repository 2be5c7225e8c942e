//! Busy times sorted once, and the walk over the starts that they leave.

use super::hours::openings;
use super::{Assignment, LONGEST, Query, Serving, Slot};
use crate::time::{Interval, sets};

/// A session that others have booked.
#[derive(Clone, Copy)]
struct Group {
    start: i64,
    taken: u32,
    room: Option<u16>,
}

/// What is asked for, ready to be answered again and again.
pub struct Schedule<'a> {
    query: &'a Query<'a>,
    duration: i64,
    step: i64,
    /// Who comes first, by place in [`Query::staff`].
    order: Vec<u16>,
    /// By person: sessions in order of start.
    groups: Vec<Vec<Group>>,
    /// By person: starts that something is in the way of, but for a session itself.
    taken: Vec<Vec<Interval>>,
    /// By room: starts that something is in the way of.
    rooms: Vec<Vec<Interval>>,
    /// By room: the same, but for a session itself. Empty where there are no sessions.
    rooms_joined: Vec<Vec<Interval>>,
    off: Vec<Vec<Interval>>,
}

/// One person, or all as one, over some time.
struct Server {
    staff: u16,
    /// Intervals that begin a series of starts, sorted.
    openings: Vec<Interval>,
    /// The starts that fit, rooms apart.
    starts: Vec<Interval>,
    groups: Vec<Group>,
}

impl<'a> Schedule<'a> {
    /// Sorts what is busy.
    pub fn new(query: &'a Query<'a>) -> Self {
        let service = query.service;
        let rooms = query.rooms.unwrap_or_default();
        let mut schedule = Schedule {
            query,
            duration: service.duration.max(1),
            step: service.step.max(60),
            order: order(query),
            groups: Vec::new(),
            taken: vec![Vec::new(); query.staff.len()],
            rooms: vec![Vec::new(); rooms.len()],
            rooms_joined: vec![Vec::new(); if service.capacity > 1 { rooms.len() } else { 0 }],
            off: query.staff.iter().map(|staff| staff.off.clone()).collect(),
        };
        schedule.groups = schedule.sessions();
        for busy in query.busy.iter().filter(|busy| !busy.interval.is_empty()) {
            let start = busy.interval.start.saturating_sub(schedule.duration).saturating_sub(service.buffer_after);
            let whole = Interval::new(start.saturating_add(1), busy.interval.end.saturating_add(service.buffer_before));
            // A session leaves the one start free that joins it, unless something else takes that too.
            let session = busy.session.filter(|_| service.capacity > 1);
            let hole = session.map_or(whole.end, |session| session.start);
            let sides = [
                Interval::new(whole.start, whole.end.min(hole)),
                Interval::new(hole.saturating_add(1).max(whole.start), whole.end),
            ];
            if let Some(taken) = place(busy.staff).and_then(|staff| schedule.taken.get_mut(staff)) {
                taken.extend(sides);
            }
            for (index, _) in rooms.iter().enumerate().filter(|(_, room)| Some(**room) == busy.room) {
                if let Some(taken) = schedule.rooms.get_mut(index) {
                    taken.push(whole);
                }
                if let Some(taken) = schedule.rooms_joined.get_mut(index) {
                    taken.extend(sides);
                }
            }
        }
        for set in [&mut schedule.taken, &mut schedule.rooms, &mut schedule.rooms_joined, &mut schedule.off] {
            set.iter_mut().for_each(sets::normalise);
        }
        schedule
    }

    /// The starts in a range that can be booked, in order, one entry a start.
    pub fn slots(&self, range: Interval) -> Vec<Slot> {
        let range = self.bookable(range);
        let rooms = self.free_rooms(range);
        let mut all = Vec::new();
        for server in self.servers(range) {
            merge(&mut all, self.walk(&server, &rooms));
        }
        all
    }

    /// The first starts from an instant on that can be booked, as far as the horizon allows; busy intervals must be known
    /// as far.
    pub fn next(&self, from: i64, count: usize) -> Vec<Slot> {
        let all = self.bookable(Interval::new(from, i64::MAX));
        let mut found = Vec::new();
        let (mut start, mut length) = (all.start, crate::time::DAY);
        while start < all.end && found.len() < count {
            let end = start.saturating_add(length).min(all.end);
            found.extend(self.slots(Interval::new(start, end)));
            (start, length) = (end, length.saturating_mul(2));
        }
        found.truncate(count);
        found
    }

    /// Who serves this start, and where; nothing when it cannot be booked.
    pub fn serve(&self, start: i64) -> Option<Serving> {
        let slot = *self.slots(Interval::new(start, start.saturating_add(1))).first()?;
        let staff = match self.query.assignment {
            Assignment::Collective => self.order.clone(),
            _ => vec![slot.staff],
        };
        let free =
            |(index, _): &(usize, &u16)| self.rooms.get(*index).is_some_and(|taken| !sets::contains(taken, start));
        let room = if slot.joins {
            let sessions = staff.iter().filter_map(|staff| self.groups.get(usize::from(*staff))).flatten();
            sessions.filter(|group| group.start == start).find_map(|group| group.room)
        } else {
            self.query.rooms.unwrap_or_default().iter().enumerate().find(free).map(|(_, room)| *room)
        };
        Some(Serving { staff, room: room.filter(|_| self.query.rooms.is_some()), slot })
    }

    /// Everybody who could serve this start: places in [`Query::staff`].
    pub fn free(&self, start: i64) -> Vec<u16> {
        let range = self.bookable(Interval::new(start, start.saturating_add(1)));
        let rooms = self.free_rooms(range);
        let servers = self.servers(range).into_iter();
        servers.filter(|server| !self.walk(server, &rooms).is_empty()).map(|server| server.staff).collect()
    }

    /// The part of a range that notice and horizon allow.
    fn bookable(&self, range: Interval) -> Interval {
        let service = self.query.service;
        let start = range.start.max(self.query.now.saturating_add(service.minimum_notice));
        let end = range.end.min(self.query.now.saturating_add(service.horizon).saturating_add(1));
        Interval::new(start, end.min(start.saturating_add(LONGEST)))
    }

    fn servers(&self, range: Interval) -> Vec<Server> {
        if range.is_empty() || self.query.seats > self.query.service.capacity {
            return Vec::new();
        }
        let each = self.order.iter().filter_map(|staff| self.server(*staff, range));
        match self.query.assignment {
            Assignment::Collective => each.reduce(together).into_iter().collect(),
            _ => each.collect(),
        }
    }

    /// What one person could begin within a range.
    fn server(&self, staff: u16, range: Interval) -> Option<Server> {
        let place = usize::from(staff);
        let person = self.query.staff.get(place)?;
        let openings = openings(person, Interval::new(range.start, range.end.saturating_add(self.duration)));
        let mut open = openings.clone();
        sets::normalise(&mut open);
        let mut starts = sets::difference(&open, self.off.get(place)?);
        for fits in &mut starts {
            fits.end = (fits.end - self.duration).saturating_add(1).min(range.end);
            fits.start = fits.start.max(range.start);
        }
        starts.retain(|fits| !fits.is_empty());
        let starts = sets::difference(&starts, self.taken.get(place)?);
        Some(Server { staff, openings, starts, groups: self.groups.get(place)?.clone() })
    }

    /// The starts at which some room is free for a new session.
    fn free_rooms(&self, range: Interval) -> Vec<Interval> {
        if self.query.rooms.is_none() {
            return vec![range];
        }
        let mut free: Vec<Interval> = self.rooms.iter().flat_map(|taken| sets::difference(&[range], taken)).collect();
        sets::normalise(&mut free);
        free
    }

    /// Every start of one server, in order.
    fn walk(&self, server: &Server, rooms: &[Interval]) -> Vec<Slot> {
        let mut found: Vec<Slot> = Vec::new();
        for opening in &server.openings {
            let first = server.starts.partition_point(|fits| fits.end <= opening.start);
            let mut series: Vec<Slot> = Vec::new();
            let mut rooms = rooms.get(rooms.partition_point(|free| free.end <= opening.start)..).unwrap_or_default();
            let mut groups = server.groups.as_slice();
            for fits in server.starts.iter().skip(first).take_while(|fits| fits.start < opening.end) {
                let ahead = fits.start.saturating_sub(opening.start).max(0);
                let mut start = opening.start + (ahead + self.step - 1) / self.step * self.step;
                while start < fits.end.min(opening.end) {
                    while let [group, rest @ ..] = groups
                        && group.start < start
                    {
                        groups = rest;
                    }
                    while let [free, rest @ ..] = rooms
                        && free.end <= start
                    {
                        rooms = rest;
                    }
                    let group = groups.first().filter(|group| group.start == start);
                    let room = match group {
                        Some(group) => self.room_joins(group),
                        None => rooms.first().is_some_and(|free| free.start <= start),
                    };
                    let booked = group.map_or(0, |group| group.taken);
                    let seats_left = self.query.service.capacity.saturating_sub(booked);
                    if room && seats_left >= self.query.seats.max(1) {
                        series.push(Slot { start, seats_left, staff: server.staff, joins: group.is_some() });
                    }
                    start += self.step;
                }
            }
            merge(&mut found, series);
        }
        found
    }

    /// The sessions of each person, by start, with the seats of all their bookings.
    fn sessions(&self) -> Vec<Vec<Group>> {
        let query = self.query;
        let mut rows = vec![Vec::new(); query.staff.len()];
        let shared = query.service.capacity > 1;
        for (index, busy) in query.busy.iter().enumerate().filter(|_| shared) {
            let of_staff = place(busy.staff).and_then(|staff| rows.get_mut(staff));
            if let (Some(rows), Some(session)) = (of_staff, busy.session) {
                rows.push(Interval::new(session.start, i64::try_from(index).unwrap_or_default()));
            }
        }
        let grouped = |mut rows: Vec<Interval>| {
            sets::sort(&mut rows);
            let mut groups: Vec<Group> = Vec::new();
            for row in rows {
                let busy = usize::try_from(row.end).ok().and_then(|index| query.busy.get(index));
                let taken = busy.and_then(|busy| busy.session).map_or(0, |session| session.seats);
                add(
                    &mut groups,
                    Group { start: row.start, taken, room: busy.and_then(|busy| busy.room) },
                    u32::saturating_add,
                );
            }
            groups
        };
        rows.into_iter().map(grouped).collect()
    }

    /// Whether nothing but the session itself takes its room.
    fn room_joins(&self, group: &Group) -> bool {
        let (Some(rooms), Some(own)) = (self.query.rooms, group.room) else { return true };
        let index = rooms.iter().position(|room| *room == own);
        let taken = index.and_then(|index| self.rooms_joined.get(index));
        taken.is_some_and(|taken| !sets::contains(taken, group.start))
    }
}

fn place(staff: Option<u16>) -> Option<usize> {
    staff.map(usize::from)
}

/// Adds a session behind those that begin before it, or to the one that begins with it.
fn add(groups: &mut Vec<Group>, group: Group, seats: fn(u32, u32) -> u32) {
    match groups.last_mut() {
        Some(last) if last.start == group.start => {
            last.taken = seats(last.taken, group.taken);
            last.room = last.room.or(group.room);
        }
        _ => groups.push(group),
    }
}

/// Two people as one who is free when both are.
fn together(mut one: Server, other: Server) -> Server {
    one.starts = sets::intersection(&one.starts, &other.starts);
    one.openings.extend(other.openings);
    sets::sort(&mut one.openings);
    let mut groups = Vec::new();
    let (mut left, mut right) = (one.groups.iter().peekable(), other.groups.iter().peekable());
    while let Some(start) = [left.peek(), right.peek()].into_iter().flatten().map(|group| group.start).min() {
        for side in [&mut left, &mut right] {
            if let Some(group) = side.next_if(|group| group.start == start) {
                add(&mut groups, *group, u32::max);
            }
        }
    }
    one.groups = groups;
    one
}

/// Merges starts in order into others; where both have one, a session that has begun to fill comes first, then who came
/// first.
fn merge(all: &mut Vec<Slot>, more: Vec<Slot>) {
    let Some(first) = more.first() else { return };
    let mut tail = all.split_off(all.partition_point(|slot| slot.start < first.start)).into_iter().peekable();
    for slot in more {
        while let Some(earlier) = tail.next_if(|other| other.start < slot.start) {
            all.push(earlier);
        }
        all.push(match tail.next_if(|other| other.start == slot.start) {
            Some(other) => {
                let chosen = if slot.joins && !other.joins { slot } else { other };
                Slot { seats_left: other.seats_left.max(slot.seats_left), ..chosen }
            }
            None => slot,
        });
    }
    all.extend(tail);
}

/// Who comes first.
fn order(query: &Query) -> Vec<u16> {
    let places = 0..u16::try_from(query.staff.len()).unwrap_or(u16::MAX);
    let ranked = |keys: &mut dyn Iterator<Item = i64>| {
        let mut keys: Vec<Interval> = keys.zip(0..).map(|(key, place)| Interval::new(key, place)).collect();
        sets::sort(&mut keys);
        keys
    };
    match query.assignment {
        Assignment::Person(person) => places.filter(|place| *place == person).collect(),
        Assignment::Collective => places.collect(),
        Assignment::LeastRecent | Assignment::Priority => {
            let mut keys = ranked(&mut query.staff.iter().map(|staff| staff.last_booked));
            if query.assignment == Assignment::Priority {
                let places = |rank: &Interval| usize::try_from(rank.end).ok();
                let recent: Vec<usize> = keys.iter().filter_map(places).collect();
                let priority = |place: &usize| query.staff.get(*place).map_or(0, |staff| i64::from(staff.priority));
                keys = ranked(&mut recent.iter().map(priority));
                for key in &mut keys {
                    let place = usize::try_from(key.end).ok().and_then(|rank| recent.get(rank));
                    key.end = place.and_then(|place| i64::try_from(*place).ok()).unwrap_or_default();
                }
            }
            keys.iter().filter_map(|key| u16::try_from(key.end).ok()).collect()
        }
    }
}
