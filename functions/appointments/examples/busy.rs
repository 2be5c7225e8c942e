//! Asks for the free slots of a month with many people and many appointments, and books many at once, next to the same
//! statements sent straight to the library: `cargo run --release -p appointments --example busy`.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::time::Instant;

use entity::id;
use serde_json::{Value as Json, json};
use store::{Statement, Transport};
use testkit::{Person, TestApp};

/// People who serve.
const STAFF: i64 = 20;
/// Intervals in which somebody of them is busy.
const BUSY: i64 = 5000;
/// How often each is measured.
const TIMES: usize = 41;
/// Appointments that are booked.
const BOOKINGS: usize = 500;
/// The first day: 2026-01-06, in milliseconds.
const FIRST_MS: i64 = 1_767_657_600_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let app = TestApp::new(&[&appointments::MODULE]).await;
    let admin = app.client_admin();
    let service = json!({"name": "Call", "duration_minutes": 30, "reminder_minutes": []});
    let service = create(&app, &admin, "services", service).await;
    let mut staff = Vec::new();
    for number in 0..STAFF {
        let person = create(&app, &admin, "staff", json!({"name": format!("Person {number}")})).await;
        for weekday in ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] {
            let hours = json!({"staff_id": person, "weekday": weekday, "start_minute": 480, "end_minute": 1200});
            create(&app, &admin, "working-hours", hours).await;
        }
        create(&app, &admin, "staff-services", json!({"staff_id": person, "service_id": service})).await;
        staff.push(person);
    }
    slots(&app, &admin, &service, &staff).await;
    bookings(&app, &admin, &service).await;
}

async fn slots(app: &TestApp, admin: &Person, service: &str, staff: &[String]) {
    let busy = domain::entity("Occupancy").expect("occupancies");
    let rows = (0..BUSY).map(|number| {
        // Half of the hours of a day, in turns.
        let (person, turn) = (number % STAFF, number / STAFF);
        let start = FIRST_MS + turn / 8 * 86_400_000 + (8 + turn % 8) * 3_600_000;
        let at = |ms: i64| json!(entity::civil::format_timestamp(ms));
        let members = json!({"client_id": app.client(0), "staff_id": staff[usize::try_from(person).unwrap_or_default()],
            "service_id": service, "start_time": at(start), "end_time": at(start + 1_800_000), "session_start": at(start)});
        let id = id::encode("occ", id::uuid_v7(FIRST_MS, 0, u64::try_from(number).unwrap_or_default()));
        app.insert_statement(busy, &members, &id)
    });
    app.run_write(rows.collect::<Vec<Statement>>()).await;

    let path = format!("/api/appointments/slots?service_id={service}&from=2026-01-06&to=2026-02-05");
    let (mut whole, mut reading, mut found) = (Vec::new(), Vec::new(), 0);
    for _ in 0..TIMES {
        let begun = Instant::now();
        let reply = app.get(admin, &path).await.expect(200);
        whole.push(begun.elapsed().as_secs_f64() * 1000.0);
        assert_eq!(reply.round_trips, 1, "one round trip");
        found = reply.json()["slots"].as_array().map_or(0, Vec::len);
        let batch = app.databases.last_batch().expect("a batch");
        let begun = Instant::now();
        app.databases.inner().run(&app.database, batch).await.expect("the same statements");
        reading.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    let (whole, reading) = (median(whole), median(reading));
    println!("slots: 31 days, {STAFF} people, {BUSY} busy intervals, {found} slots: {whole:.2} ms a request,");
    println!("       {reading:.2} ms of it reading the rows, ratio {:.2}", whole / reading);
}

async fn bookings(app: &TestApp, admin: &Person, service: &str) {
    let begun = Instant::now();
    let mut booked = 0;
    for number in 0..BOOKINGS {
        // Twenty people at each of 24 starts a day, in days without other appointments.
        let (day, slot) = (number / 480, number / 20 % 24);
        let start = FIRST_MS + (40 + i64::try_from(day).unwrap_or_default()) * 86_400_000 + 28_800_000;
        let start = start + i64::try_from(slot).unwrap_or_default() * 1_800_000;
        let contact = json!({"name": "Somebody", "email": format!("visitor{number}@example.com")});
        let body = json!({"service_id": service, "start": entity::civil::format_timestamp(start), "contact": contact});
        app.post(admin, "/api/appointments/book", body).await.expect(201);
        booked += 1;
    }
    let took = begun.elapsed().as_secs_f64();
    println!("bookings: {booked}, one after the other, {:.0} a second", f64::from(booked) / took);
}

async fn create(app: &TestApp, admin: &Person, resource: &str, body: Json) -> String {
    let reply = app.post(admin, &format!("/api/{resource}"), body).await.expect(201).json();
    reply["id"].as_str().expect("an id").to_owned()
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
