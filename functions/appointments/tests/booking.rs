//! Booking, moving and cancelling, one after the other.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::salon;
use serde_json::{Value as Json, json};

const MINUTE_MS: i64 = 60_000;

#[tokio::test]
async fn slots_are_those_of_the_hours_and_what_is_booked_is_gone() {
    let salon = salon(1, json!({})).await;
    let slots = salon.slots("2026-01-06", "2026-01-06").await;
    let starts: Vec<&str> =
        slots["slots"].as_array().expect("slots").iter().filter_map(|slot| slot["start"].as_str()).collect();
    assert_eq!(starts.len(), 8, "{starts:?}");
    assert_eq!(slots["next_free"], json!(starts[0]));
    salon.book("2026-01-06T10:00:00Z", 1).await.expect(201);
    let slots = salon.slots("2026-01-06", "2026-01-06").await;
    assert_eq!(slots["slots"].as_array().map(Vec::len), Some(7), "{slots}");
    salon.assert_consistent().await;
}

#[tokio::test]
async fn a_booking_has_contact_reminder_invitation_and_history() {
    let salon = salon(1, json!({"location_note": "Main street 1"})).await;
    let body = salon.booking("2026-01-06T10:00:00Z", 1, json!({"language": "de", "time_zone": "Europe/Berlin"}));
    let reply = salon.app.post(&salon.admin, "/api/appointments/book", body).await.expect(201);
    assert_eq!(reply.round_trips, 2, "one to read, one to write");
    let booked = reply.json();
    assert_eq!((&booked["status"], &booked["price"]), (&json!("CONFIRMED"), &json!("39.00")));
    assert_eq!(salon.count("SELECT count(*) FROM contacts WHERE email = 'visitor1@example.com'").await, 1);
    let messages = salon.messages().await;
    let [recipient, subject, text, calendar] = &messages[0];
    assert_eq!(recipient, "visitor1@example.com");
    assert_eq!(subject, "Bestätigt: Haircut, Dienstag, 6. Januar 2026, 11:00 Uhr (Europe/Berlin)");
    assert!(text.contains("Guten Tag Visitor 1") && text.contains("Main street 1"), "{text}");
    let uid = format!("UID:{}@portico", booked["id"].as_str().expect("an id"));
    for line in ["METHOD:REQUEST", "SEQUENCE:0", "DTSTART;TZID=Europe/Berlin:20260106T110000", &uid] {
        assert!(calendar.contains(line), "{line} in {calendar}");
    }
    assert_eq!(salon.count("SELECT count(*) FROM reminders WHERE status = 'PENDING'").await, 0, "its time has passed");
    salon.book("2026-01-08T10:00:00Z", 1).await.expect(201);
    assert_eq!(
        salon.count("SELECT count(*) FROM contacts WHERE email = 'visitor1@example.com'").await,
        1,
        "found again"
    );
    assert_eq!(salon.count("SELECT count(*) FROM reminders WHERE status = 'PENDING'").await, 1);
    let logged = "SELECT count(*) FROM changes WHERE entity_type = 'Appointment' AND action = 'CREATE'";
    assert_eq!(salon.count(logged).await, 2);
}

#[tokio::test]
async fn whoever_is_late_is_told_what_is_free() {
    let salon = salon(1, json!({})).await;
    salon.book("2026-01-06T10:00:00Z", 1).await.expect(201);
    let reply = salon.book("2026-01-06T10:00:00Z", 2).await.expect(409).json();
    assert_eq!(reply["type"], json!("/problems/slot-taken"));
    let next: Vec<&str> = reply["next_free"].as_array().expect("starts").iter().filter_map(Json::as_str).collect();
    assert!(next.len() == 5 && next[0].starts_with("2026-01-06T11:00:00"), "{next:?}");
    assert_eq!(salon.count("SELECT count(*) FROM contacts").await, 1, "whoever did not get it left no trace");
    salon.book("2026-01-06T10:07:00Z", 2).await.expect(409);
    salon.book("2026-01-05T09:00:00Z", 2).await.expect(409);
}

