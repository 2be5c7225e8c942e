//! What finding the free slots of a service costs, next to reading the rows that it is found from.

use std::rc::Rc;
use std::time::Instant;

use domain::appointments::slots::{Assignment, Busy, Query, Schedule, Service, Session, Staff, WeeklyHours, range};
use domain::time::{Interval, TimeZone, civil, local, seconds_ceil, seconds_floor};
use entity::Value;
use store::hrana::{HranaOptions, HranaTransport};
use store::{
    Batch, DatabaseName, Mode, Outbound, OutboundError, OutboundRequest, OutboundResponse, ResultSet, Statement, Task,
    Transport,
};

use crate::rounds::median;
use crate::{Outcome, at_once};

/// Days, people and busy intervals of the ordinary query.
const DAYS: i32 = 31;
const STAFF: u16 = 20;
const BUSY: u32 = 5_000;

/// Each size is measured so many times, reading and finding by turns.
const TIMES: usize = 41;

/// The first day that is asked for: 12 October 2026, two weeks before clocks go back.
const FIRST: i32 = civil::day(2026, 10, 12);

/// The table.
pub fn measure() -> Outcome<String> {
    eprintln!("Measuring the slots engine");
    let mut text = format!(
        "\nFree slots of a service by {STAFF} people: the rows of busy intervals read from the server's answer, and the slots\n\
         found from them, zones and hours included.\n\n\
         {:>6}{:>16}{:>10}{:>16}{:>16}{:>16}\n",
        "days", "busy intervals", "slots", "reading, ms", "finding, ms", "both:reading"
    );
    for (days, busy) in [(1, 1), (1, 4), (1, 16), (4, 1), (12, 1), (4, 4)] {
        let site = Site::new(DAYS * days, BUSY * busy)?;
        let (mut reading, mut finding, mut count) = (Vec::new(), Vec::new(), 0);
        for _ in 0..TIMES {
            let start = Instant::now();
            let rows = site.read()?;
            reading.push(start.elapsed().as_secs_f64() * 1000.0);
            let start = Instant::now();
            count = site.find(&rows)?;
            finding.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        let ratio = median(reading.iter().zip(&finding).map(|(read, found)| (read + found) / read).collect());
        let (reading, finding) = (median(reading), median(finding));
        let (days, busy) = (DAYS * days, BUSY * busy);
        text.push_str(&format!("{days:>6}{busy:>16}{count:>10}{reading:>16.2}{finding:>16.2}{ratio:>16.2}\n"));
    }
    Ok(text)
}

/// Answers anything with the same body.
struct Canned(Vec<u8>);

impl Outbound for Canned {
    fn send(&self, _: OutboundRequest) -> Task<'_, Result<OutboundResponse, OutboundError>> {
        let response = OutboundResponse { status: 200, headers: Vec::new(), body: self.0.clone() };
        Box::pin(async move { Ok(response) })
    }
}

struct Site {
    transport: HranaTransport,
    database: DatabaseName,
    days: i32,
}

