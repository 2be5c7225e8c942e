//! Visitors book, come back by their link, and never two get one slot.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::rc::Rc;

use common::salon::{NOON, SERVICE, app, book, booking, path};
use common::{KEY, ORIGIN, Visitor, count, texts};
use serde_json::{Value as Json, json};
use testkit::TestApp;

async fn free(app: &TestApp, more: &str) -> Vec<String> {
    let visitor = Visitor::welcome(app, "192.0.2.250").await;
    let query = format!("slots?service_id={SERVICE}&from=2026-01-05&to=2026-01-05&time_zone=UTC{more}");
    let reply = visitor.get(app, &path(&query)).await.expect(200);
    assert_eq!((reply.round_trips, reply.header("access-control-allow-origin")), (1, Some(ORIGIN)));
    let slots = reply.json()["slots"].as_array().cloned().unwrap_or_default();
    slots.iter().map(|slot| slot["start"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_visitor_finds_a_slot_and_books_it() {
    let app = app().await;
    let mut visitor = Visitor::at("192.0.2.7");
    let configuration = visitor.renew(&app).await;
    let service = &configuration["services"][0];
    assert_eq!(
        (&service["name"], &service["price"]),
        (&json!("Haircut"), &json!({"amount": "39.50", "currency": "EUR"}))
    );
    assert_eq!(
        (&service["duration_minutes"], &service["seats"], &service["approval"]),
        (&json!(60), &json!(1), &json!(false))
    );
    assert_eq!((service["staff"].as_array().map(Vec::len), &service["staff_choice"]), (Some(2), &json!(true)));
    assert_eq!(service["questions"][0]["id"], "hair");
    assert!(free(&app, "").await.contains(&NOON.to_owned()));

    let body = booking(&visitor, NOON);
    let reply = visitor.post(&app, &path("appointments"), body.clone(), "booking-key").await.expect(201);
    assert_eq!(reply.round_trips, 3);
    let booked = reply.json();
    assert_eq!(
        (&booked["status"], &booked["start"], &booked["end"]),
        (&json!("CONFIRMED"), &json!(NOON), &json!("2026-01-05T13:00:00.000Z"))
    );
    assert_eq!((&booked["service"]["name"], &booked["time_zone"]), (&json!("Haircut"), &json!("Europe/Berlin")));
    let token = booked["token"].as_str().unwrap_or_default();
    assert_eq!(booked["manage_url"], format!("https://salon.example/book#portico_appointment={token}"));
    let rows = texts(
        &app,
        "SELECT a.status, a.source, a.widget_id, a.notes, a.answers, c.email, f.source_url, f.utm_source, f.status, f.contact_id = a.contact_id, \
         a.form_submission_id = f.id FROM appointments a JOIN contacts c ON c.id = a.contact_id JOIN form_submissions f ON f.appointment_id = a.id",
    )
    .await;
    let page = "https://salon.example/book?utm_source=x";
    let expected = [
        "CONFIRMED",
        "WIDGET",
        common::WIDGET,
        "I am early.",
        r#"{"hair":"Short"}"#,
        "ada@example.com",
        page,
        "x",
        "ACCEPTED",
        "1",
        "1",
    ];
    assert_eq!(rows, [expected]);
    let told = texts(&app, "SELECT recipient, calendar NOT NULL FROM outbox_messages").await;
    assert_eq!(told, [["ada@example.com", "1"]]);

    let again = visitor.post(&app, &path("appointments"), body.clone(), "booking-key").await.expect(201);
    assert_eq!((again.json(), again.header("idempotency-replayed")), (booked, Some("true")));
    let mut other = body;
    other["start"] = json!("2026-01-05T14:00:00Z");
    visitor.post(&app, &path("appointments"), other, "booking-key").await.expect(422);
    assert_eq!(count(&app, "SELECT count(*) FROM appointments").await, 1);
    book(&app, "192.0.2.8", NOON, "second-key").await.expect(201);
    let third = book(&app, "192.0.2.9", NOON, "third-key").await.expect(409).json();
    assert_eq!(third["type"], "/problems/slot-taken");
    let next = third["next_free"].as_array().cloned().unwrap_or_default();
    assert_eq!((next.len(), &next[0]), (5, &json!("2026-01-05T13:00:00.000Z")));
    assert!(!free(&app, "").await.contains(&NOON.to_owned()));
    assert_eq!(count(&app, "SELECT count(*) FROM contacts").await, 1, "it is the same person each time");
}

#[tokio::test]
async fn what_is_over_or_taken_is_not_offered_instead() {
    let app = app().await;
    for number in 0..2 {
        book(&app, &format!("192.0.2.{number}"), NOON, &format!("key-number-{number}")).await.expect(201);
    }
    let late = book(&app, "192.0.2.9", "2025-12-01T09:00:00Z", "late-key").await.expect(409).json();
    let next: Vec<&str> = late["next_free"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    assert!(!next.is_empty() && next.iter().all(|start| *start > "2026-01-05T10" && *start != NOON), "{next:?}");
}

#[tokio::test]
async fn whoever_knows_a_number_does_not_learn_whose_it_is() {
    let app = app().await;
    book(&app, "192.0.2.7", NOON, "booking-key").await.expect(201);
    let stranger = Visitor::welcome(&app, "192.0.2.8").await;
    let mut body = booking(&stranger, "2026-01-06T09:00:00Z");
    body["contact"] = json!({"name": "Stranger", "phone": "+4930901820"});
    let booked = stranger.post(&app, &path("appointments"), body, "second-key").await.expect(201);
    assert_eq!(count(&app, "SELECT count(*) FROM contacts").await, 1, "the number is the contact's");
    let link = format!("/embed/appointments/{}", booked.json()["token"].as_str().unwrap_or_default());
    let file = app.respond(app.request("GET", &format!("{link}/calendar.ics"), None)).await.expect(200).text();
    let seen = stranger.get(&app, &link).await.expect(200).text();
    for text in [booked.text(), file, seen] {
        assert!(!text.contains("ada@") && !text.contains("Lovelace") && !text.contains("ATTENDEE"), "{text}");
    }
}

#[tokio::test]
async fn a_slot_is_kept_for_five_minutes() {
    let app = app().await;
    let staff = "stf_01hf7yat00e008000000000000";
    let holder = Visitor::welcome(&app, "192.0.2.7").await;
    let other = Visitor::welcome(&app, "192.0.2.8").await;
    let wanted = json!({"service_id": SERVICE, "start": NOON, "staff_id": staff});
    let held = holder.post(&app, &path("holds"), wanted.clone(), "hold-key").await.expect(201).json();
    assert_eq!((&held["expires_at"], &held["staff"]["name"]), (&json!("2026-01-05T10:05:00.000Z"), &json!("Mia")));
    assert_eq!(holder.post(&app, &path("holds"), wanted.clone(), "hold-key").await.expect(201).json(), held);
    other.post(&app, &path("holds"), wanted.clone(), "other-key").await.expect(409);
    assert!(!free(&app, &format!("&staff_id={staff}")).await.contains(&NOON.to_owned()));
    let release = path(&format!("holds/{}", held["id"].as_str().unwrap_or_default()));
    app.respond(holder.request(&app, "DELETE", &release, None, None)).await.expect(204);
    let held = other.post(&app, &path("holds"), wanted.clone(), "other-key").await.expect(201).json();

    let mut body = booking(&holder, NOON);
    body["staff_id"] = json!(staff);
    holder.post(&app, &path("appointments"), body.clone(), "holder-books").await.expect(409);
    let mut own = booking(&other, NOON);
    (own["staff_id"], own["hold_id"]) = (json!(staff), held["id"].clone());
    other.post(&app, &path("appointments"), own, "other-books").await.expect(201);
    assert_eq!(count(&app, "SELECT count(*) FROM holds").await, 0);
    let late = json!({"service_id": SERVICE, "start": "2026-01-05T14:00:00Z", "staff_id": staff});
    holder.post(&app, &path("holds"), late.clone(), "late-key").await.expect(201);
    app.clock.advance_ms(5 * 60 * 1000);
    other.post(&app, &path("holds"), late, "after-key").await.expect(201);
}

#[tokio::test]
async fn of_many_at_once_one_books() {
    let app = Rc::new(app().await);
    let staff = "stf_01hf7yat00e008000000000000";
    let mut requests = Vec::new();
    for number in 0..40 {
        let visitor = Visitor::welcome(&app, &format!("192.0.2.{number}")).await;
        let mut body = booking(&visitor, NOON);
        body["staff_id"] = json!(staff);
        requests.push(visitor.request(
            &app,
            "POST",
            &path("appointments"),
            Some(body),
            Some(&format!("key-of-{number}")),
        ));
    }
    let local = tokio::task::LocalSet::new();
    let statuses = local
        .run_until(async {
            let tasks: Vec<_> = requests
                .into_iter()
                .map(|request| {
                    let host = app.host.clone();
                    tokio::task::spawn_local(async move { embed::MODULE.respond(&host, request).await.status })
                })
                .collect();
            let mut statuses = Vec::new();
            for task in tasks {
                statuses.push(task.await.unwrap_or_default());
            }
            statuses
        })
        .await;
    let of = |status: u16| statuses.iter().filter(|other| **other == status).count();
    assert_eq!((of(201), of(409)), (1, 39), "{statuses:?}");
    assert_eq!(count(&app, "SELECT count(*) FROM appointments").await, 1);
    assert_eq!(count(&app, "SELECT count(*) FROM form_submissions").await, 1);
}

#[tokio::test]
async fn what_the_widget_does_not_offer_cannot_be_booked() {
    let app = app().await;
    let foreign = "svc_01hf7yat00e008000000000002";
    app.insert("Service", json!({"client_id": app.client(1), "name": "Foreign", "duration_minutes": 60}), foreign)
        .await;
    let own = "svc_01hf7yat00e008000000000003";
    app.insert("Service", json!({"client_id": app.client(0), "name": "Other", "duration_minutes": 60}), own).await;
    let link = json!({"client_id": app.client(0), "widget_id": common::WIDGET, "service_id": SERVICE});
    app.insert("WidgetService", link, "wds_01hf7yat00e008000000000001").await;
    let visitor = Visitor::welcome(&app, "192.0.2.7").await;
    for service in [foreign, own, "svc_01hf7yat00e008000000000009"] {
        let query = format!("slots?service_id={service}&from=2026-01-05&to=2026-01-05&time_zone=UTC");
        let status = visitor.get(&app, &path(&query)).await.status;
        assert!(matches!(status, 400 | 422), "{status}");
        let hold = json!({"service_id": service, "start": NOON});
        assert_eq!(visitor.post(&app, &path("holds"), hold, "hold-key").await.expect(422).pointers(), ["/service_id"]);
        let mut body = booking(&visitor, NOON);
        body["service_id"] = json!(service);
        let refused = visitor.post(&app, &path("appointments"), body, "booking-key").await.expect(422);
        assert_eq!(refused.pointers(), ["/service_id"]);
    }
    let names: Vec<Json> =
        Visitor::at("192.0.2.8").renew(&app).await["services"].as_array().cloned().unwrap_or_default();
    assert_eq!(names.iter().map(|service| service["name"].clone()).collect::<Vec<_>>(), ["Haircut"]);
}

#[tokio::test]
async fn nobody_is_asked_for_by_name_where_visitors_have_no_choice() {
    for refusing in [json!({"staff_choice": false}), json!({"assignment": "COLLECTIVE"})] {
        let app = app().await;
        let booked = book(&app, "192.0.2.7", NOON, "booking-key").await.expect(201).json();
        app.patch(&app.client_admin(), &format!("/api/services/{SERVICE}"), refusing.clone()).await.expect(200);
        let visitor = Visitor::welcome(&app, "192.0.2.8").await;
        for number in 0..2 {
            let staff = format!("stf_01hf7yat00e00800000000000{number}");
            let query = format!("slots?service_id={SERVICE}&from=2026-01-05&to=2026-01-05&staff_id={staff}");
            visitor.get(&app, &path(&query)).await.expect(400);
            let start = "2026-01-06T09:00:00Z";
            let hold = json!({"service_id": SERVICE, "start": start, "staff_id": staff});
            let held = visitor.post(&app, &path("holds"), hold, "hold-key").await.expect(422);
            let mut body = booking(&visitor, start);
            body["staff_id"] = json!(staff);
            let second = visitor.post(&app, &path("appointments"), body, "second-key").await.expect(422);
            let link = format!("/embed/appointments/{}", booked["token"].as_str().unwrap_or_default());
            let body = json!({"action": "reschedule", "start": start, "staff_id": staff});
            let moved = visitor.post(&app, &link, body, "move-key").await.expect(422);
            for refused in [held, second, moved] {
                assert_eq!(refused.pointers(), ["/staff_id"], "{refusing}");
                assert_eq!(refused.json()["errors"][0]["code"], "not_allowed", "{refusing}");
            }
        }
        assert_eq!(count(&app, "SELECT count(*) FROM holds").await, 0);
        let hold = json!({"service_id": SERVICE, "start": "2026-01-06T09:00:00Z"});
        visitor.post(&app, &path("holds"), hold, "free-key").await.expect(201);
    }
}

#[tokio::test]
async fn bad_bookings_are_named() {
    let app = app().await;
    let visitor = Visitor::welcome(&app, "192.0.2.7").await;
    let body = json!({"service_id": "ctc_1", "start": "noon", "contact": {}, "protection": visitor.protection()});
    let refused = visitor.post(&app, &path("appointments"), body, "booking-key").await.expect(422);
    assert_eq!(refused.pointers(), ["/service_id", "/start", "/contact/name", "/contact/email"]);
    let mut unanswered = booking(&visitor, NOON);
    unanswered["answers"] = json!({});
    let refused = visitor.post(&app, &path("appointments"), unanswered, "booking-key").await.expect(422);
    assert_eq!(refused.pointers(), ["/answers/hair"]);
    for bad in
        ["from=x&to=2026-01-05", "from=2026-01-05&to=2026-06-05", "from=2026-01-05&to=2026-01-04", "from=2026-01-05"]
    {
        visitor.get(&app, &path(&format!("slots?service_id={SERVICE}&{bad}"))).await.expect(400);
    }
}

#[tokio::test]
async fn a_visitor_comes_back_by_the_link() {
    let app = app().await;
    let booked = book(&app, "192.0.2.7", NOON, "booking-key").await.expect(201).json();
    let token = booked["token"].as_str().unwrap_or_default();
    let link = format!("/embed/appointments/{token}");
    let visitor = Visitor::at("198.51.100.1");
    let seen = visitor.get(&app, &link).await.expect(200);
    assert_eq!((seen.round_trips, seen.header("access-control-allow-origin")), (1, Some(ORIGIN)));
    let seen = seen.json();
    assert_eq!(
        (&seen["id"], &seen["can_cancel"], &seen["can_reschedule"]),
        (&booked["id"], &json!(true), &json!(true))
    );
    assert_eq!((&seen["until"], &seen["key"]), (&json!("2026-01-05T11:00:00.000Z"), &json!(KEY)));
    let preflight = app.respond(visitor.request(&app, "OPTIONS", &link, None, None)).await.expect(204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some(ORIGIN));

    for origin in [None, Some("null"), Some("https://evil.example"), Some("https://www.salon.example")] {
        for method in ["GET", "POST", "OPTIONS"] {
            let body = (method == "POST").then(|| json!({"action": "cancel"}));
            let reply = app.respond(visitor.on(origin).request(&app, method, &link, body, None)).await;
            assert_eq!((reply.status, reply.header("access-control-allow-origin")), (403, None), "{method} {origin:?}");
        }
    }
    for bad in ["x", &token.replace("apt_", "apx_"), &format!("{}0", &token[..token.len() - 1]), "slots"] {
        let status = visitor.get(&app, &format!("/embed/appointments/{bad}")).await.status;
        assert!(status == 404 || token.ends_with('0'), "{bad}: {status}");
    }
    let file = app.respond(app.request("GET", &format!("{link}/calendar.ics"), None)).await.expect(200);
    assert!(file.text().contains("DTSTART") && file.header("content-type") == Some("text/calendar; charset=utf-8"));
    // Everything leads back to the page that it was booked on: answers, files, and mails, the first and the later ones.
    let back = format!("https://salon.example/book#portico_appointment={token}");
    let unfolded = |text: &str| text.replace("\r\n ", "");
    assert!(unfolded(&file.text()).contains(&format!("URL:{back}\r\n")), "{}", file.text());
    assert!(mails(&app).await.iter().all(|mail| mail.contains(&back)));

    let moved = json!({"action": "reschedule", "start": "2026-01-06T09:00:00Z"});
    let now = visitor.post(&app, &link, moved.clone(), "move-key").await.expect(200).json();
    assert_eq!((&now["start"], &now["id"]), (&json!("2026-01-06T09:00:00.000Z"), &booked["id"]));
    assert_eq!(visitor.post(&app, &link, moved, "move-key").await.expect(200).json()["start"], now["start"]);
    assert!(free(&app, "").await.contains(&NOON.to_owned()), "the old slot is free again");
    let told = mails(&app).await;
    assert!(told.len() == 2 && told[1].contains(&back), "{told:?}");
    visitor.post(&app, &link, json!({"action": "dance"}), "some-key").await.expect(422);
    let nowhere = json!({"action": "reschedule", "start": "2026-01-08T09:00:00Z"});
    let refused = visitor.post(&app, &link, nowhere, "some-key").await.expect(409).json();
    assert_eq!(refused["type"], "/problems/slot-taken");

    let cancel = json!({"action": "cancel", "reason": "Ill"});
    let now = visitor.post(&app, &link, cancel.clone(), "cancel-key").await.expect(200).json();
    assert_eq!((&now["status"], &now["can_cancel"]), (&json!("CANCELLED"), &json!(false)));
    visitor.post(&app, &link, cancel, "cancel-key").await.expect(200);
    let row = texts(&app, "SELECT status, reason, times_rescheduled FROM appointments").await;
    assert_eq!(row, [["CANCELLED", "Ill", "1"]]);
    let actors = texts(
        &app,
        "SELECT DISTINCT actor_type, ip_address FROM changes WHERE entity_type = 'Appointment' ORDER BY id",
    )
    .await;
    assert_eq!(actors, [["VISITOR", "192.0.2.7"], ["VISITOR", "198.51.100.1"]]);
}

#[tokio::test]
async fn what_no_page_of_the_client_shows_leads_to_the_hosted_one() {
    let mut app = app().await;
    Rc::make_mut(&mut app.host.settings).set("PORTICO_PUBLIC_URL".to_owned(), "https://portico.example/".to_owned());
    let visitor = Visitor::welcome(&app, "192.0.2.7").await;
    let mut body = booking(&visitor, NOON);
    body["attribution"]["page"] = Json::Null;
    let booked = visitor.post(&app, &path("appointments"), body, "booking-key").await.expect(201).json();
    let token = booked["token"].as_str().unwrap_or_default();
    let hosted = format!("https://portico.example/widget/appointment/#portico_appointment={token}");
    assert_eq!(booked["manage_url"], hosted);
    assert!(mails(&app).await.iter().all(|mail| mail.contains(&hosted)));

    // What staff booked is shown there with what is free, by a widget of the client's, but for one that does not offer it.
    app.run_write(vec![store::Statement::new("UPDATE appointments SET widget_id = NULL", Vec::new())]).await;
    let link = format!("/embed/appointments/{token}");
    let hosted = visitor.on(Some("https://portico.example"));
    assert_eq!(hosted.get(&app, &link).await.expect(200).json()["key"], json!(KEY));
    let other = "svc_01hf7yat00e008000000000003";
    app.insert("Service", json!({"client_id": app.client(0), "name": "Other", "duration_minutes": 60}), other).await;
    let offered = json!({"client_id": app.client(0), "widget_id": common::WIDGET, "service_id": other});
    app.insert("WidgetService", offered, "wds_01hf7yat00e008000000000001").await;
    assert_eq!(hosted.get(&app, &link).await.expect(200).json()["key"], Json::Null);
    hosted.post(&app, &link, json!({"action": "cancel"}), "cancel-key").await.expect(200);
}

#[tokio::test]
async fn whoever_moves_an_appointment_is_not_in_their_own_way() {
    let app = app().await;
    let booked = book(&app, "192.0.2.7", NOON, "booking-key").await.expect(201).json();
    book(&app, "192.0.2.8", NOON, "other-key").await.expect(201);
    assert!(!free(&app, "").await.contains(&NOON.to_owned()));
    let token = booked["token"].as_str().unwrap_or_default();
    assert!(free(&app, &format!("&appointment={token}")).await.contains(&NOON.to_owned()));
    assert!(!free(&app, &format!("&appointment={token}0")).await.contains(&NOON.to_owned()));
}

#[tokio::test]
async fn it_can_be_too_late() {
    let app = app().await;
    let booked = book(&app, "192.0.2.7", NOON, "booking-key").await.expect(201).json();
    let link = format!("/embed/appointments/{}", booked["token"].as_str().unwrap_or_default());
    app.clock.advance_ms(61 * 60 * 1000);
    let visitor = Visitor::at("192.0.2.7");
    let seen = visitor.get(&app, &link).await.expect(200).json();
    assert_eq!((&seen["can_cancel"], &seen["can_reschedule"]), (&json!(false), &json!(false)));
    for body in [json!({"action": "cancel"}), json!({"action": "reschedule", "start": "2026-01-06T09:00:00Z"})] {
        let refused = visitor.post(&app, &link, body, "some-key").await.expect(409).json();
        assert_eq!(refused["type"], "/problems/too-late");
    }
}

#[tokio::test]
async fn a_suspicious_booking_waits_for_somebody_to_look() {
    let app = app().await;
    let visitor = Visitor::welcome(&app, "192.0.2.7").await;
    let mut body = booking(&visitor, NOON);
    body["protection"]["website"] = json!("https://spam.example");
    let booked = visitor.post(&app, &path("appointments"), body, "booking-key").await.expect(201).json();
    assert_eq!(booked["status"], "SCHEDULED");
    let kept = texts(&app, "SELECT status, status_reasons, appointment_id NOT NULL FROM form_submissions").await;
    assert_eq!(kept, [["QUARANTINED", r#"["HONEYPOT"]"#, "1"]]);
    let id = texts(&app, "SELECT id FROM form_submissions").await.concat().concat();
    let admin = app.client_admin();
    app.post(&admin, &format!("/api/form-submissions/{id}/accept"), json!({})).await.expect(200);
    assert_eq!(count(&app, "SELECT count(*) FROM leads").await, 0, "a booking is no enquiry");
}

#[tokio::test]
async fn whoever_serves_is_told_of_requests_and_bookings_of_visitors() {
    let app = app().await;
    let admin = app.client_admin();
    for (number, address) in ["mia@example.com", "jonas@example.com"].iter().enumerate() {
        let path = format!("/api/staff/stf_01hf7yat00e00800000000000{number}");
        app.patch(&admin, &path, json!({"email": address})).await.expect(200);
    }
    let mut seen = Vec::new();
    for (approval, start) in [(false, NOON), (true, "2026-01-06T09:00:00Z")] {
        let service = format!("/api/services/{SERVICE}");
        app.patch(&admin, &service, json!({"requires_approval": approval})).await.expect(200);
        book(&app, "192.0.2.7", start, start).await.expect(201);
        let told = "SELECT m.subject, m.calendar NOT NULL FROM outbox_messages m JOIN staff s ON s.email = m.recipient \
                    ORDER BY m.rowid";
        let told = texts(&app, told).await;
        assert_eq!(told.len(), seen.len() + 1, "one letter to whoever serves: {told:?}");
        seen = told;
    }
    assert!(seen[0][0].starts_with("New appointment: Haircut") && seen[0][1] == "1", "{seen:?}");
    assert!(seen[1][0].starts_with("To confirm: Haircut") && seen[1][1] == "0", "{seen:?}");
}

#[tokio::test]
async fn a_suspended_tenant_is_closed_to_visitors() {
    let app = app().await;
    let booked = book(&app, "192.0.2.7", NOON, "booking-key").await.expect(201).json();
    let link = format!("/embed/appointments/{}", booked["token"].as_str().unwrap_or_default());
    let visitor = Visitor::welcome(&app, "192.0.2.8").await;
    let rows = "SELECT (SELECT count(*) FROM holds) + (SELECT count(*) FROM appointments WHERE status = 'CONFIRMED') * 100 \
                + (SELECT count(*) FROM leads) * 10000";
    app.run_write(vec![store::suspension::note(true, 1), store::suspension::note(true, 2)]).await;

    let start = "2026-01-06T09:00:00Z";
    let slots = format!("slots?service_id={SERVICE}&from=2026-01-05&to=2026-01-05&time_zone=UTC");
    let hold = json!({"service_id": SERVICE, "start": start});
    let refused = [
        ("configuration", visitor.get(&app, &format!("/embed/{KEY}")).await),
        ("slots", visitor.get(&app, &path(&slots)).await),
        ("a hold", visitor.post(&app, &path("holds"), hold.clone(), "hold-key").await),
        ("a booking", visitor.post(&app, &path("appointments"), booking(&visitor, start), "second-key").await),
        ("an enquiry", visitor.post(&app, &path("leads"), visitor.enquiry(), "lead-key").await),
        ("a link", visitor.get(&app, &link).await),
        ("a cancellation", visitor.post(&app, &link, json!({"action": "cancel"}), "cancel-key").await),
        ("a file", app.respond(app.request("GET", &format!("{link}/calendar.ics"), None)).await),
        ("a preflight", app.respond(visitor.request(&app, "OPTIONS", &path("holds"), None, None)).await),
    ];
    for (what, reply) in refused {
        assert!(matches!(reply.status, 400 | 403 | 404), "{what}: {}", reply.status);
        assert!(reply.round_trips <= 1, "{what}");
        let text = reply.text();
        assert!(
            !text.contains("Haircut") && !text.contains("Client 0") && !text.contains("2026-01-0"),
            "{what}: {text}"
        );
    }
    assert_eq!(count(&app, rows).await, 100, "nothing was written");

    app.run_write(vec![store::suspension::note(false, 3)]).await;
    visitor.get(&app, &link).await.expect(200);
    visitor.post(&app, &path("holds"), hold, "hold-key").await.expect(201);
}

/// The texts of the mails so far.
async fn mails(app: &TestApp) -> Vec<String> {
    let rows = texts(app, "SELECT id, body FROM outbox_messages ORDER BY id").await;
    let opened = |row: &Vec<String>| {
        api::seal::open(&app.host, api::seal::Place { table: "outbox_messages", column: "body", id: &row[0] }, &row[1])
    };
    rows.iter().filter_map(opened).collect()
}

#[tokio::test]
async fn a_page_of_nobody_we_know_is_no_place_to_come_back_to() {
    let app = app().await;
    for (number, page) in [
        "https://evil.example/book",
        "https://salon.example.evil.example/",
        "https://salon.example@evil.example/",
        "https://evil.example?.salon.example/",
        "http://salon.example/book",
        "javascript:alert(1)",
    ]
    .into_iter()
    .enumerate()
    {
        let visitor = Visitor::welcome(&app, &format!("192.0.2.{}", number + 20)).await;
        let mut body = booking(&visitor, &format!("2026-01-06T{:02}:00:00Z", 9 + number));
        body["attribution"]["page"] = json!(page);
        let booked =
            visitor.post(&app, &path("appointments"), body, &format!("page-key-{number}")).await.expect(201).json();
        let link = format!("/embed/appointments/{}", booked["token"].as_str().unwrap_or_default());
        let file = app.respond(app.request("GET", &format!("{link}/calendar.ics"), None)).await.expect(200).text();
        assert!(!file.contains("evil") && !file.contains("http://salon"), "{page}: {file}");
        assert_eq!(booked["manage_url"], "", "{page}");
    }
    let mails = mails(&app).await;
    assert!(
        mails.len() == 6 && !mails.iter().any(|mail| mail.contains("evil") || mail.contains("portico_appointment")),
        "{mails:?}"
    );
}
