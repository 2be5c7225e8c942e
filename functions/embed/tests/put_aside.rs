//! A service that is put aside, or taken out of a widget: nobody books it any more, and who has booked it can still move.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::salon::{NOON, SERVICE, app, book, booking, path};
use common::{KEY, ORIGIN, Visitor, WIDGET};
use serde_json::{Value as Json, json};
use testkit::{Reply, TestApp};

const TUESDAY: &str = "2026-01-06T09:00:00.000Z";
const OTHER: &str = "svc_01hf7yat00e008000000000003";
const ASIDE: &str = "svc_01hf7yat00e008000000000004";

async fn slots(app: &TestApp, visitor: &Visitor, more: &str) -> Reply {
    let query = format!("slots?service_id={SERVICE}&from=2026-01-05&to=2026-01-06&time_zone=UTC{more}");
    visitor.get(app, &path(&query)).await
}

fn offers(reply: &Reply, start: &str) -> bool {
    reply.json()["slots"].as_array().into_iter().flatten().any(|slot| slot["start"] == start)
}

/// The services of the configuration, as somebody is shown them who comes with this in the address.
async fn shown(app: &TestApp, visitor: &Visitor, more: &str) -> Vec<Json> {
    let configuration = visitor.get(app, &format!("/embed/{KEY}{more}")).await.expect(200).json();
    configuration["services"].as_array().cloned().unwrap_or_default()
}

/// As [`what_is_not_offered_any_more_is_still_moved`] has it, after something was done to the service.
async fn can_move_and_not_book(app: &TestApp, booked: &Json) {
    let token = booked["token"].as_str().unwrap_or_default();
    let (link, appointment) = (format!("/embed/appointments/{token}"), format!("appointment={token}"));
    let visitor = Visitor::welcome(app, "192.0.2.9").await;
    assert!(shown(app, &visitor, "").await.iter().all(|service| service["id"] != SERVICE));
    slots(app, &visitor, "").await.expect(400);
    slots(app, &visitor, &format!("&{appointment}0")).await.expect(400);

    let seen = visitor.get(app, &link).await.expect(200).json();
    assert_eq!((&seen["can_reschedule"], &seen["key"]), (&json!(true), &json!(KEY)));
    let services = shown(app, &visitor, &format!("?{appointment}")).await;
    let own: Vec<&Json> = services.iter().filter(|service| service["id"] == SERVICE).collect();
    assert_eq!((own.len(), own[0]["staff"].as_array().map(Vec::len)), (1, Some(2)), "{services:?}");
    let free = slots(app, &visitor, &format!("&{appointment}")).await.expect(200);
    assert_eq!((free.round_trips, free.header("access-control-allow-origin")), (1, Some(ORIGIN)));
    assert!(offers(&free, NOON) && offers(&free, TUESDAY), "its own time, and others");

    // The link is good for its own service and for nothing else that is not offered, nor to book.
    let foreign = format!("slots?service_id={ASIDE}&from=2026-01-05&to=2026-01-06&{appointment}");
    visitor.get(app, &path(&foreign)).await.expect(400);
    let hold = json!({"service_id": SERVICE, "start": TUESDAY});
    assert_eq!(visitor.post(app, &path("holds"), hold, "hold-key").await.expect(422).pointers(), ["/service_id"]);
    let refused = visitor.post(app, &path("appointments"), booking(&visitor, TUESDAY), "second-key").await.expect(422);
    assert_eq!(refused.pointers(), ["/service_id"]);

    let to = json!({"action": "reschedule", "start": TUESDAY});
    assert_eq!(visitor.post(app, &link, to, "move-key").await.expect(200).json()["start"], TUESDAY);
    visitor.post(app, &link, json!({"action": "cancel"}), "cancel-key").await.expect(200);
    assert!(shown(app, &visitor, &format!("?{appointment}")).await.iter().all(|service| service["id"] != SERVICE));
    slots(app, &visitor, &format!("&{appointment}")).await.expect(400);
}

#[tokio::test]
async fn what_is_not_offered_any_more_is_still_moved() {
    for is_put_aside in [true, false] {
        let app = app().await;
        let admin = app.client_admin();
        let booked = book(&app, "192.0.2.7", NOON, "booking-key").await.expect(201).json();
        for (id, is_active) in [(OTHER, true), (ASIDE, false)] {
            let service =
                json!({"client_id": app.client(0), "name": id, "duration_minutes": 60, "is_active": is_active});
            app.insert("Service", service, id).await;
        }
        if is_put_aside {
            app.patch(&admin, &format!("/api/services/{SERVICE}"), json!({"is_active": false})).await.expect(200);
        } else {
            let offered = json!({"client_id": app.client(0), "widget_id": WIDGET, "service_id": OTHER});
            app.insert("WidgetService", offered, "wds_01hf7yat00e008000000000001").await;
        }
        can_move_and_not_book(&app, &booked).await;
    }
}
