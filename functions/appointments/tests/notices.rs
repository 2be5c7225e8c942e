//! What whoever serves is told of their appointments.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{Salon, salon};
use serde_json::{Value as Json, json};
use store::Statement;

const TEN: &str = "2026-01-06T10:00:00Z";

/// Messages to an address: subject, text and calendar.
async fn to(salon: &Salon, address: &str) -> Vec<[String; 3]> {
    let messages = salon.messages().await;
    let own = messages.into_iter().filter(|message| message[0] == address);
    own.map(|[_, subject, text, calendar]| [subject, text, calendar]).collect()
}

async fn change(salon: &Salon, staff: usize, members: Json) {
    salon.app.patch(&salon.admin, &format!("/api/staff/{}", salon.staff[staff]), members).await.expect(200);
}

async fn booked(salon: &Salon, more: Json) -> String {
    let body = salon.booking(TEN, 1, more);
    let reply = salon.app.post(&salon.admin, "/api/appointments/book", body).await.expect(201);
    assert_eq!(reply.round_trips, 2, "whoever serves is told in the same round trips");
    reply.json()["id"].as_str().expect("an id").to_owned()
}

fn holds(message: &[String; 3], subject: &str, in_calendar: &[&str]) {
    assert!(message[0].starts_with(subject), "{subject}: {message:?}");
    for line in in_calendar {
        // Long lines of a calendar are folded.
        assert!(message[2].replace("\r\n ", "").contains(line), "{line}: {message:?}");
    }
    assert_eq!(message[2].is_empty(), in_calendar.is_empty(), "{message:?}");
}

#[tokio::test]
async fn whoever_serves_is_told_of_every_step_once() {
    let salon = salon(2, json!({})).await;
    change(&salon, 0, json!({"email": "mia@example.com", "time_zone": "Europe/Berlin"})).await;
    change(&salon, 1, json!({"email": "jonas@example.com"})).await;
    let id = booked(&salon, json!({"staff_id": salon.staff[0], "language": "fr"})).await;
    let told = to(&salon, "mia@example.com").await;
    assert_eq!(told.len(), 1);
    let uid = format!("UID:{id}@portico");
    let lines = ["METHOD:REQUEST", "SEQUENCE:0", &uid, "mailto:mia@example.com", "SUMMARY:Haircut – Visitor 1"];
    holds(&told[0], "New appointment: Haircut, Tuesday, 6 January 2026, 11:00 AM (Europe/Berlin)", &lines);
    assert!(told[0][1].starts_with("Hello Person 0,") && told[0][1].contains("visitor1@example.com"), "{told:?}");
    assert!(to(&salon, "jonas@example.com").await.is_empty());

    let body = json!({"start": TEN, "staff_id": salon.staff[1], "reason": "Mia is ill"});
    let reply = salon.step(&id, "reschedule", body).await.expect(200);
    assert_eq!(reply.round_trips, 3);
    let told = to(&salon, "mia@example.com").await;
    holds(&told[1], "Not with you any more: Haircut", &["METHOD:CANCEL", "SEQUENCE:1", &uid, "STATUS:CANCELLED"]);
    assert!(told[1][1].contains("Mia is ill"), "{told:?}");
    let told = to(&salon, "jonas@example.com").await;
    holds(&told[0], "New appointment", &["METHOD:REQUEST", "SEQUENCE:1", &uid, "mailto:jonas@example.com"]);

    salon.step(&id, "reschedule", json!({"start": "2026-01-06T12:00:00Z"})).await.expect(200);
    let reply = salon.step(&id, "cancel", json!({"reason": "Rain"})).await.expect(200);
    assert_eq!(reply.round_trips, 2);
    salon.step(&id, "cancel", json!({})).await.expect(200);
    let told = to(&salon, "jonas@example.com").await;
    assert_eq!(told.len(), 3, "{told:?}");
    holds(&told[1], "New time: Haircut", &["METHOD:REQUEST", "SEQUENCE:2", "DTSTART;TZID=UTC:20260106T120000"]);
    holds(&told[2], "Cancelled: Haircut", &["METHOD:CANCEL", "SEQUENCE:3"]);
    assert!(told[2][1].contains("Reason: Rain"), "{told:?}");
    assert_eq!(to(&salon, "mia@example.com").await.len(), 2, "it is not hers any more");
}

