//! A service with its rules, who serves it and when, and what is taken: what is known when something is booked.

use api::Problem;
use domain::appointments::slots::{self, Assignment, Busy, Query, Schedule, Session};
use domain::time::{DAY, Interval, TimeZone, seconds_ceil, seconds_floor};
use entity::Row;
use entity::index::NameIndex;
use serde_json::Value as Json;
use store::ResultSet;

use crate::colleague::Colleague;
use crate::hours::{Exception, Hours, Zones, days_of, weekly};
use crate::reading::{Question, STATEMENTS};
use crate::rows::{DAY_MS, MINUTE_MS, number, rows, text};

/// How often a booking is tried at least, and at most, when others are quicker.
const FEWEST_TRIES: usize = 3;
const MOST_TRIES: usize = 20;

/// What can be booked of one service.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The service.
    pub service: ServiceRules,
    /// Who serves it, in the order of their ids.
    pub people: Vec<Person>,
    /// The rooms that it can take place in, the first choice first: id and name.
    pub rooms: Vec<(String, String)>,
    assignment: Assignment,
    hours: Vec<Hours>,
    busy: Vec<Busy>,
    /// Until when busy times were read; without an end as far as the service can be booked.
    until_ms: Option<i64>,
}

/// A service with the business that offers it.
#[derive(Clone, Debug)]
pub struct ServiceRules {
    /// Its id.
    pub id: String,
    /// The version that was read.
    pub version: i64,
    /// What it is called.
    pub name: String,
    /// The client's id.
    pub client: String,
    /// What the client is called.
    pub client_name: String,
    /// The client's e-mail address.
    pub client_email: Option<String>,
    /// The client's telephone number.
    pub client_phone: Option<String>,
    /// The language of the client.
    pub client_language: String,
    /// The name of the client's zone.
    pub client_zone: String,
    /// Where it always takes place.
    pub location: Option<Location>,
    /// What visitors are told of the place.
    pub location_note: Option<String>,
    /// Milliseconds that it takes.
    pub duration_ms: i64,
    /// Milliseconds before it that nothing else may fill.
    pub buffer_before_ms: i64,
    /// Milliseconds after it that nothing else may fill.
    pub buffer_after_ms: i64,
    /// Seats of a session.
    pub capacity: i64,
    /// Milliseconds before the start until which a visitor may cancel.
    pub cancel_notice_ms: i64,
    /// Milliseconds before the start until which a visitor may move it.
    pub reschedule_notice_ms: i64,
    /// Whether visitors may ask for somebody by name.
    pub staff_choice: bool,
    /// Whether somebody must confirm an appointment.
    pub requires_approval: bool,
    /// Whether a room must be free.
    pub room_required: bool,
    /// What visitors are asked.
    pub questions: Json,
    /// Minutes before the start at which reminders go out.
    pub reminder_minutes: Vec<i64>,
    /// The price as it is stored.
    pub price: Option<i64>,
    /// The currency of the price.
    pub currency: Option<String>,
    rules: slots::Service,
}

/// A place of the business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The id.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// Somebody who serves.
#[derive(Clone, Debug)]
pub struct Person {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Where they belong.
    pub location: Option<Location>,
    /// Where they are written to.
    pub colleague: Colleague,
    zone: TimeZone,
    priority: i32,
    last_booked: i64,
}

impl Offer {
    /// Reads the results of [`Question::statements`], which begin at the first of `sets`.
    ///
    /// # Errors
    ///
    /// When the service is not there, is not active or not for the caller, or the person does not offer it.
    pub(crate) fn read(sets: &[ResultSet], question: &Question) -> Result<Self, Problem> {
        let [service, people, hours, exceptions, rooms, busy, ..] = sets else { return Err(Problem::internal()) };
        debug_assert!(sets.len() >= STATEMENTS);
        let missing = || Problem::invalid_at("/service_id", "not_found", "Is not there, or cannot be booked.");
        let service = rows(Some(service)).next().ok_or_else(missing)?;
        let mut zones = Zones::default();
        let mut offer = Offer {
            assignment: assignment(&service, question),
            service: ServiceRules::read(&service),
            people: rows(Some(people)).map(|row| Person::read(&row, &mut zones)).collect(),
            rooms: rows(Some(rooms)).map(|row| (text(&row, "id"), text(&row, "name"))).collect(),
            hours: Vec::new(),
            busy: Vec::new(),
            until_ms: question.to_ms,
        };
        if question.staff.is_some() && offer.assignment == Assignment::Collective {
            let message = "All who offer this service serve together.";
            return Err(Problem::invalid_at("/staff_id", "not_allowed", message));
        }
        if question.staff.is_some() && offer.people.is_empty() {
            return Err(Problem::invalid_at("/staff_id", "not_found", "Does not offer this service."));
        }
        let mut index = NameIndex::default();
        for person in &offer.people {
            index.insert(&person.id);
        }
        offer.hours = vec![Hours::default(); offer.people.len()];
        offer.read_hours(hours, exceptions, &index, question);
        offer.read_busy(busy, &index);
        Ok(offer)
    }

