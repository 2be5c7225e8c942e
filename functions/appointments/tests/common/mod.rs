//! A salon: services, staff with hours, and how they are booked.

#![allow(dead_code, missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::rc::Rc;

use entity::Value;
use serde_json::{Value as Json, json};
use testkit::{Person, Reply, TestApp};

/// Monday 2026-01-05, 10:00 in UTC, is the present.
pub struct Salon {
    pub app: Rc<TestApp>,
    pub admin: Person,
    pub service: String,
    pub staff: Vec<String>,
}

/// A salon with so many people, each open from 9 to 17 in UTC on every day, and one service with changes to its members.
pub async fn salon(people: usize, changes: Json) -> Salon {
    salon_seeded(people, changes, 1).await
}

pub async fn salon_seeded(people: usize, changes: Json, seed: u64) -> Salon {
    let app = Rc::new(
        TestApp::seeded(
            &[&appointments::MODULE, &calendars::MODULE, &services::MODULE, &identity::MODULE, &contacts::MODULE],
            seed,
        )
        .await,
    );
    let admin = app.client_admin();
    let mut salon = Salon { app, admin, service: String::new(), staff: Vec::new() };
    salon.service = salon.new_service(changes).await;
    for number in 0..people {
        let staff = salon.new_staff(&format!("Person {number}")).await;
        salon.link(&staff, &salon.service).await;
        salon.staff.push(staff);
    }
    salon
}

impl Salon {
    pub async fn new_service(&self, changes: Json) -> String {
        let mut body = json!({"name": "Haircut", "duration_minutes": 60, "price": "39.00", "currency": "EUR"});
        for (name, value) in changes.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        self.create("services", body).await
    }

    pub async fn new_staff(&self, name: &str) -> String {
        let staff = self.create("staff", json!({"name": name, "email": "staff@example.com"})).await;
        for weekday in ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] {
            let hours = json!({"staff_id": staff, "weekday": weekday, "start_minute": 540, "end_minute": 1020});
            self.create("working-hours", hours).await;
        }
        staff
    }

    pub async fn link(&self, staff: &str, service: &str) {
        self.create("staff-services", json!({"staff_id": staff, "service_id": service})).await;
    }

    pub async fn new_room(&self, name: &str, service: &str) -> String {
        let room = json!({"name": name, "client_id": self.app.client(0), "location_id": self.app.location(0)});
        let room = self.create("rooms", room).await;
        self.create("service-rooms", json!({"service_id": service, "room_id": room})).await;
        room
    }

    pub async fn create(&self, resource: &str, body: Json) -> String {
        let reply = self.app.post(&self.admin, &format!("/api/{resource}"), body).await.expect(201).json();
        reply["id"].as_str().expect("an id").to_owned()
    }

    /// A booking of a start for a visitor by number, with further members.
    pub fn booking(&self, start: &str, visitor: usize, more: Json) -> Json {
        let mut body = json!({"service_id": self.service, "start": start, "contact":
            {"name": format!("Visitor {visitor}"), "email": format!("visitor{visitor}@example.com")}});
        for (name, value) in more.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        body
    }

    pub async fn book(&self, start: &str, visitor: usize) -> Reply {
        self.app.post(&self.admin, "/api/appointments/book", self.booking(start, visitor, json!({}))).await
    }

    /// The same as a task of its own.
    pub fn book_later(&self, body: Json, key: Option<String>) -> tokio::task::JoinHandle<Reply> {
        let (app, admin) = (self.app.clone(), self.admin.clone());
        tokio::task::spawn_local(async move {
            let mut request = app.request("POST", "/api/appointments/book", Some(body));
            request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&admin.caller))));
            request.headers.extend(key.map(|key| ("idempotency-key".to_owned(), key)));
            app.respond(request).await
        })
    }

    pub async fn slots(&self, from: &str, to: &str) -> Json {
        let path = format!("/api/appointments/slots?service_id={}&from={from}&to={to}", self.service);
        let reply = self.app.get(&self.admin, &path).await.expect(200);
        assert_eq!(reply.round_trips, 1, "slots are one round trip");
        reply.json()
    }

    pub async fn step(&self, appointment: &str, step: &str, body: Json) -> Reply {
        self.app.post(&self.admin, &format!("/api/appointments/{appointment}/{step}"), body).await
    }

    /// The clock comes by.
    pub async fn tick(&self) -> Json {
        self.app.tick("/api/appointments/tick").await
    }

    pub async fn count(&self, sql: &str) -> i64 {
        let rows = self.app.query(sql, Vec::new()).await;
        rows.first().and_then(|row| row.first()).and_then(Value::as_integer).unwrap_or_default()
    }

    /// The calendar from outside that is fetched next.
    pub fn publish(&self, calendar: &str) {
        let body = calendar.as_bytes().to_vec();
        let answer = store::OutboundResponse { status: 200, headers: Vec::new(), body };
        self.app.outbound.answers.borrow_mut().push(answer);
    }

    /// Sends a request with an idempotency key.
    pub async fn post_once(&self, path: &str, body: Json, key: &str) -> Reply {
        let mut request = self.app.request("POST", path, Some(body));
        let token = self.app.token(&self.admin.caller);
        request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        request.headers.push(("idempotency-key".to_owned(), key.to_owned()));
        self.app.respond(request).await
    }

    /// The messages so far: recipient, subject, text and calendar, opened.
    pub async fn messages(&self) -> Vec<[String; 4]> {
        let sql = "SELECT id, recipient, subject, body, calendar FROM outbox_messages ORDER BY rowid";
        let opened = |id: &str, column: &str, sealed: &str| {
            let place = api::seal::Place { table: "outbox_messages", column, id };
            api::seal::open(&self.app.host, place, sealed).unwrap_or_default()
        };
        let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
        let rows = self.app.query(sql, Vec::new()).await;
        let message = |row: &Vec<Value>| {
            let id = text(&row[0]);
            let (body, calendar) = (opened(&id, "body", &text(&row[3])), opened(&id, "calendar", &text(&row[4])));
            [text(&row[1]), text(&row[2]), body, calendar]
        };
        rows.iter().map(message).collect()
    }

    /// Whatever happened: nobody is booked twice, no session has more than its seats, and time is kept for whoever needs it.
    pub async fn assert_consistent(&self) {
        self.app.bookings(&self.admin).await.assert_consistent(self.app.host.clock.now_ms());
    }
}