#[tokio::test]
async fn a_repetition_is_the_same_booking() {
    let salon = salon(1, json!({})).await;
    let send = |visitor: usize| {
        let mut request = salon.app.request(
            "POST",
            "/api/appointments/book",
            Some(salon.booking("2026-01-06T10:00:00Z", visitor, json!({}))),
        );
        let token = salon.app.token(&salon.admin.caller);
        request.headers.push(("authorization".to_owned(), format!("Bearer {token}")));
        request.headers.push(("idempotency-key".to_owned(), "once".to_owned()));
        salon.app.respond(request)
    };
    let first = send(1).await.expect(201);
    let again = send(1).await.expect(201);
    assert_eq!(first.json(), again.json());
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(send(2).await.expect(422).json()["type"], json!("/problems/idempotency-mismatch"));
    assert_eq!(salon.count("SELECT count(*) FROM appointments").await, 1);
}

#[tokio::test]
async fn turns_are_taken_and_priority_comes_first() {
    let salon = salon(3, json!({})).await;
    let mut served = Vec::new();
    for visitor in 0..3 {
        salon.app.clock.advance_ms(1000);
        let booked = salon.book(&format!("2026-01-06T1{visitor}:00:00Z"), visitor).await.expect(201).json();
        served.push(booked["staff_id"].as_str().expect("somebody").to_owned());
    }
    served.sort();
    served.dedup();
    assert_eq!(served.len(), 3, "everybody had a turn");
    salon
        .app
        .patch(&salon.admin, &format!("/api/services/{}", salon.service), json!({"assignment": "ANY_PRIORITY"}))
        .await
        .expect(200);
    for (staff, priority) in salon.staff.iter().zip([3, 1, 2]) {
        salon.app.patch(&salon.admin, &format!("/api/staff/{staff}"), json!({"priority": priority})).await.expect(200);
    }
    for (visitor, place) in [(4, 1), (5, 2), (6, 0)] {
        let booked = salon.book("2026-01-07T10:00:00Z", visitor).await.expect(201).json();
        assert_eq!(booked["staff_id"], json!(salon.staff[place]));
    }
    salon.book("2026-01-07T10:00:00Z", 7).await.expect(409);
    salon.assert_consistent().await;
}

#[tokio::test]
async fn a_group_has_its_seats_and_a_team_serves_together() {
    let salon = salon(2, json!({"capacity": 3})).await;
    let only = json!({"staff_id": salon.staff[0]});
    for (visitor, seats, status) in [(1, 2, 201), (2, 2, 409), (3, 1, 201), (4, 1, 409)] {
        let mut body = salon.booking("2026-01-06T10:00:00Z", visitor, only.clone());
        body["seats"] = json!(seats);
        salon.app.post(&salon.admin, "/api/appointments/book", body).await.expect(status);
    }
    salon.assert_consistent().await;
    let together = salon.new_service(json!({"assignment": "COLLECTIVE", "name": "Four hands"})).await;
    for staff in &salon.staff {
        salon.link(staff, &together).await;
    }
    let mut body = salon.booking("2026-01-06T10:00:00Z", 5, json!({}));
    body["service_id"] = json!(together);
    salon.app.post(&salon.admin, "/api/appointments/book", body.clone()).await.expect(409);
    body["start"] = json!("2026-01-06T12:00:00Z");
    salon.app.post(&salon.admin, "/api/appointments/book", body).await.expect(201);
    assert_eq!(salon.count("SELECT count(*) FROM appointment_staff").await, 2);
    assert_eq!(salon.count("SELECT count(*) FROM occupancies WHERE session_start = 1767700800000").await, 2);
    salon.assert_consistent().await;
}

#[tokio::test]
async fn a_room_must_be_free_too() {
    let salon = salon(3, json!({"room_required": true})).await;
    salon.book("2026-01-06T10:00:00Z", 1).await.expect(409);
    for name in ["Blue", "Green"] {
        salon.new_room(name, &salon.service).await;
    }
    for (visitor, status) in [(1, 201), (2, 201), (3, 409)] {
        salon.book("2026-01-06T10:00:00Z", visitor).await.expect(status);
    }
    salon.assert_consistent().await;
}