impl Site {
    /// Busy intervals spread over the working hours of some days.
    fn new(days: i32, busy: u32) -> Outcome<Self> {
        let per_day = i64::from(busy) / i64::from(days) / i64::from(STAFF);
        let length = (8 * 3_600_000) / (per_day + 1) / 2;
        let rows: Vec<String> = (0..i64::from(busy)).map(|number| {
            // In the order of their starts, as an index gives them.
            let (slot, staff) = (number / i64::from(STAFF), number % i64::from(STAFF));
            let (day, place) = (slot / per_day.max(1) % i64::from(days), slot % per_day.max(1));
            let start = local(FIRST, 7 * 3600) * 1000 + day * 86_400_000 + place * 2 * length + staff * 60_000;
            format!(
                r#"[{{"type":"text","value":"{}"}},{{"type":"null"}},{{"type":"integer","value":"{start}"}},{{"type":"integer","value":"{}"}},{{"type":"null"}},{{"type":"integer","value":"1"}}]"#,
                id(staff), start + length,
            )
        }).collect();
        let columns = ["staff_id", "room_id", "occupied_from", "occupied_until", "session_start", "seats"];
        let columns: Vec<String> = columns.iter().map(|name| format!(r#"{{"name":"{name}"}}"#)).collect();
        let body = format!(
            r#"{{"baton":null,"results":[{{"type":"ok","response":{{"type":"batch","result":{{"step_results":[{{"cols":[{}],"rows":[{}]}}],"step_errors":[null]}}}}}}]}}"#,
            columns.join(","),
            rows.join(",")
        );
        let options = HranaOptions {
            url: "http://localhost".to_owned(),
            admin_url: None,
            token: None,
            timeout_ms: 1_000,
            seed: 1,
        };
        let sleep = |_| -> Task<'static, ()> { Box::pin(async {}) };
        let transport = HranaTransport::new(Rc::new(Canned(body.into_bytes())), Rc::new(sleep), options);
        Ok(Site { transport, database: DatabaseName::tenant("bench").ok_or("a name")?, days })
    }

    /// The floor: the rows as the store gives them.
    fn read(&self) -> Outcome<ResultSet> {
        let batch = Batch { mode: Mode::Read, statements: vec![Statement::new("SELECT", [])] };
        let sets = at_once(self.transport.run(&self.database, batch))?.map_err(|error| format!("{error:?}"))?;
        Ok(sets.into_iter().next().ok_or("no rows")?)
    }

    /// How many slots there are.
    fn find(&self, rows: &ResultSet) -> Outcome<usize> {
        let ids: Vec<String> = (0..i64::from(STAFF)).map(id).collect();
        let zone = TimeZone::named("Europe/Berlin").ok_or("a zone")?;
        let weekly: Vec<WeeklyHours> = (0..7)
            .flat_map(|weekday| {
                [(9, 13), (14, 18)].map(|(from, to)| WeeklyHours { weekday, from: from * 3600, to: to * 3600 })
            })
            .collect();
        let staff: Vec<Staff> = (0..i64::from(STAFF))
            .map(|number| Staff {
                zone: &zone,
                weekly: weekly.clone(),
                overrides: Vec::new(),
                extra: Vec::new(),
                off: Vec::new(),
                priority: 0,
                last_booked: number,
            })
            .collect();
        let busy: Vec<Busy> = rows.rows.iter().filter_map(|row| busy(row, &ids)).collect();
        let service = Service {
            duration: 900,
            buffer_before: 0,
            buffer_after: 0,
            minimum_notice: 3600,
            horizon: 400 * 86_400,
            step: 900,
            capacity: 1,
        };
        let query = Query {
            service: &service,
            staff: &staff,
            rooms: None,
            busy: &busy,
            assignment: Assignment::LeastRecent,
            seats: 1,
            now: local(FIRST, 0),
        };
        Ok(Schedule::new(&query).slots(range(&zone, FIRST, FIRST + self.days - 1)).len())
    }
}

fn id(staff: i64) -> String {
    format!("stf_01h455vb4pex5vsknk084sn{staff:03}")
}

/// A row as the engine takes it.
fn busy(row: &[Value], ids: &[String]) -> Option<Busy> {
    let [staff, _, from, until, session, seats] = row else { return None };
    let staff = staff.as_text().and_then(|staff| ids.iter().position(|id| id == staff));
    let interval = Interval::new(seconds_floor(from.as_integer()?), seconds_ceil(until.as_integer()?));
    let session = session.as_integer().map(|start| Session {
        start: seconds_floor(start),
        seats: seats.as_integer().and_then(|seats| u32::try_from(seats).ok()).unwrap_or(1),
    });
    Some(Busy { staff: staff.and_then(|staff| u16::try_from(staff).ok()), room: None, interval, session })
}