#[tokio::test]
async fn a_request_is_told_without_an_invitation_until_it_is_confirmed() {
    let salon = salon(1, json!({})).await;
    let waits = "UPDATE appointments SET status = 'SCHEDULED', confirmed_at = NULL";
    let id = booked(&salon, json!({})).await;
    salon.app.run_write(vec![Statement::new(waits, Vec::new())]).await;
    salon.step(&id, "reschedule", json!({"start": "2026-01-06T12:00:00Z"})).await.expect(200);
    salon.step(&id, "confirm", json!({})).await.expect(200);
    salon.app.run_write(vec![Statement::new(waits, Vec::new())]).await;
    salon.step(&id, "decline", json!({})).await.expect(200);
    let told = to(&salon, "staff@example.com").await;
    assert_eq!(told.len(), 4, "{told:?}");
    holds(&told[1], "To confirm: Haircut", &[]);
    holds(&told[2], "New appointment: Haircut", &["METHOD:REQUEST", "SEQUENCE:1"]);
    holds(&told[3], "Request closed: Haircut", &[]);
}

#[tokio::test]
async fn a_team_is_told_together() {
    let salon = salon(2, json!({"assignment": "COLLECTIVE"})).await;
    change(&salon, 0, json!({"email": "mia@example.com"})).await;
    change(&salon, 1, json!({"email": "jonas@example.com"})).await;
    let id = booked(&salon, json!({})).await;
    salon.step(&id, "reschedule", json!({"start": "2026-01-06T12:00:00Z"})).await.expect(200);
    salon.step(&id, "cancel", json!({})).await.expect(200);
    for address in ["mia@example.com", "jonas@example.com"] {
        let told = to(&salon, address).await;
        let beginnings: Vec<&str> = told.iter().filter_map(|message| message[0].split(':').next()).collect();
        assert_eq!(beginnings, ["New appointment", "New time", "Cancelled"], "{address}");
    }
}

#[tokio::test]
async fn nobody_is_told_who_has_no_address_or_wants_no_letters() {
    let salon = salon(1, json!({})).await;
    let (user, role) = ("usr_01hf7yat00e008000000000001", "rol_01hf7yat00e008000000000001");
    salon.app.insert("Role", json!({"name": "TEAM", "label": "Team", "level": "CLIENT"}), role).await;
    let members = json!({"client_id": salon.app.client(0), "email": "ann@example.com", "role_id": role, "locale": "de",
        "timezone": "Europe/Berlin"});
    salon.app.insert("User", members, user).await;
    let letters = "SELECT count(*) FROM outbox_messages WHERE recipient NOT LIKE 'visitor%'";
    for (members, expected) in [
        (json!({"is_notified": false}), 0),
        (json!({"is_notified": true, "email": null}), 0),
        (json!({"user_id": user}), 1),
    ] {
        change(&salon, 0, members.clone()).await;
        let id = booked(&salon, json!({})).await;
        assert_eq!(salon.count(letters).await, expected, "{members}");
        // The next one takes the same time.
        salon
            .app
            .run_write(vec![Statement::new("DELETE FROM occupancies WHERE appointment_id = ?1", vec![id.into()])])
            .await;
    }
    let told = to(&salon, "ann@example.com").await;
    holds(&told[0], "Neuer Termin: Haircut, Dienstag, 6. Januar 2026, 11:00 Uhr (Europe/Berlin)", &["METHOD:REQUEST"]);
    let gone = "UPDATE users SET is_active = 0 WHERE id = ?1";
    salon.app.run_write(vec![Statement::new(gone, vec![user.into()])]).await;
    booked(&salon, json!({})).await;
    assert_eq!(salon.count(letters).await, 1, "an account that is closed gets nothing");
}