#[tokio::test]
async fn an_appointment_moves_and_ends() {
    let salon = salon(1, json!({"requires_approval": true})).await;
    let id = salon.book("2026-01-06T10:00:00Z", 1).await.expect(201).json()["id"].as_str().expect("an id").to_owned();
    salon.step(&id, "confirm", json!({})).await.expect(409);
    salon.book("2026-01-06T12:00:00Z", 2).await.expect(201);
    let reply = salon.step(&id, "reschedule", json!({"start": "2026-01-06T12:00:00Z"})).await.expect(409).json();
    assert_eq!(reply["type"], json!("/problems/slot-taken"));
    let moved = salon.step(&id, "reschedule", json!({"start": "2026-01-06T10:00:00Z"})).await.expect(200).json();
    assert_eq!(moved["times_rescheduled"], json!(0), "it is there already");
    let body = json!({"start": "2026-01-06T11:00:00Z", "reason": "The bus is late"});
    let moved = salon.step(&id, "reschedule", body).await.expect(200).json();
    assert_eq!((&moved["ics_sequence"], &moved["times_rescheduled"]), (&json!(1), &json!(1)));
    salon.assert_consistent().await;
    salon.book("2026-01-06T10:00:00Z", 3).await.expect(201);
    salon.step(&id, "complete", json!({})).await.expect(409);
    let cancelled = salon.step(&id, "cancel", json!({"reason": "Ill"})).await.expect(200).json();
    assert_eq!((&cancelled["status"], &cancelled["ics_sequence"]), (&json!("CANCELLED"), &json!(2)));
    salon.step(&id, "cancel", json!({})).await.expect(200);
    salon.step(&id, "reschedule", json!({"start": "2026-01-06T15:00:00Z"})).await.expect(409);
    let messages = salon.messages().await;
    let to_first: Vec<&[String; 4]> = messages.iter().filter(|message| message[0] == "visitor1@example.com").collect();
    assert_eq!(to_first.len(), 3, "confirmed, moved, cancelled, each once");
    assert!(to_first[1][3].contains("SEQUENCE:1") && to_first[1][3].contains("METHOD:REQUEST"));
    assert!(to_first[2][3].contains("SEQUENCE:2") && to_first[2][3].contains("METHOD:CANCEL"));
    assert!(to_first[2][2].contains("Ill"));
    salon.book("2026-01-06T11:00:00Z", 4).await.expect(201);
    salon.app.clock.advance_ms(2 * 24 * 60 * MINUTE_MS);
    let other = salon.count("SELECT count(*) FROM appointments WHERE status = 'CONFIRMED'").await;
    let rows = salon.app.query("SELECT id FROM appointments WHERE status = 'CONFIRMED' LIMIT 1", Vec::new()).await;
    let id = rows[0][0].as_text().expect("an id").to_owned();
    salon.step(&id, "no-show", json!({})).await.expect(200);
    assert_eq!(salon.count("SELECT count(*) FROM appointments WHERE status = 'CONFIRMED'").await, other - 1);
    salon.assert_consistent().await;
}

