//! What strangers cannot do with a booking: write to others, keep a slot, or get round somebody's approval.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::salon::{NOON, SERVICE, app_serving, booking, path};
use common::{MODULES, Visitor, count, texts};
use serde_json::{Value as Json, json};
use testkit::{Reply, TestApp};

const TWO: &str = "2026-01-05T14:00:00.000Z";

async fn salon(service: Json) -> TestApp {
    let more = [&appointments::MODULE, &calendars::MODULE, &contacts::MODULE];
    app_serving(&MODULES.iter().copied().chain(more).collect::<Vec<_>>(), service).await
}

/// Books, with a change of the body. Gives the path of the link.
async fn books(app: &TestApp, key: &str, change: impl FnOnce(&mut Json)) -> (String, Json) {
    let visitor = Visitor::welcome(app, "192.0.2.7").await;
    let mut body = booking(&visitor, NOON);
    change(&mut body);
    let booked = visitor.post(app, &path("appointments"), body, key).await.expect(201).json();
    (format!("/embed/appointments/{}", booked["token"].as_str().unwrap_or_default()), booked)
}

fn trapped(body: &mut Json) {
    body["protection"]["website"] = json!("https://spam.example");
}

async fn changes(app: &TestApp, link: &str, body: Json, key: &str) -> Reply {
    Visitor::at("192.0.2.7").post(app, link, body, key).await
}

/// The letters to visitors so far: what their subjects begin with, and the methods of their calendars.
async fn letters(app: &TestApp) -> Vec<[String; 3]> {
    let sql = "SELECT id, recipient, subject, body, calendar FROM outbox_messages ORDER BY rowid";
    let rows = texts(app, sql).await;
    let open = |id: &str, column: &str, sealed: &str| {
        api::seal::open(&app.host, api::seal::Place { table: "outbox_messages", column, id }, sealed)
            .unwrap_or_default()
    };
    let letter = |row: &Vec<String>| {
        let method = open(&row[0], "calendar", &row[4]);
        let method = method.lines().find_map(|line| line.strip_prefix("METHOD:")).unwrap_or_default().to_owned();
        [row[2].split(':').next().unwrap_or_default().to_owned(), method, open(&row[0], "body", &row[3])]
    };
    rows.iter().filter(|row| row[1] == "ada@example.com").map(letter).collect()
}

async fn entry(app: &TestApp, decision: &str) -> Reply {
    let rows = texts(app, "SELECT id FROM form_submissions ORDER BY id DESC LIMIT 1").await.concat();
    app.post(&app.client_admin(), &format!("/api/form-submissions/{}/{decision}", rows[0]), json!({})).await
}

async fn statuses(app: &TestApp) -> Vec<Vec<String>> {
    let sql = "SELECT a.status, f.status FROM appointments a JOIN form_submissions f ON f.id = a.form_submission_id \
               ORDER BY a.id";
    texts(app, sql).await
}

#[tokio::test]
async fn a_rejected_entry_gives_its_time_back_and_nobody_hears_of_it() {
    let app = salon(json!({})).await;
    let (link, booked) = books(&app, "first-key", trapped).await;
    assert_eq!(booked["status"], "SCHEDULED");
    let later = json!({"action": "reschedule", "start": TWO});
    changes(&app, &link, later, "move-key").await.expect(200);
    let reader = app.person("READ_ONLY", testkit::Place::Client(0));
    let id = texts(&app, "SELECT id FROM form_submissions").await.concat().concat();
    app.post(&reader, &format!("/api/form-submissions/{id}/reject"), json!({})).await.expect(403);
    assert_eq!(entry(&app, "reject").await.expect(200).round_trips, 1);
    assert_eq!(statuses(&app).await, [["CANCELLED", "REJECTED"]]);
    assert_eq!(count(&app, "SELECT count(*) FROM occupancies").await, 0);
    assert_eq!(count(&app, "SELECT count(*) FROM reminders WHERE status = 'PENDING'").await, 0);
    entry(&app, "accept").await.expect(409);
    app.tick("/api/appointments/tick").await;
    assert!(letters(&app).await.is_empty());
    app.bookings(&app.client_admin()).await.assert_consistent(app.host.clock.now_ms());
}

