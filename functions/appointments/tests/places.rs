//! Where an appointment takes place, and by whose clock its people are open.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{Salon, salon};
use serde_json::{Value as Json, json};

const TEN: &str = "2026-01-06T10:00:00Z";

async fn new_location(salon: &Salon, name: &str, zone: Option<&str>) -> String {
    salon.create("locations", json!({"name": name, "timezone": zone})).await
}

async fn change(salon: &Salon, resource: &str, id: &str, members: Json) {
    salon.app.patch(&salon.admin, &format!("/api/{resource}/{id}"), members).await.expect(200);
}

/// The last letter to the visitor names this place and not that one, and so does its invitation and the row.
async fn assert_at(salon: &Salon, row: &Json, location: &str, place: &str, not: &str) {
    assert_eq!(row["location_id"], location, "{row}");
    let messages = salon.messages().await;
    let [_, _, text, calendar] =
        messages.iter().rfind(|message| message[0] == "visitor1@example.com").expect("a letter");
    assert!(text.contains(place) && !text.contains(not), "{text}");
    assert!(calendar.contains(&format!("LOCATION:{place}")) && !calendar.contains(not), "{calendar}");
}

#[tokio::test]
async fn it_is_where_its_person_is_unless_the_service_has_a_place() {
    let salon = salon(2, json!({})).await;
    let (north, south) =
        (new_location(&salon, "North Street", None).await, new_location(&salon, "South Bank", None).await);
    for (staff, location) in salon.staff.iter().zip([&north, &south]) {
        change(&salon, "staff", staff, json!({"location_id": location})).await;
    }
    let body = salon.booking(TEN, 1, json!({"staff_id": salon.staff[0]}));
    let booked = salon.app.post(&salon.admin, "/api/appointments/book", body).await.expect(201).json();
    assert_at(&salon, &booked, &north, "North Street", "South").await;
    let id = booked["id"].as_str().expect("an id");

    let moved =
        salon.step(id, "reschedule", json!({"start": TEN, "staff_id": salon.staff[1]})).await.expect(200).json();
    assert_at(&salon, &moved, &south, "South Bank", "North").await;
    let messages = salon.messages().await;
    let passed_on = messages.iter().find(|message| message[1].starts_with("Not with you")).expect("a letter");
    assert!(passed_on[2].contains("North Street"), "whoever had it is told of it as it was: {passed_on:?}");

    change(&salon, "services", &salon.service, json!({"location_id": north})).await;
    let moved = salon.step(id, "reschedule", json!({"start": "2026-01-06T12:00:00Z"})).await.expect(200).json();
    assert_eq!(moved["staff_id"], json!(salon.staff[1]));
    assert_at(&salon, &moved, &north, "North Street", "South").await;
    change(&salon, "services", &salon.service, json!({"location_note": "Ring twice"})).await;
    let moved = salon.step(id, "reschedule", json!({"start": TEN})).await.expect(200).json();
    assert_at(&salon, &moved, &north, "Ring twice", "North").await;
}

#[tokio::test]
async fn slots_and_the_team_go_by_the_same_clock() {
    let salon = salon(1, json!({})).await;
    let tokyo = new_location(&salon, "Tokyo", Some("Asia/Tokyo")).await;
    let berlin = new_location(&salon, "Berlin", Some("Europe/Berlin")).await;
    let plain = new_location(&salon, "Somewhere", None).await;
    // Where a service is does not change the hours of whoever serves: they may offer others elsewhere.
    change(&salon, "services", &salon.service, json!({"location_id": tokyo})).await;
    for (members, opens) in [
        (json!({}), "T09:00"),
        (json!({"location_id": plain}), "T09:00"),
        (json!({"location_id": berlin}), "T08:00"),
        (json!({"time_zone": "America/New_York"}), "T14:00"),
    ] {
        change(&salon, "staff", &salon.staff[0], members.clone()).await;
        let slots = salon.slots("2026-01-07", "2026-01-07").await;
        let path = "/api/appointments/calendar?date=2026-01-07&view=day";
        let day = salon.app.get(&salon.admin, path).await.expect(200).json();
        let (first, open) = (&slots["slots"][0]["start"], &day["staff"][0]["open"][0]["start"]);
        assert_eq!(first, open, "{members}: {day}");
        assert!(first.as_str().is_some_and(|start| start.contains(opens)), "{members}: {first}");
    }
}