#[tokio::test]
async fn hours_time_off_and_calendars_from_outside_count() {
    let salon = salon(1, json!({})).await;
    let staff = salon.staff[0].clone();
    let count = |slots: Json| slots["slots"].as_array().map(Vec::len);
    let off = json!({"staff_id": staff, "date": "2026-01-07", "is_available": false, "availability_type": "VACATION"});
    salon.create("availabilities", off).await;
    let short = json!({"staff_id": staff, "date": "2026-01-08", "start_minute": 600, "end_minute": 720, "replaces_hours": true});
    salon.create("availabilities", short).await;
    let weekly = json!({"staff_id": staff, "date": "2026-01-09", "start_minute": 540, "end_minute": 600,
        "is_available": false, "recurring_pattern": "FREQ=WEEKLY;BYDAY=FR"});
    salon.create("availabilities", weekly).await;
    salon
        .create("availabilities", json!({"date": "2026-01-10", "is_available": false, "availability_type": "HOLIDAY"}))
        .await;
    for (day, expected) in [("07", 0), ("08", 2), ("09", 7), ("10", 0), ("11", 8), ("16", 7)] {
        let day = format!("2026-01-{day}");
        assert_eq!(count(salon.slots(&day, &day).await), Some(expected), "{day}");
    }
    salon
        .app
        .patch(
            &salon.admin,
            &format!("/api/staff/{staff}"),
            json!({"busy_feed_url": "https://calendar.example.com/a.ics"}),
        )
        .await
        .expect(200);
    let feed = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260111T090000Z\r\nDTEND:20260111T130000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:apt_01hf7yat00e008000000000099@portico\r\nDTSTART:20260112T090000Z\r\nDTEND:20260112T110000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:OWN@portico\r\nDTSTART:20260113T120000Z\r\nDTEND:20260113T130000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let own = salon.book("2026-01-13T09:00:00Z", 1).await.expect(201).json();
    let feed = feed.replace("OWN", own["id"].as_str().unwrap_or_default());
    salon.app.outbound.answers.borrow_mut().push(store::OutboundResponse {
        status: 200,
        headers: Vec::new(),
        body: feed.as_bytes().to_vec(),
    });
    assert_eq!(salon.tick().await["feeds"], json!(1));
    assert!(salon.app.outbound.sent.borrow().iter().all(|request| request.public_only), "it does not lead inside");
    assert_eq!(count(salon.slots("2026-01-11", "2026-01-11").await), Some(4));
    assert_eq!(count(salon.slots("2026-01-12", "2026-01-12").await), Some(6), "an appointment elsewhere is busy time");
    assert_eq!(count(salon.slots("2026-01-13", "2026-01-13").await), Some(7), "one's own comes back and counts once");
    salon.book("2026-01-11T10:00:00Z", 1).await.expect(409);
    assert_eq!(salon.tick().await["feeds"], json!(0), "not due yet");
    salon.app.clock.advance_ms(31 * MINUTE_MS);
    salon.tick().await;
    let read = salon.app.get(&salon.admin, &format!("/api/staff/{staff}")).await.expect(200).json();
    assert!(read["busy_feed_error"].is_string(), "{read}");
    assert_eq!(count(salon.slots("2026-01-11", "2026-01-11").await), Some(4), "the last good reading counts");
}

#[tokio::test]
async fn reminders_go_out_once() {
    let salon = salon(1, json!({"reminder_minutes": [1440, 60]})).await;
    let id = salon.book("2026-01-08T10:00:00Z", 1).await.expect(201).json()["id"].as_str().expect("an id").to_owned();
    salon.book("2026-01-08T12:00:00Z", 2).await.expect(201);
    salon.app.clock.advance_ms(2 * 24 * 60 * MINUTE_MS);
    assert_eq!(salon.tick().await["reminders"], json!(1));
    assert_eq!(salon.tick().await["reminders"], json!(0));
    salon.step(&id, "cancel", json!({})).await.expect(200);
    salon.app.clock.advance_ms(23 * 60 * MINUTE_MS);
    assert_eq!(salon.tick().await["reminders"], json!(1), "only who still comes");
    let messages = salon.messages().await;
    assert_eq!(messages.iter().filter(|message| message[1].starts_with("Reminder")).count(), 2);
}