#[tokio::test]
async fn an_accepted_entry_is_confirmed_and_told_by_the_clock() {
    let app = salon(json!({})).await;
    books(&app, "first-key", trapped).await;
    entry(&app, "accept").await.expect(200);
    assert_eq!(statuses(&app).await, [["CONFIRMED", "ACCEPTED"]]);
    assert!(letters(&app).await.is_empty());
    app.tick("/api/appointments/tick").await;
    app.tick("/api/appointments/tick").await;
    let told = letters(&app).await;
    assert!(told.len() == 1 && told[0][..2] == ["Bestätigt", "REQUEST"], "{told:?}");
}

#[tokio::test]
async fn an_accepted_entry_still_waits_for_approval() {
    let app = salon(json!({"requires_approval": true})).await;
    books(&app, "first-key", trapped).await;
    entry(&app, "accept").await.expect(200);
    assert_eq!(statuses(&app).await, [["SCHEDULED", "ACCEPTED"]]);
    app.tick("/api/appointments/tick").await;
    let told = letters(&app).await;
    assert!(told.len() == 1 && told[0][..2] == ["Ihre Anfrage", ""], "{told:?}");
}

#[tokio::test]
async fn who_decides_about_the_appointment_decides_about_the_entry() {
    let app = salon(json!({})).await;
    for (number, (step, expected, told)) in
        [("decline", ["CANCELLED", "REJECTED"], 0), ("confirm", ["CONFIRMED", "ACCEPTED"], 1)].into_iter().enumerate()
    {
        let (_, booked) = books(&app, &format!("key-number-{number}"), trapped).await;
        let step = format!("/api/appointments/{}/{step}", booked["id"].as_str().unwrap_or_default());
        assert_eq!(app.post(&app.client_admin(), &step, json!({})).await.expect(200).round_trips, 2);
        assert_eq!(statuses(&app).await[number], expected);
        assert_eq!(letters(&app).await.len(), told);
        entry(&app, "reject").await.expect(409);
    }
}

#[tokio::test]
async fn a_letter_carries_no_words_of_whoever_has_the_link() {
    let app = salon(json!({})).await;
    let (link, _) = books(&app, "first-key", |_| {}).await;
    let with = |reason: Json| json!({"action": "reschedule", "start": TWO, "reason": reason});
    for bad in [json!("One\nTwo"), json!("x".repeat(501)), json!(7), json!("The best casino and viagra")] {
        assert_eq!(changes(&app, &link, with(bad), "bad-key").await.expect(422).pointers(), ["/reason"]);
    }
    changes(&app, &link, with(json!("Buy my wine")), "move-key").await.expect(200);
    changes(&app, &link, json!({"action": "cancel", "reason": "Buy my beer"}), "end-key").await.expect(200);
    let told = letters(&app).await;
    assert!(told.len() == 3 && told.iter().all(|letter| !letter[2].contains("Buy my")), "{told:?}");
    assert_eq!(count(&app, "SELECT count(*) FROM appointments WHERE reason = 'Buy my beer'").await, 1);
}

