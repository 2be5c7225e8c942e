//! A salon that visitors book at.

use api::Module;
use serde_json::{Value as Json, json};
use testkit::{Reply, TestApp};

use super::{KEY, MODULES, Visitor, app_with};

pub const SERVICE: &str = "svc_01hf7yat00e008000000000001";
/// The Monday of the test's clock, at noon.
pub const NOON: &str = "2026-01-05T12:00:00.000Z";

pub fn path(what: &str) -> String {
    format!("/embed/{KEY}/{what}")
}

/// An installation with a service that two people offer from nine to five.
pub async fn app() -> TestApp {
    app_serving(MODULES, json!({})).await
}

/// The same with other modules, and with these members of the service.
pub async fn app_serving(modules: &[&'static Module], members: Json) -> TestApp {
    let app = app_with(modules, json!({})).await;
    let client = app.client(0);
    let mut service = json!({
        "client_id": client, "name": "Haircut", "duration_minutes": 60, "price": "39.5", "currency": "EUR",
        "cancel_notice_minutes": 60, "reschedule_notice_minutes": 60,
        "questions": [{"id": "hair", "label": "How long?", "kind": "CHOICE", "choices": ["Short", "Long"], "required": true}],
    });
    for (name, value) in members.as_object().into_iter().flatten() {
        service[name] = value.clone();
    }
    app.insert("Service", service, SERVICE).await;
    for (number, name) in ["Mia", "Jonas"].iter().enumerate() {
        let staff = format!("stf_01hf7yat00e00800000000000{number}");
        app.insert("Staff", json!({"client_id": client, "name": name}), &staff).await;
        let link = json!({"client_id": client, "staff_id": staff, "service_id": SERVICE});
        app.insert("StaffService", link, &format!("sts_01hf7yat00e00800000000000{number}")).await;
        for (day, weekday) in ["MONDAY", "TUESDAY", "WEDNESDAY"].iter().enumerate() {
            let hours = json!({"client_id": client, "staff_id": staff, "weekday": weekday, "start_minute": 540, "end_minute": 1020});
            app.insert("WorkingHours", hours, &format!("wkh_01hf7yat00e0080000000000{number}{day}")).await;
        }
    }
    app
}

pub fn booking(visitor: &Visitor, start: &str) -> Json {
    json!({
        "service_id": SERVICE, "start": start, "staff_id": null,
        "contact": {"name": "Ada Lovelace", "email": "ada@example.com", "phone": "+4930901820"},
        "time_zone": "Europe/Berlin", "language": "de", "answers": {"hair": "Short"}, "notes": "I am early.",
        "consent": {"text": "I agree.", "given": true},
        "attribution": {"page": "https://salon.example/book?utm_source=x", "utm_source": "x"},
        "protection": visitor.protection(),
    })
}

pub async fn book(app: &TestApp, address: &str, start: &str, key: &str) -> Reply {
    let visitor = Visitor::welcome(app, address).await;
    visitor.post(app, &path("appointments"), booking(&visitor, start), key).await
}
