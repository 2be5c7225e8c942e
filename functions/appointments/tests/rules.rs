//! What holds when services, people, rooms and calendars change under what is booked.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{Salon, salon};
use serde_json::{Value as Json, json};
use store::OutboundResponse;
use testkit::Reply;

const START: &str = "2026-01-06T10:00:00Z";
const MINUTE_MS: i64 = 60_000;

async fn patch(salon: &Salon, path: &str, body: Json) {
    salon.app.patch(&salon.admin, path, body).await.expect(200);
}

async fn delete(salon: &Salon, path: &str) -> Reply {
    salon.app.send(&salon.admin, "DELETE", path, None).await
}

fn id_of(row: &Json) -> String {
    row["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn whoever_is_booked_stays_booked_when_the_room_is_gone() {
    let salon = salon(1, json!({"room_required": true})).await;
    let room = salon.new_room("Blue", &salon.service).await;
    salon.new_room("Green", &salon.service).await;
    salon.book(START, 1).await.expect(201);
    delete(&salon, &format!("/api/rooms/{room}")).await.expect(204);
    salon.book(START, 2).await.expect(409);
    salon.assert_consistent().await;
    assert_eq!(salon.count("SELECT count(*) FROM occupancies WHERE room_id IS NULL").await, 1);
}

#[tokio::test]
async fn whatever_an_appointment_needs_is_not_deleted() {
    let salon = salon(2, json!({"assignment": "COLLECTIVE"})).await;
    let location = salon.create("locations", json!({"client_id": salon.app.client(0), "name": "Here"})).await;
    patch(&salon, &format!("/api/services/{}", salon.service), json!({"location_id": location})).await;
    salon.book(START, 1).await.expect(201);
    for path in [
        format!("staff/{}", salon.staff[0]),
        format!("staff/{}", salon.staff[1]),
        format!("services/{}", salon.service),
    ] {
        delete(&salon, &format!("/api/{path}")).await.expect(409);
    }
    delete(&salon, &format!("/api/locations/{location}")).await.expect(204);
    assert_eq!(salon.count("SELECT count(*) FROM appointments WHERE location_id IS NULL").await, 1);
    salon.book(START, 2).await.expect(409);
    salon.assert_consistent().await;
}

/// What a calendar from outside says: busy from nine to one on the eleventh.
fn feed(salon: &Salon) {
    let body = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260111T090000Z\r\n\
                DTEND:20260111T130000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let answer = OutboundResponse { status: 200, headers: Vec::new(), body: body.as_bytes().to_vec() };
    salon.app.outbound.answers.borrow_mut().push(answer);
}

#[tokio::test]
async fn another_calendar_takes_the_place_of_the_one_before() {
    let salon = salon(1, json!({})).await;
    let path = format!("/api/staff/{}", salon.staff[0]);
    patch(&salon, &path, json!({"busy_feed_url": "webcal://calendar.example.com/a.ics"})).await;
    let busy = "SELECT count(*) FROM busy_times";
    let logged = "SELECT count(*) FROM changes WHERE entity_type = 'Staff'";
    let before = salon.count(logged).await;
    feed(&salon);
    assert_eq!(salon.tick().await["feeds"], json!(1));
    assert_eq!(salon.app.outbound.sent.borrow()[0].url, "https://calendar.example.com/a.ics");
    assert_eq!(salon.count(busy).await, 1);
    salon.app.clock.advance_ms(31 * MINUTE_MS);
    feed(&salon);
    assert_eq!(salon.tick().await["feeds"], json!(1));
    assert_eq!(salon.count(logged).await, before, "a reading is nothing that anybody did");

    patch(&salon, &path, json!({"name": "Mia", "busy_feed_url": "https://calendar.example.com/a.ics"})).await;
    assert_eq!(salon.count(busy).await, 1, "it is the same calendar");
    patch(&salon, &path, json!({"busy_feed_url": "https://calendar.example.com/b.ics"})).await;
    assert_eq!(salon.count(busy).await, 0);
    assert_eq!(salon.tick().await["feeds"], json!(0), "it is read at once, and does not answer");
    let person = salon.app.get(&salon.admin, &path).await.expect(200).json();
    assert!(person["busy_feed_error"].is_string() && person["busy_feed_fetched_at"].is_null(), "{person}");
    salon.app.clock.advance_ms(31 * MINUTE_MS);
    feed(&salon);
    salon.tick().await;
    patch(&salon, &path, json!({"busy_feed_url": null})).await;
    assert_eq!(salon.count(busy).await, 0);
    assert_eq!(salon.tick().await["feeds"], json!(0));
}

#[tokio::test]
async fn questions_and_reminders_are_looked_at_when_they_are_written() {
    let salon = salon(1, json!({})).await;
    let path = format!("/api/services/{}", salon.service);
    for (body, pointer) in [
        (json!({"questions": [{"id": "a", "label": "A?", "kind": "CHOICE"}]}), "/questions/0/choices"),
        (json!({"questions": {"a": 1}}), "/questions"),
        (json!({"reminder_minutes": [60, -5]}), "/reminder_minutes/1"),
    ] {
        assert_eq!(salon.app.patch(&salon.admin, &path, body).await.expect(422).pointers(), [pointer]);
    }
}

#[tokio::test]
async fn what_a_service_that_is_put_aside_has_promised_can_be_moved() {
    let salon = salon(1, json!({})).await;
    let id = id_of(&salon.book(START, 1).await.expect(201).json());
    patch(&salon, &format!("/api/services/{}", salon.service), json!({"is_active": false})).await;
    salon.book("2026-01-06T12:00:00Z", 2).await.expect(422);
    salon.step(&id, "reschedule", json!({"start": "2026-01-06T12:00:00Z"})).await.expect(200);
    salon.assert_consistent().await;
}

#[tokio::test]
async fn what_was_entered_by_mistake_is_put_right() {
    let salon = salon(1, json!({})).await;
    let id = id_of(&salon.book(START, 1).await.expect(201).json());
    salon.app.clock.advance_ms(2 * 24 * 60 * MINUTE_MS);
    for (step, status) in [("complete", 200), ("complete", 409), ("no-show", 200), ("complete", 200)] {
        salon.step(&id, step, json!({})).await.expect(status);
    }
    assert_eq!(salon.count("SELECT count(*) FROM appointments WHERE status = 'COMPLETED'").await, 1);
    salon.assert_consistent().await;
}

#[tokio::test]
async fn requests_that_nobody_confirmed_end_with_their_time() {
    let salon = salon(1, json!({"requires_approval": true})).await;
    let id = id_of(&salon.book(START, 1).await.expect(201).json());
    salon.book("2026-01-06T12:00:00Z", 2).await.expect(201);
    let waits = "UPDATE appointments SET status = 'SCHEDULED', confirmed_at = NULL WHERE id = ?1";
    salon.app.run_write(vec![store::Statement::new(waits, vec![id.as_str().into()])]).await;
    assert_eq!(salon.tick().await["declined"], json!(0));
    salon.app.clock.advance_ms(27 * 60 * MINUTE_MS);
    assert_eq!(salon.tick().await["declined"], json!(1));
    assert_eq!(salon.tick().await["declined"], json!(0));
    let row = salon.app.get(&salon.admin, &format!("/api/appointments/{id}")).await.expect(200).json();
    assert_eq!((&row["status"], &row["reason"]), (&json!("CANCELLED"), &json!("Nobody confirmed it in time.")));
    assert!(salon.messages().await.iter().any(|message| message[1].starts_with("Not possible")));
    salon.assert_consistent().await;
}

#[tokio::test]
async fn staff_may_go_outside_the_rules_and_never_over_somebody() {
    let salon = salon(1, json!({"minimum_notice_minutes": 1440, "horizon_days": 5, "capacity": 2})).await;
    let outside = |start: &str, visitor: usize| {
        salon.booking(start, visitor, json!({"outside_rules": true, "reason": "He is my brother."}))
    };
    let path = "/api/appointments/book";
    // The present; the past; at night; beyond the horizon.
    for (visitor, start) in
        ["2026-01-05T11:07:00Z", "2026-01-02T10:00:00Z", "2026-01-07T22:00:00Z", "2026-03-02T10:00:00Z"]
            .iter()
            .enumerate()
    {
        salon.book(start, visitor).await.expect(409);
        let booked = salon.app.post(&salon.admin, path, outside(start, visitor)).await.expect(201).json();
        assert_eq!((&booked["outside_rules"], &booked["reason"]), (&json!(true), &json!("He is my brother.")));
        salon.app.post(&salon.admin, path, outside(start, visitor + 10)).await.expect(201);
        salon.app.post(&salon.admin, path, outside(start, visitor + 20)).await.expect(409);
        let half = start.replace(":00:00Z", ":30:00Z").replace(":07:00Z", ":37:00Z");
        salon.app.post(&salon.admin, path, outside(&half, visitor + 30)).await.expect(409);
    }
    let log = "SELECT count(*) FROM changes WHERE entity_type = 'Appointment' AND changes LIKE '%my brother%'";
    assert_eq!(salon.count(log).await, 8);
    let told = salon.messages().await;
    let late = told.iter().filter(|message| message[0].starts_with("visitor") && message[1].contains("2 January"));
    assert_eq!(late.count(), 0, "no visitor is told of what is over");
    salon.assert_consistent().await;

    let mut silent = outside("2026-01-07T05:00:00Z", 1);
    silent["reason"] = Json::Null;
    assert_eq!(salon.app.post(&salon.admin, path, silent).await.expect(422).pointers(), ["/reason"]);
    let id = id_of(&salon.book("2026-01-08T10:00:00Z", 50).await.expect(201).json());
    let night = json!({"start": "2026-01-08T05:00:00Z", "outside_rules": true, "reason": "He flies at nine."});
    salon.step(&id, "reschedule", json!({"start": "2026-01-08T05:00:00Z"})).await.expect(409);
    let moved = salon.step(&id, "reschedule", night).await.expect(200).json();
    assert_eq!((&moved["outside_rules"], &moved["reason"]), (&json!(true), &json!("He flies at nine.")));
    let taken = json!({"start": "2026-01-07T22:30:00Z", "outside_rules": true, "reason": "x"});
    salon.step(&id, "reschedule", taken).await.expect(409);
    salon.assert_consistent().await;
}

#[tokio::test]
async fn whoever_is_known_by_a_number_is_written_to_where_they_said() {
    let salon = salon(1, json!({})).await;
    let known = json!({"name": "Ada", "phone": "+4930901820"});
    salon.create("contacts", json!({"client_id": salon.app.client(0), "name": "Ada", "phone": "+4930901820"})).await;
    let with = |start: &str, contact: Json| {
        let mut body = salon.booking(start, 1, json!({}));
        body["contact"] = contact;
        body
    };
    let path = "/api/appointments/book";
    let mut reachable = known.clone();
    reachable["email"] = json!("ada@example.com");
    let booked = salon.app.post(&salon.admin, path, with(START, reachable)).await.expect(201).json();
    assert_eq!(salon.count("SELECT count(*) FROM contacts").await, 1, "it is the same person");
    assert_eq!(salon.count("SELECT count(*) FROM contacts WHERE email NOT NULL").await, 0, "which nobody has changed");
    let id = id_of(&booked);
    salon.step(&id, "reschedule", json!({"start": "2026-01-06T12:00:00Z"})).await.expect(200);
    salon.step(&id, "cancel", json!({})).await.expect(200);
    let told = salon.messages().await;
    let to_ada: Vec<&[String; 4]> = told.iter().filter(|message| message[0] == "ada@example.com").collect();
    assert!(
        to_ada.len() == 3 && to_ada[2][3].contains("METHOD:CANCEL") && to_ada[2][3].contains("SEQUENCE:2"),
        "{told:?}"
    );
    // Whoever has the number alone is not written to at that address.
    salon.app.post(&salon.admin, path, with("2026-01-07T10:00:00Z", known)).await.expect(201);
    let told = salon.messages().await;
    assert!(told.iter().any(|message| message[0] == "+4930901820"), "{told:?}");
    let contact = booked["contact_id"].as_str().expect("a contact").to_owned();
    delete(&salon, &format!("/api/contacts/{contact}")).await.expect(204);
    let kept = "SELECT count(*) FROM appointments WHERE coalesce(guest_name, guest_email, guest_phone) NOT NULL";
    assert_eq!(salon.count(kept).await, 0, "who is deleted is forgotten");
}