#[tokio::test]
async fn the_calendar_shows_a_team_and_the_feed_is_private() {
    let salon = salon(2, json!({})).await;
    salon.book("2026-01-06T10:00:00Z", 1).await.expect(201);
    let reply = salon.app.get(&salon.admin, "/api/appointments/calendar?date=2026-01-06&view=week").await.expect(200);
    assert_eq!(reply.round_trips, 1);
    let week = reply.json();
    assert_eq!(
        (week["appointments"].as_array().map(Vec::len), week["staff"].as_array().map(Vec::len)),
        (Some(1), Some(2))
    );
    let busy: usize =
        week["staff"].as_array().into_iter().flatten().filter_map(|staff| staff["busy"].as_array()).map(Vec::len).sum();
    assert_eq!((busy, week["staff"][0]["open"].as_array().map(Vec::len)), (1, Some(7)));
    salon.app.get(&salon.admin, "/api/appointments/calendar?date=2026-01-06&view=year").await.expect(400);

    let rows = salon.app.query("SELECT staff_id FROM appointments", Vec::new()).await;
    let staff = rows[0][0].as_text().expect("somebody").to_owned();
    let made =
        salon.app.post(&salon.admin, &format!("/api/staff/{staff}/calendar-feed"), json!({})).await.expect(201).json();
    let path = made["path"].as_str().expect("an address").to_owned();
    let feed = salon.app.respond(salon.app.request("GET", &path, None)).await.expect(200);
    assert!(feed.text().contains("SUMMARY:Haircut – Visitor 1"), "{}", feed.text());
    salon.app.post(&salon.admin, &format!("/api/staff/{staff}/calendar-feed"), json!({})).await.expect(201);
    salon.app.respond(salon.app.request("GET", &path, None)).await.expect(404);
    salon
        .app
        .respond(salon.app.request("GET", "/api/calendar-feeds/ten_00000000000000000000000000.x.ics", None))
        .await
        .expect(404);
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused_where_it_is_wrong() {
    let salon = salon(1, json!({"capacity": 2})).await;
    let other = salon.new_staff("Somebody else").await;
    let start = "2026-01-06T10:00:00Z";
    for (more, pointer) in [
        (json!({"staff_id": other}), "/staff_id"),
        (json!({"seats": 3}), "/seats"),
        (json!({"time_zone": "Mars/Phobos"}), "/time_zone"),
        (json!({"service_id": "svc_00000000000000000000000000"}), "/service_id"),
        (json!({"contact": {"email": "nobody"}}), "/contact/email"),
        (json!({"contact": {}}), "/contact"),
        (json!({"contact": null}), "/contact_id"),
        (json!({"contact": null, "contact_id": "ctc_00000000000000000000000000"}), "/contact_id"),
        (json!({"answers": []}), "/answers"),
        (json!({"colour": "red"}), "/colour"),
    ] {
        let body = salon.booking(start, 1, more);
        let reply = salon.app.post(&salon.admin, "/api/appointments/book", body).await.expect(422);
        assert_eq!(reply.pointers(), [pointer], "{}", reply.text());
    }
    for query in ["from=2026-01-06&to=2026-01-05", "from=2026-01-06&to=2026-03-31", "from=2026-01-06", "from=x&to=y"] {
        let path = format!("/api/appointments/slots?service_id={}&{query}", salon.service);
        salon.app.get(&salon.admin, &path).await.expect(400);
    }
    let path =
        format!("/api/appointments/slots?service_id={}&from=2026-01-06&to=2026-01-06&staff_id={other}", salon.service);
    salon.app.get(&salon.admin, &path).await.expect(400);
    assert_eq!(salon.count("SELECT count(*) FROM appointments").await, 0);
}

#[tokio::test]
async fn staff_answer_what_the_service_asks() {
    let questions = json!([
        {"id": "hair", "label": "How long?", "kind": "CHOICE", "choices": ["Short", "Long"], "required": true},
        {"id": "a/b", "label": "How many?", "kind": "NUMBER"},
    ]);
    let salon = salon(1, json!({"questions": questions})).await;
    let start = "2026-01-06T10:00:00Z";
    let refused = [
        (json!({}), vec!["/answers/hair required"]),
        (json!({"answers": {"hair": " "}}), vec!["/answers/hair required"]),
        (
            json!({"answers": {"hair": "Curly", "a/b": "many", "wine": "red"}}),
            vec!["/answers/hair not_valid", "/answers/a~1b not_valid", "/answers/wine unknown_field"],
        ),
    ];
    for (more, expected) in refused {
        let body = salon.booking(start, 1, more);
        let reply = salon.app.post(&salon.admin, "/api/appointments/book", body).await.expect(422).json();
        let errors = reply["errors"].as_array().expect("errors");
        let told = |error: &Json| format!("{} {}", error["pointer"], error["code"]).replace('"', "");
        assert_eq!(errors.iter().map(told).collect::<Vec<_>>(), expected);
    }
    let body = salon.booking(start, 1, json!({"answers": {"hair": "Short", "a/b": ""}}));
    let booked = salon.app.post(&salon.admin, "/api/appointments/book", body).await.expect(201).json();
    assert_eq!(booked["answers"], json!({"hair": "Short"}), "what is empty is no answer");
}
