//! Requests that are sent again, because their answer was lost: each is carried out once, and answered as it was.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::salon::{NOON, SERVICE, app, book, booking, path};
use common::{Visitor, count};
use serde_json::json;
use testkit::Reply;

const TUESDAY: &str = "2026-01-06T09:00:00Z";

fn is_replayed(reply: &Reply) -> bool {
    reply.header("idempotency-replayed") == Some("true")
}

#[track_caller]
fn mismatched(reply: Reply) {
    assert_eq!(reply.expect(422).json()["type"], "/problems/idempotency-mismatch");
}

#[tokio::test]
async fn a_change_by_link_is_carried_out_once() {
    let app = app().await;
    let booked = book(&app, "192.0.2.7", NOON, "booking-key").await.expect(201).json();
    let link = format!("/embed/appointments/{}", booked["token"].as_str().unwrap_or_default());
    let visitor = Visitor::at("198.51.100.1");
    let to_tuesday = json!({"action": "reschedule", "start": TUESDAY});
    let moved = visitor.post(&app, &link, to_tuesday.clone(), "move-key").await.expect(200);
    assert_eq!((moved.round_trips, is_replayed(&moved)), (4, false));
    mismatched(visitor.post(&app, &link, json!({"action": "cancel"}), "move-key").await);
    let onwards = json!({"action": "reschedule", "start": "2026-01-06T11:00:00Z"});
    visitor.post(&app, &link, onwards, "onwards-key").await.expect(200);
    // Whatever was done meanwhile, and though it would be too late by now.
    app.clock.advance_ms(23 * 60 * 60 * 1000);
    let again = visitor.post(&app, &link, to_tuesday, "move-key").await.expect(200);
    assert_eq!((again.json(), is_replayed(&again)), (moved.json(), true));
    assert_eq!(count(&app, "SELECT max(times_rescheduled) FROM appointments").await, 2);

    let cancelled = json!({"action": "cancel", "reason": "Ill"});
    let other = book(&app, "192.0.2.8", "2026-01-07T09:00:00Z", "other-key").await.expect(201).json();
    let link = format!("/embed/appointments/{}", other["token"].as_str().unwrap_or_default());
    let first = visitor.post(&app, &link, cancelled.clone(), "cancel-key").await.expect(200);
    assert_eq!((first.round_trips, &first.json()["status"]), (3, &json!("CANCELLED")));
    let again = visitor.post(&app, &link, cancelled, "cancel-key").await.expect(200);
    assert_eq!((again.json(), is_replayed(&again)), (first.json(), true));
    mismatched(visitor.post(&app, &link, json!({"action": "cancel", "reason": "Rain"}), "cancel-key").await);
    let kept = "SELECT count(*) FROM idempotency_keys WHERE response_body LIKE '%portico_appointment%'";
    assert_eq!(count(&app, kept).await, 0, "links are secrets, and kept nowhere");
}

#[tokio::test]
async fn a_change_that_changes_nothing_stands_for_its_request_too() {
    let app = app().await;
    let booked = book(&app, "192.0.2.7", NOON, "booking-key").await.expect(201).json();
    let link = format!("/embed/appointments/{}", booked["token"].as_str().unwrap_or_default());
    let visitor = Visitor::at("198.51.100.1");
    let to_noon = json!({"action": "reschedule", "start": NOON});
    let there = visitor.post(&app, &link, to_noon.clone(), "there-key").await.expect(200).json();
    let away = json!({"action": "reschedule", "start": TUESDAY});
    let moved = visitor.post(&app, &link, away, "away-key").await.expect(200).json();
    let again = visitor.post(&app, &link, to_noon, "there-key").await.expect(200);
    assert_eq!((again.json(), is_replayed(&again)), (there, true));
    assert_eq!(visitor.get(&app, &link).await.json()["start"], moved["start"], "it stays where it was moved to");
}

#[tokio::test]
async fn a_booking_is_answered_again_whatever_became_of_its_service() {
    let app = app().await;
    let admin = app.client_admin();
    let mut visitor = Visitor::welcome(&app, "192.0.2.7").await;
    let booked = visitor.post(&app, &path("appointments"), booking(&visitor, NOON), "booking-key").await.expect(201);
    assert_eq!(booked.round_trips, 3);
    let asks = json!([{"id": "wine", "label": "Which wine?", "kind": "TEXT", "required": true}]);
    for change in [json!({"questions": asks}), json!({"staff_choice": false}), json!({"is_active": false})] {
        app.patch(&admin, &format!("/api/services/{SERVICE}"), change.clone()).await.expect(200);
        visitor.renew(&app).await;
        let again = visitor.post(&app, &path("appointments"), booking(&visitor, NOON), "booking-key").await.expect(201);
        assert_eq!((again.json(), is_replayed(&again)), (booked.json(), true), "{change}");
    }
    mismatched(visitor.post(&app, &path("appointments"), booking(&visitor, TUESDAY), "booking-key").await);
    let other = visitor.post(&app, &path("appointments"), booking(&visitor, NOON), "other-key").await.expect(422);
    assert_eq!(other.pointers(), ["/service_id"]);
    assert_eq!(count(&app, "SELECT count(*) FROM appointments").await, 1);
}

#[tokio::test]
async fn a_hold_under_the_same_key_is_the_same_hold_or_none() {
    let app = app().await;
    let visitor = Visitor::welcome(&app, "192.0.2.7").await;
    let noon = json!({"service_id": SERVICE, "start": NOON});
    let held = visitor.post(&app, &path("holds"), noon.clone(), "hold-key").await.expect(201).json();
    for other in [
        json!({"service_id": SERVICE, "start": TUESDAY}),
        json!({"service_id": SERVICE, "start": NOON, "staff_id": held["staff"]["id"]}),
    ] {
        mismatched(visitor.post(&app, &path("holds"), other, "hold-key").await);
    }
    assert_eq!(visitor.post(&app, &path("holds"), noon, "hold-key").await.expect(201).json(), held);
    assert_eq!(count(&app, "SELECT count(*) FROM holds").await, 1);
}
