//! What a booking costs, next to inserting its rows.
//!
//! One side books through the module: token, permissions, input, the schedule read and walked, guards, and the rows of one
//! booking. The other inserts the same rows through the `libsql` crate, from statements that were recorded before: the
//! appointment, its contact, the time that it takes, its reminders and its messages, with the change log's triggers.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use api::{Body, Host, Settings, seal};
use domain::appointments::entities::{Service, Staff, StaffService, WorkingHours};
use edge::native::Databases;
use entity::Entity;
use serde_json::json;
use store::{
    Batch, DatabaseError, DatabaseName, EmbeddedOptions, EmbeddedTransport, Mode, ResultSet, Statement, Task, Transport,
};
use tokio::runtime::Runtime;

use crate::raw::Raw;
use crate::rounds::median;
use crate::works::{Call, new_contact};
use crate::{Outcome, Plan, native, site};

/// Bookings in one turn of a side.
const TURN: usize = 100;

/// Milliseconds from one booking to the next, so that every slot is free once: what is asked at any time is a calendar that
/// is full so far and empty from there.
const APART_MS: i64 = 45 * 60_000;

const SERVICE: &str = "svc_0000000000000000000bench01";
const STAFF: &str = "stf_0000000000000000000bench01";

/// The table.
pub fn measure(plan: &Plan) -> Outcome<String> {
    eprintln!("Measuring bookings");
    let folder = site::folder()?;
    let folders = ["module", "recorded", "raw"].map(|name| folder.path().join(name));
    let runtime = native::runtime()?;
    for folder in &folders {
        let transport = open(folder)?;
        runtime.block_on(site::make(&transport, plan.contacts))?;
        runtime.block_on(salon(&transport))?;
    }
    let [module, recorded, raw] = folders;
    let module = Module::new(Rc::new(open(&module)?))?;
    let keeper = Rc::new(Keeper { inner: open(&recorded)?, kept: RefCell::default() });
    let recorder = Module::new(keeper.clone())?;
    let raw = Raw::prepared(&raw)?;
    let mut write = raw.writer()?;
    let start_ms = first_start();

    let (mut rates, mut raw_rates, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=plan.rounds {
        let numbers = round * TURN..(round + 1) * TURN;
        let mut batches = Vec::new();
        for number in numbers.clone() {
            recorder.book(&runtime, start_ms, number, 503)?;
            batches.push(inserts(keeper.kept.borrow_mut().take().ok_or("the module wrote nothing")?));
        }
        let rate = rate(numbers.map(|number| module.book(&runtime, start_ms, number, 201)))?;
        let raw_rate = self::rate(batches.iter().map(|batch| write(batch)))?;
        // The first round is not counted: statements are prepared, caches fill.
        if round > 0 {
            rates.push(rate);
            raw_rates.push(raw_rate);
            ratios.push(rate / raw_rate);
        }
    }
    Ok(format!(
        "\nBookings by the module, embedded database, one after the other, against inserting the same rows by libsql.\n\n\
         {:>12}{:>12}{:>16}\n{:>12.0}{:>12.0}{:>16.2}\n",
        "booked /s",
        "libsql /s",
        "booked:libsql",
        median(rates),
        median(raw_rates),
        median(ratios),
    ))
}

/// How often something is done in a second.
fn rate(works: impl Iterator<Item = Outcome>) -> Outcome<f64> {
    let start = Instant::now();
    for work in works {
        work?;
    }
    Ok(TURN as f64 / start.elapsed().as_secs_f64())
}

/// The statements of a booking that write: neither what it reads nor what it guards.
fn inserts(batch: Batch) -> Vec<Statement> {
    let guard = |statement: &Statement| statement.sql.starts_with("INSERT INTO guard");
    let reads = |statement: &Statement| statement.sql.starts_with("SELECT") || statement.sql.starts_with("WITH");
    batch.statements.into_iter().filter(|statement| !guard(statement) && !reads(statement)).collect()
}

fn open(folder: &Path) -> Outcome<EmbeddedTransport> {
    Ok(EmbeddedTransport::new(EmbeddedOptions::new(folder)).map_err(|error| format!("{error:?}"))?)
}

/// The first slot: midnight in UTC, two days from now.
fn first_start() -> i64 {
    const DAY_MS: i64 = 86_400_000;
    (crate::raw::now_ms() / DAY_MS + 2) * DAY_MS
}

/// A service, and somebody who serves it at any time.
async fn salon(transport: &EmbeddedTransport) -> Outcome {
    let client = site::caller()?.client;
    let row = |id: &str| -> Vec<(&'static str, entity::Value)> {
        let then = entity::Value::from(site::THEN_MS);
        vec![
            ("id", id.into()),
            ("client_id", client.clone().into()),
            ("version", 1.into()),
            ("created_at", then.clone()),
            ("updated_at", then),
        ]
    };
    let with = |id: &str, more: Vec<(&'static str, entity::Value)>| [row(id), more].concat();
    let service = with(
        SERVICE,
        vec![
            ("name", "Haircut".into()),
            ("duration_minutes", 30.into()),
            ("horizon_days", 365.into()),
            ("slot_step_minutes", 15.into()),
        ],
    );
    let staff = with(STAFF, vec![("name", "Mia".into()), ("time_zone", "UTC".into())]);
    let link = vec![("staff_id", STAFF.into()), ("service_id", SERVICE.into())];
    let link = with("sts_0000000000000000000bench01", link);
    let mut statements = vec![
        store::sql::insert(Service::NAME.table, &service, &[]),
        store::sql::insert(Staff::NAME.table, &staff, &[]),
        store::sql::insert(StaffService::NAME.table, &link, &[]),
    ];
    let days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
    for (number, day) in days.into_iter().enumerate() {
        let hours = vec![
            ("staff_id", STAFF.into()),
            ("weekday", day.into()),
            ("start_minute", 0.into()),
            ("end_minute", 1440.into()),
        ];
        let id = format!("wkh_0000000000000000000bench{number:02}");
        statements.push(store::sql::insert(WorkingHours::NAME.table, &with(&id, hours), &[]));
    }
    let batch = Batch { mode: Mode::Write, statements };
    transport.run(&site::database()?, batch).await.map_err(|error| format!("no salon: {error:?}"))?;
    Ok(())
}

/// The appointments module over a database.
struct Module {
    host: Host,
    token: String,
}

impl Module {
    fn new(transport: Rc<dyn Transport>) -> Outcome<Self> {
        let mut settings = site::settings(None)?;
        settings.set(seal::SEALING_KEYS.to_owned(), seal::new_key("bench", [7; 32]));
        let mut host =
            edge::native::host(&Databases::Server(edge::database_options(&Settings::default(), 1)), &settings);
        host.databases = transport;
        host.log = Rc::new(|_| {});
        let token = site::token(&host)?;
        Ok(Module { host, token })
    }

    /// Books the slot with this number for a visitor of its own. Where what it writes is kept, it finds the database away: 503.
    fn book(&self, runtime: &Runtime, start_ms: i64, number: usize, expected: u16) -> Outcome {
        let [first, last, email, phone, ..] = new_contact(number).map(|(_, value)| value);
        let start = start_ms + i64::try_from(number)? * APART_MS;
        let body = json!({
            "service_id": SERVICE,
            "start": entity::civil::format_timestamp(start),
            "contact": {"name": format!("{first} {last}"), "email": format!("booked.{email}"), "phone": phone},
        });
        let call = Call {
            method: "POST",
            path: "/api/appointments/book".to_owned(),
            query: String::new(),
            if_match: None,
            body: Some(body.to_string()),
            expected,
        };
        let request = site::request(call, &self.token);
        let response = runtime.block_on(appointments::MODULE.respond(&self.host, request));
        match &response.body {
            _ if response.status == expected => Ok(()),
            Body::Bytes(body) => {
                Err(format!("answered with {}: {}", response.status, String::from_utf8_lossy(body)).into())
            }
            _ => Err(format!("answered with {}", response.status).into()),
        }
    }
}

/// A database that keeps what is to be written instead of writing it.
struct Keeper {
    inner: EmbeddedTransport,
    kept: RefCell<Option<Batch>>,
}

impl Transport for Keeper {
    fn run<'a>(&'a self, database: &'a DatabaseName, batch: Batch) -> Task<'a, Result<Vec<ResultSet>, DatabaseError>> {
        if batch.mode == Mode::Read {
            return self.inner.run(database, batch);
        }
        *self.kept.borrow_mut() = Some(batch);
        Box::pin(async { Err(DatabaseError::Unavailable("kept".to_owned())) })
    }

    fn create<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        self.inner.create(database)
    }

    fn remove<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        self.inner.remove(database)
    }
}
