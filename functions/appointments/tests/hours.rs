//! Hours that end before they begin are refused, however they are written.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{Salon, salon};
use serde_json::{Value as Json, json};
use testkit::Reply;

/// A refusal that points to one member: by the body itself where both are in it, and otherwise by the database.
#[track_caller]
fn refused(reply: &Reply, pointer: &str) {
    assert_eq!(reply.status, 422, "{}", reply.text());
    assert!(reply.round_trips <= 1, "{} round trips", reply.round_trips);
    assert_eq!(reply.pointers(), [pointer]);
    assert_eq!(reply.json()["errors"][0]["code"], "order");
}

fn hours(salon: &Salon, start: i64, end: i64) -> Json {
    json!({"staff_id": salon.staff[0], "weekday": "MONDAY", "start_minute": start, "end_minute": end})
}

#[tokio::test]
async fn hours_end_after_they_begin() {
    let salon = salon(1, json!({})).await;
    let (app, admin) = (&salon.app, &salon.admin);
    for (start, end) in [(600, 600), (600, 599), (1439, 1)] {
        refused(&app.post(admin, "/api/working-hours", hours(&salon, start, end)).await, "/end_minute");
    }
    let id = salon.create("working-hours", hours(&salon, 60, 120)).await;
    let path = format!("/api/working-hours/{id}");
    refused(&app.patch(admin, &path, json!({"start_minute": 120})).await, "/end_minute");
    refused(&app.patch(admin, &path, json!({"end_minute": 60})).await, "/end_minute");
    refused(&app.patch(admin, &path, json!({"start_minute": 300, "end_minute": 200})).await, "/end_minute");
    let put = json!({"weekday": "MONDAY", "start_minute": 300, "end_minute": 200});
    refused(&app.send(admin, "PUT", &path, Some(put)).await, "/end_minute");
    app.patch(admin, &path, json!({"start_minute": 300, "end_minute": 1440})).await.expect(200);
    app.patch(admin, &path, json!({"weekday": "TUESDAY"})).await.expect(200);
    let before = salon.count("SELECT count(*) FROM working_hours").await;
    let bulk = |operation: Json| json!({"operations": [{"op": "create", "data": hours(&salon, 60, 120)}, operation]});
    let create = json!({"op": "create", "data": hours(&salon, 600, 540)});
    let update = json!({"op": "update", "id": id, "data": {"end_minute": 299}});
    for operation in [create, update] {
        let reply = app.post(admin, "/api/working-hours/bulk", bulk(operation)).await;
        refused(&reply, "/operations/1/data/end_minute");
    }
    assert_eq!(salon.count("SELECT count(*) FROM working_hours").await, before, "nothing of it was written");
}

#[tokio::test]
async fn exceptions_end_after_they_begin() {
    let salon = salon(1, json!({})).await;
    let (app, admin) = (&salon.app, &salon.admin);
    let path = "/api/availabilities";
    let exception = |more: Json| {
        let mut body = json!({"staff_id": salon.staff[0], "date": "2026-01-07"});
        for (name, value) in more.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        body
    };
    for (more, pointer) in [
        (json!({"end_date": "2026-01-06"}), "/end_date"),
        (json!({"start_minute": 600, "end_minute": 600}), "/end_minute"),
        (json!({"start_minute": 600, "end_minute": 60, "end_date": "2026-01-07"}), "/end_minute"),
        (
            json!({"start_minute": 600, "end_minute": 60, "end_date": "2026-01-09", "replaces_hours": true}),
            "/end_minute",
        ),
    ] {
        refused(&app.post(admin, path, exception(more)).await, pointer);
    }
    for more in [json!({}), json!({"start_minute": 600}), json!({"end_minute": 1}), json!({"end_date": "2026-01-07"})] {
        salon.create("availabilities", exception(more)).await;
    }
    let away = json!({"start_minute": 600, "end_minute": 60, "end_date": "2026-01-09", "is_available": false});
    let id = salon.create("availabilities", exception(away)).await;
    let own = format!("{path}/{id}");
    refused(&app.patch(admin, &own, json!({"end_date": null})).await, "/end_minute");
    refused(&app.patch(admin, &own, json!({"end_date": "2026-01-07"})).await, "/end_minute");
    refused(&app.patch(admin, &own, json!({"date": "2026-01-10"})).await, "/end_date");
    app.patch(admin, &own, json!({"end_date": null, "end_minute": null})).await.expect(200);
}

#[tokio::test]
async fn hours_over_midnight_are_one_row() {
    let salon = salon(0, json!({})).await;
    let staff = salon.create("staff", json!({"name": "Nora"})).await;
    salon.link(&staff, &salon.service).await;
    let night = json!({"staff_id": staff, "weekday": "TUESDAY", "start_minute": 1320, "end_minute": 1560});
    salon.create("working-hours", night).await;
    let slots = salon.slots("2026-01-06", "2026-01-07").await;
    let starts: Vec<&str> =
        slots["slots"].as_array().expect("slots").iter().filter_map(|slot| slot["start"].as_str()).collect();
    let expected = ["2026-01-06T22:00", "2026-01-06T23:00", "2026-01-07T00:00", "2026-01-07T01:00"];
    assert_eq!(starts, expected.map(|start| format!("{start}:00.000Z")));
}