#[tokio::test]
async fn moves_and_letters_come_to_an_end() {
    let app = salon(json!({})).await;
    let (link, _) = books(&app, "first-key", |_| {}).await;
    let start = |number: usize| ["2026-01-05T14:00:00Z", "2026-01-05T15:00:00Z"][number % 2];
    let moves = |number: usize| json!({"action": "reschedule", "start": start(number)});
    for number in 1..=10 {
        changes(&app, &link, moves(number), &format!("move-key-{number}")).await.expect(200);
    }
    changes(&app, &link, moves(11), "move-key-11").await.expect(409);
    let seen = Visitor::at("192.0.2.7").get(&app, &link).await.expect(200).json();
    assert_eq!((&seen["can_reschedule"], &seen["can_cancel"]), (&json!(false), &json!(true)));
    for number in 0..9 {
        let start = format!("2026-01-0{}T{:02}:00:00Z", 6 + number / 5, 10 + number % 5);
        books(&app, &format!("book-key-{number}"), |body| body["start"] = json!(start)).await;
    }
    let before = count(&app, "SELECT count(*) FROM appointments").await;
    assert_eq!(letters(&app).await.len(), 20);
    let refused = changes(&app, &link, json!({"action": "cancel"}), "end-key").await.expect(429);
    assert_eq!(refused.header("retry-after"), Some("3600"));
    let visitor = Visitor::welcome(&app, "192.0.2.8").await;
    let late = visitor.post(&app, &path("appointments"), booking(&visitor, "2026-01-07T15:00:00Z"), "late-key").await;
    assert_eq!((late.status, count(&app, "SELECT count(*) FROM appointments").await), (429, before));
    app.clock.advance_ms(60 * 60 * 1000 + 1);
    changes(&app, &link, json!({"action": "cancel"}), "end-key").await.expect(200);
}

#[tokio::test]
async fn what_was_approved_was_one_time() {
    let app = salon(json!({"requires_approval": true})).await;
    let (link, booked) = books(&app, "first-key", |_| {}).await;
    let step = |step: &str| format!("/api/appointments/{}/{step}", booked["id"].as_str().unwrap_or_default());
    app.post(&app.client_admin(), &step("confirm"), json!({})).await.expect(200);
    let moved =
        changes(&app, &link, json!({"action": "reschedule", "start": TWO}), "move-key").await.expect(200).json();
    assert_eq!((&moved["status"], &moved["start"]), (&json!("SCHEDULED"), &json!(TWO)));
    assert_eq!(count(&app, "SELECT confirmed_at IS NULL FROM appointments").await, 1);
    app.post(&app.client_admin(), &step("confirm"), json!({})).await.expect(200);
    let told = letters(&app).await;
    let told: Vec<&[String]> = told.iter().map(|letter| &letter[..2]).collect();
    // The calendar forgets the time that was, and learns of the new one when that is confirmed.
    let expected =
        [["Ihre Anfrage", ""], ["Bestätigt", "REQUEST"], ["Ihre Anfrage", "CANCEL"], ["Bestätigt", "REQUEST"]];
    assert_eq!(told, expected);
    app.bookings(&app.client_admin()).await.assert_consistent(app.host.clock.now_ms());
}

#[tokio::test]
async fn who_takes_a_request_back_is_not_refused() {
    let app = salon(json!({"requires_approval": true})).await;
    for (number, (language, subject)) in
        [("en", "Withdrawn"), ("de", "Zurückgezogen"), ("fr", "Retirée "), ("es", "Retirada"), ("ar", "تم السحب")]
            .into_iter()
            .enumerate()
    {
        let (link, _) = books(&app, &format!("key-number-{number}"), |body| body["language"] = json!(language)).await;
        changes(&app, &link, json!({"action": "cancel"}), &format!("end-key-{number}")).await.expect(200);
        let told = letters(&app).await;
        assert_eq!(told.last().map(|letter| letter[0].as_str()), Some(subject));
    }
}

#[tokio::test]
async fn a_form_that_is_sent_at_once_is_suspicious_whatever_it_says() {
    let app = salon(json!({})).await;
    let mut visitor = Visitor::welcome(&app, "192.0.2.7").await;
    visitor.renew(&app).await;
    // The same token, as old as it is.
    app.clock.advance_ms(-1001);
    visitor.post(&app, &path("appointments"), booking(&visitor, NOON), "first-key").await.expect(201);
    let kept = texts(&app, "SELECT status, status_reasons FROM form_submissions").await;
    assert_eq!(kept, [["QUARANTINED", r#"["TOO_FAST"]"#]]);
    assert_eq!(count(&app, &format!("SELECT count(*) FROM appointments WHERE service_id = '{SERVICE}'")).await, 1);
}
