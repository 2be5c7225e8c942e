//! Requests that are sent again, because nobody knows what became of them.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::salon;
use serde_json::json;

const MISMATCH: &str = "/problems/idempotency-mismatch";

#[tokio::test]
async fn a_booking_is_answered_again_whatever_became_of_its_service() {
    let salon = salon(1, json!({})).await;
    let body = salon.booking("2026-01-06T10:00:00Z", 1, json!({}));
    let booked = salon.post_once("/api/appointments/book", body.clone(), "once").await.expect(201);
    let service = format!("/api/services/{}", salon.service);
    salon.app.patch(&salon.admin, &service, json!({"is_active": false})).await.expect(200);
    let again = salon.post_once("/api/appointments/book", body.clone(), "once").await.expect(201);
    assert_eq!((again.json(), again.header("idempotency-replayed")), (booked.json(), Some("true")));
    let other = salon.post_once("/api/appointments/book", body, "twice").await.expect(422);
    assert_eq!(other.pointers(), ["/service_id"]);
}

#[tokio::test]
async fn a_change_by_staff_is_carried_out_once() {
    let salon = salon(1, json!({})).await;
    let id = salon.book("2026-01-06T10:00:00Z", 1).await.expect(201).json()["id"].as_str().expect("an id").to_owned();
    let path = |step: &str| format!("/api/appointments/{id}/{step}");
    let to_eleven = json!({"start": "2026-01-06T11:00:00Z"});
    let moved = salon.post_once(&path("reschedule"), to_eleven.clone(), "move").await.expect(200);
    assert_eq!((moved.round_trips, moved.header("idempotency-replayed")), (3, None));
    let refused =
        salon.post_once(&path("reschedule"), json!({"start": "2026-01-06T12:00:00Z"}), "move").await.expect(422);
    assert_eq!(refused.json()["type"], MISMATCH);
    salon.post_once(&path("reschedule"), json!({"start": "2026-01-06T13:00:00Z"}), "another").await.expect(200);
    let again = salon.post_once(&path("reschedule"), to_eleven, "move").await.expect(200);
    assert_eq!((again.json(), again.header("idempotency-replayed")), (moved.json(), Some("true")));
    assert_eq!(again.header("etag"), moved.header("etag"));
    assert_eq!(salon.count("SELECT count(*) FROM appointments WHERE times_rescheduled = 2").await, 1);

    let cancelled = salon.post_once(&path("cancel"), json!({"reason": "Ill"}), "cancel").await.expect(200);
    assert_eq!(cancelled.round_trips, 2);
    let again = salon.post_once(&path("cancel"), json!({"reason": "Ill"}), "cancel").await.expect(200);
    assert_eq!((again.json(), again.header("idempotency-replayed")), (cancelled.json(), Some("true")));
    let refused = salon.post_once(&path("cancel"), json!({"reason": "Rain"}), "cancel").await.expect(422);
    assert_eq!(refused.json()["type"], MISMATCH);
}