    fn read_hours(&mut self, hours: &ResultSet, exceptions: &ResultSet, index: &NameIndex, question: &Question) {
        let of_person = |row: &Row<'_>| row.text("staff_id").and_then(|id| index.get(id));
        for row in rows(Some(hours)) {
            if let Some(own) = of_person(&row).and_then(|place| self.hours.get_mut(place)) {
                own.weekly.extend(weekly(&row));
            }
        }
        let to = question.to_ms.unwrap_or(question.from_ms.saturating_add(slots::LONGEST.saturating_mul(1000)));
        let (from_day, to_day) = days_of(Interval::new(seconds_floor(question.from_ms), seconds_ceil(to)));
        for row in rows(Some(exceptions)) {
            let Some(exception) = Exception::read(&row) else { continue };
            let everybody = row.text("staff_id").is_none();
            let own = of_person(&row);
            for (place, (person, hours)) in self.people.iter().zip(&mut self.hours).enumerate() {
                if everybody || own == Some(place) {
                    exception.add(&person.zone, from_day, to_day, hours);
                }
            }
        }
    }

    fn read_busy(&mut self, busy: &ResultSet, index: &NameIndex) {
        self.busy.reserve(busy.rows.len());
        let room_place = |id: &str| self.rooms.iter().position(|(room, _)| room == id);
        // The order of the columns is that of the statement: there are thousands of rows.
        for row in &busy.rows {
            let [staff, room, start, end, session, seats] = row.as_slice() else { continue };
            let place = |place: Option<usize>| place.and_then(|place| u16::try_from(place).ok());
            let (Some(start), Some(end)) = (start.as_integer(), end.as_integer()) else { continue };
            let session = session.as_integer().map(|start| Session {
                start: seconds_floor(start),
                seats: seats.as_integer().and_then(|seats| u32::try_from(seats).ok()).unwrap_or(1),
            });
            self.busy.push(Busy {
                staff: place(staff.as_text().and_then(|id| index.get(id))),
                room: place(room.as_text().and_then(room_place)),
                interval: Interval::new(seconds_floor(start), seconds_ceil(end)),
                session,
            });
        }
    }

    /// Answers from the schedule, with so many seats wanted at a present in milliseconds. `preferred` is a place in
    /// [`Offer::people`] of who is to serve, whatever the rule.
    pub(crate) fn schedule<R>(
        &self,
        seats: i64,
        now_ms: i64,
        preferred: Option<usize>,
        answer: impl FnOnce(&Schedule<'_>) -> R,
    ) -> R {
        let staff: Vec<slots::Staff<'_>> =
            self.people.iter().zip(&self.hours).map(|(person, hours)| person.serving(hours)).collect();
        let rooms: Vec<u16> = (0..self.rooms.len()).filter_map(|place| u16::try_from(place).ok()).collect();
        let preferred = preferred.and_then(|place| u16::try_from(place).ok()).map(Assignment::Person);
        let query = Query {
            service: &self.service.rules,
            staff: &staff,
            rooms: self.service.room_required.then_some(rooms.as_slice()),
            busy: &self.busy,
            assignment: preferred.filter(|_| self.assignment != Assignment::Collective).unwrap_or(self.assignment),
            seats: u32::try_from(seats).unwrap_or(u32::MAX).max(1),
            now: seconds_ceil(now_ms),
        };
        answer(&Schedule::new(&query))
    }

    /// Refuses more seats than a session ever has.
    pub(crate) fn require_seats(&self, seats: i64) -> Result<(), Problem> {
        if (1..=self.service.capacity).contains(&seats) {
            return Ok(());
        }
        let message = format!("Must be between 1 and {}.", self.service.capacity);
        Err(Problem::invalid_at("/seats", "out_of_range", message))
    }

    /// Refuses a visitor who asks for somebody by name where the service does not let them, or where all serve together.
    ///
    /// # Errors
    ///
    /// 422 at `/staff_id`.
    pub fn require_staff_choice(&self, staff: Option<&str>) -> Result<(), Problem> {
        if staff.is_none() || (self.service.staff_choice && self.assignment != Assignment::Collective) {
            return Ok(());
        }
        Err(Problem::invalid_at("/staff_id", "not_allowed", "Visitors cannot choose who serves."))
    }

    /// The same for staff who go past notice, horizon and hours: everybody serves at one start, if nothing is in the way.
    pub(crate) fn outside_rules(&self, start_ms: i64) -> Self {
        let mut offer = self.clone();
        let start = seconds_floor(start_ms);
        let open = Interval::new(start, start + offer.service.rules.duration);
        offer.service.rules.minimum_notice = 0;
        offer.hours.fill(Hours { extra: vec![open], ..Hours::default() });
        offer
    }

    /// Whether who serves is whoever was booked the longest time ago, each visitor for themselves.
    pub(crate) fn takes_turns(&self) -> bool {
        self.assignment == Assignment::LeastRecent && self.service.capacity == 1
    }

    /// How often something is tried: somebody else may take each of the people while it is written.
    pub(crate) fn most_tries(&self) -> usize {
        self.people.len().clamp(FEWEST_TRIES, MOST_TRIES)
    }

    /// The place of somebody in [`Offer::people`].
    pub(crate) fn place_of(&self, staff: &str) -> Option<usize> {
        self.people.iter().position(|person| person.id == staff)
    }

    /// The first starts from a moment on that can be booked, in milliseconds, as far as it is known what is taken.
    pub fn next_free(&self, from_ms: i64, seats: i64, now_ms: i64, count: usize) -> Vec<i64> {
        let slots = self.schedule(seats, now_ms, None, |schedule| schedule.next(seconds_ceil(from_ms), count));
        let taken_ms = self.service.duration_ms + self.service.buffer_after_ms;
        let starts = slots.iter().map(|slot| slot.start * 1000);
        starts.filter(|start| self.until_ms.is_none_or(|until| start + taken_ms <= until)).collect()
    }
}

impl ServiceRules {
    fn read(row: &Row<'_>) -> Self {
        let optional = |column: &str| row.text(column).map(str::to_owned);
        let (duration, step) = (number(row, "duration_minutes"), row.integer("slot_step_minutes"));
        let questions = row.text("questions").and_then(entity::json::read).unwrap_or_default();
        let reminders = row.text("reminder_minutes").and_then(entity::json::read).unwrap_or_default();
        ServiceRules {
            id: text(row, "id"),
            version: number(row, "version"),
            name: text(row, "name"),
            client: text(row, "client_id"),
            client_name: text(row, "client_name"),
            client_email: optional("client_email"),
            client_phone: optional("client_phone"),
            client_language: text(row, "client_language"),
            client_zone: text(row, "client_zone"),
            location: Location::read(row),
            location_note: optional("location_note"),
            duration_ms: duration * MINUTE_MS,
            buffer_before_ms: number(row, "buffer_before_minutes") * MINUTE_MS,
            buffer_after_ms: number(row, "buffer_after_minutes") * MINUTE_MS,
            capacity: number(row, "capacity"),
            cancel_notice_ms: number(row, "cancel_notice_minutes") * MINUTE_MS,
            reschedule_notice_ms: number(row, "reschedule_notice_minutes") * MINUTE_MS,
            staff_choice: number(row, "staff_choice") == 1,
            requires_approval: number(row, "requires_approval") == 1,
            room_required: number(row, "room_required") == 1,
            questions,
            reminder_minutes: minutes(&reminders),
            price: row.integer("price"),
            currency: optional("currency"),
            rules: slots::Service {
                duration: duration * 60,
                buffer_before: number(row, "buffer_before_minutes") * 60,
                buffer_after: number(row, "buffer_after_minutes") * 60,
                minimum_notice: number(row, "minimum_notice_minutes") * 60,
                horizon: number(row, "horizon_days") * DAY,
                step: step.unwrap_or(duration).max(1) * 60,
                capacity: u32::try_from(number(row, "capacity")).unwrap_or(1),
            },
        }
    }

    /// From when to when an appointment that begins then takes its person's time, buffers included: milliseconds.
    pub(crate) fn occupied(&self, start_ms: i64) -> (i64, i64) {
        (start_ms - self.buffer_before_ms, start_ms + self.duration_ms + self.buffer_after_ms)
    }
}

/// The most reminders of one appointment, whatever was kept before lists were looked at when they are written.
const MOST_REMINDERS: usize = 5;

/// Whole numbers of minutes in a list, each once.
fn minutes(list: &Json) -> Vec<i64> {
    let mut found = Vec::new();
    for minutes in list.as_array().into_iter().flatten().filter_map(Json::as_i64) {
        if (0..=DAY_MS / MINUTE_MS * 60).contains(&minutes) && !found.contains(&minutes) && found.len() < MOST_REMINDERS
        {
            found.push(minutes);
        }
    }
    found
}

impl Location {
    fn read(row: &Row<'_>) -> Option<Self> {
        row.text("location_id").map(|id| Location { id: id.to_owned(), name: text(row, "location_name") })
    }
}

impl Person {
    /// Somebody as the slots know them.
    fn serving(&self, hours: &Hours) -> slots::Staff<'_> {
        slots::Staff {
            zone: &self.zone,
            weekly: hours.weekly.clone(),
            overrides: hours.overrides.clone(),
            extra: hours.extra.clone(),
            off: hours.off.clone(),
            priority: self.priority,
            last_booked: self.last_booked,
        }
    }

    fn read(row: &Row<'_>, zones: &mut Zones) -> Self {
        Person {
            id: text(row, "id"),
            name: text(row, "name"),
            colleague: Colleague::read(row),
            location: Location::read(row),
            zone: zones.of(row),
            priority: i32::try_from(number(row, "priority")).unwrap_or(i32::MAX),
            last_booked: row.integer("last_booked").unwrap_or(i64::MIN),
        }
    }
}

fn assignment(service: &Row<'_>, question: &Question) -> Assignment {
    match service.text("assignment") {
        Some("COLLECTIVE") => Assignment::Collective,
        // Nobody else was read.
        _ if question.staff.is_some() => Assignment::Person(0),
        Some("ANY_PRIORITY") => Assignment::Priority,
        _ => Assignment::LeastRecent,
    }
}
