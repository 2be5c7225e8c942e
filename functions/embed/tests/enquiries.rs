//! Enquiries: what they leave behind, and what becomes of suspicious ones.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{KEY, MODULES, ORIGIN, Visitor, app, app_with, count, texts};
use serde_json::{Value as Json, json};
use store::OutboundResponse;

fn path() -> String {
    format!("/embed/{KEY}/leads")
}

#[tokio::test]
async fn an_enquiry_becomes_a_lead_with_its_submission_and_activity() {
    let app = app_with(MODULES, json!({"notify_email": "owner@salon.example"})).await;
    let visitor = Visitor::welcome(&app, "192.0.2.7").await;
    let reply = visitor.post(&app, &path(), visitor.enquiry(), "first-key").await.expect(201);
    assert_eq!(reply.header("access-control-allow-origin"), Some(ORIGIN));
    assert_eq!(reply.round_trips, 2);
    let id = reply.json()["id"].as_str().unwrap_or_default().to_owned();
    assert!(id.starts_with("fsb_"));
    let leads = texts(
        &app,
        "SELECT name, email, phone, source, status, message, language, time_zone, widget_id, answers FROM leads",
    )
    .await;
    assert_eq!(
        leads,
        [[
            "Ada Lovelace",
            "ada@example.com",
            "+4930901820",
            "WEBSITE",
            "NEW",
            "Do you cut fringes?",
            "de",
            "Europe/Berlin",
            common::WIDGET,
            r#"{"topic":"Hair"}"#
        ]]
    );
    let submissions = texts(
        &app,
        "SELECT id, status, status_reasons, source_url, referrer, utm_source, gclid, li_fat_id, ip_address, user_agent, \
         consent_text, consent_at IS NOT NULL, lead_id = (SELECT id FROM leads), json_extract(data, '$.contact.name') FROM form_submissions",
    )
    .await;
    assert_eq!(
        submissions,
        [[
            &id,
            "ACCEPTED",
            "[]",
            "https://salon.example/contact?x=1",
            "https://search.example/",
            "spring",
            "abc",
            "xyz",
            "192.0.2.7",
            "testkit",
            "I agree.",
            "1",
            "1",
            "Ada Lovelace"
        ]]
    );
    let activities = texts(&app, "SELECT activity_type, lead_id = (SELECT id FROM leads), url FROM activities").await;
    assert_eq!(activities, [["FORM_SUBMISSION", "1", "https://salon.example/contact?x=1"]]);
    let told = texts(&app, "SELECT recipient, status FROM outbox_messages").await;
    assert_eq!(told, [["owner@salon.example", "PENDING"]]);
    let log =
        texts(&app, "SELECT DISTINCT actor_type, actor_id, ip_address FROM changes WHERE actor_type <> 'UNKNOWN'")
            .await;
    assert_eq!(log, [["VISITOR", common::WIDGET, "192.0.2.7"]]);
}

#[tokio::test]
async fn who_is_known_is_not_a_second_lead() {
    let app = app().await;
    let contact = json!({"client_id": app.client(0), "last_name": "Lovelace", "email": "ADA@example.com"});
    app.insert("Contact", contact, "ctc_01hf7yat00e008000000000001").await;
    let foreign = json!({"client_id": app.client(1), "name": "Other", "phone": "+4930901820", "source": "OTHER"});
    app.insert("Lead", foreign, "led_01hf7yat00e008000000000001").await;
    for (number, change) in
        [json!({}), json!({"email": "other@example.com"}), json!({"email": null})].iter().enumerate()
    {
        let visitor = Visitor::welcome(&app, "192.0.2.7").await;
        let mut enquiry = visitor.enquiry();
        for (name, value) in change.as_object().into_iter().flatten() {
            enquiry["contact"][name] = value.clone();
        }
        visitor.post(&app, &path(), enquiry, &format!("key-number-{number}")).await.expect(201);
    }
    let leads =
        texts(&app, "SELECT email, contact_id FROM leads WHERE client_id = (SELECT client_id FROM contacts)").await;
    assert_eq!(leads, [["ada@example.com", "ctc_01hf7yat00e008000000000001"]]);
    assert_eq!(count(&app, "SELECT count(DISTINCT lead_id) FROM form_submissions").await, 1);
    assert_eq!(count(&app, "SELECT count(*) FROM activities WHERE contact_id NOT NULL").await, 3);
    // One that was won is over: who comes back asks for something new.
    app.run_write(vec![store::Statement::new("UPDATE leads SET status = 'WON'", Vec::new())]).await;
    let visitor = Visitor::welcome(&app, "192.0.2.7").await;
    visitor.post(&app, &path(), visitor.enquiry(), "key-afterwards").await.expect(201);
    assert_eq!(count(&app, "SELECT count(*) FROM leads WHERE status = 'NEW'").await, 1);
}

#[tokio::test]
async fn enquiries_go_round() {
    let app = app_with(MODULES, json!({"lead_assignment": "LEAST_RECENT"})).await;
    for (number, name) in ["CLIENT_USER", "SALES", "CLIENT", "READ_ONLY"].iter().enumerate() {
        let role = domain::identity::roles::system_role(name).map(|role| role.id());
        let have = app.query("SELECT id FROM roles WHERE id = ?1", vec![role.clone().into()]).await;
        if have.is_empty() {
            let members = json!({"name": name, "label": "A role", "level": "CLIENT"});
            app.insert("Role", members, role.as_deref().unwrap_or_default()).await;
        }
        let user = json!({"client_id": app.client(0), "email": format!("user{number}@example.com"), "role_id": role});
        app.insert("User", user, &format!("usr_01hf7yat00e00800000000000{number}")).await;
    }
    let mut assigned = Vec::new();
    for number in 0..4 {
        app.clock.advance_ms(1000);
        let visitor = Visitor::welcome(&app, "192.0.2.7").await;
        let mut enquiry = visitor.enquiry();
        enquiry["contact"] = json!({"name": "Somebody", "email": format!("v{number}@example.com")});
        visitor.post(&app, &path(), enquiry, &format!("key-number-{number}")).await.expect(201);
        let sql = "SELECT substr(assigned_to_id, -1) FROM leads ORDER BY id DESC LIMIT 1";
        assigned.extend(texts(&app, sql).await.concat());
    }
    assert_eq!(assigned, ["0", "1", "0", "1"]);
}

#[tokio::test]
async fn bad_input_is_named() {
    let app = app_with(MODULES, json!({"consent_required": true})).await;
    let visitor = Visitor::welcome(&app, "192.0.2.7").await;
    let body = json!({
        "contact": {"name": " ", "email": "nobody", "phone": "12"}, "answers": {"topic": "Weather"},
        "consent": {"given": false}, "protection": visitor.protection(),
    });
    let reply = visitor.post(&app, &path(), body, "some-key").await.expect(422);
    assert_eq!(reply.pointers(), ["/contact/name", "/contact/email", "/contact/phone", "/answers/topic", "/consent"]);
    assert!(reply.json()["errors"][0]["detail"].is_string());
    let mut silent = visitor.enquiry();
    silent["consent"] = json!({"given": true});
    let reply = visitor.post(&app, &path(), silent, "some-key").await.expect(422);
    assert_eq!(reply.pointers(), ["/consent/text"], "it is kept what was agreed to");
    let nobody = json!({"contact": {"name": "Ada"}, "consent": {"text": "I agree.", "given": true}, "protection": visitor.protection()});
    let reply = visitor.post(&app, &path(), nobody, "some-key").await.expect(422);
    assert_eq!(reply.pointers(), ["/contact/email"]);
    let mut idle = visitor.enquiry();
    idle["protection"]["proof_of_work"] = json!("");
    let reply = visitor.post(&app, &path(), idle, "some-key").await.expect(422);
    assert_eq!(reply.pointers(), ["/protection/proof_of_work"]);
    let keyless = app.respond(visitor.request(&app, "POST", &path(), Some(visitor.enquiry()), None)).await;
    assert_eq!(keyless.status, 400);
    assert_eq!(count(&app, "SELECT count(*) FROM form_submissions").await, 0);
}

#[tokio::test]
async fn a_repetition_gets_the_first_answer_and_a_challenge_serves_once() {
    let app = app().await;
    let mut visitor = Visitor::welcome(&app, "192.0.2.7").await;
    let enquiry = visitor.enquiry();
    let first = visitor.post(&app, &path(), enquiry.clone(), "the-same-key").await.expect(201);
    let again = visitor.post(&app, &path(), enquiry.clone(), "the-same-key").await.expect(201);
    assert_eq!((again.json(), again.header("idempotency-replayed")), (first.json(), Some("true")));
    // After a lost line the token is another one, and the work with it.
    visitor.renew(&app).await;
    let mut anew = enquiry.clone();
    anew["protection"] = visitor.protection();
    assert_eq!(visitor.post(&app, &path(), anew.clone(), "the-same-key").await.expect(201).json(), first.json());
    let mut other = anew.clone();
    other["message"] = json!("Something else");
    let reply = visitor.post(&app, &path(), other, "the-same-key").await.expect(422);
    assert_eq!(reply.json()["type"], "/problems/idempotency-mismatch");
    assert_eq!(count(&app, "SELECT count(*) FROM form_submissions").await, 1);

    visitor.post(&app, &path(), anew.clone(), "a-second-key").await.expect(201);
    let spent = visitor.post(&app, &path(), anew, "a-third-key").await.expect(401);
    assert_eq!(spent.header("access-control-allow-origin"), Some(ORIGIN));
    assert_eq!(count(&app, "SELECT count(*) FROM form_submissions").await, 2);
}

#[tokio::test]
async fn what_is_suspicious_is_kept_and_answered_alike() {
    let app = app_with(MODULES, json!({"notify_email": "owner@salon.example"})).await;
    let changes: [(&str, &str, Json); 4] = [
        ("/protection/website", "HONEYPOT", json!("https://spam.example")),
        ("/protection/elapsed_ms", "TOO_FAST", json!(300)),
        ("/message", "LINKS", json!("http://a.example http://b.example http://c.example")),
        ("/message", "KNOWN_PATTERN", json!("The best casino and viagra")),
    ];
    for (number, (pointer, _, value)) in changes.iter().enumerate() {
        app.clock.advance_ms(1000);
        let visitor = Visitor::welcome(&app, "192.0.2.7").await;
        let mut enquiry = visitor.enquiry();
        if let Some(place) = enquiry.pointer_mut(pointer) {
            *place = value.clone();
        }
        let reply = visitor.post(&app, &path(), enquiry, &format!("key-number-{number}")).await.expect(201).json();
        assert_eq!(reply.as_object().map(|members| members.len()), Some(1));
        assert!(reply["id"].as_str().is_some_and(|id| id.starts_with("fsb_")));
    }
    let kept = texts(&app, "SELECT status_reasons, status FROM form_submissions ORDER BY id").await;
    let expected: Vec<Vec<String>> =
        changes.iter().map(|(_, reason, _)| vec![format!("[\"{reason}\"]"), "QUARANTINED".to_owned()]).collect();
    assert_eq!(kept, expected);
    for table in ["leads", "activities", "outbox_messages"] {
        assert_eq!(count(&app, &format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }

    let admin = app.client_admin();
    let list = app.get(&admin, "/api/form-submissions?status=QUARANTINED&sort=id").await.expect(200).json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(4));
    let id = |number: usize| list["data"][number]["id"].as_str().unwrap_or_default().to_owned();
    let accept = format!("/api/form-submissions/{}/accept", id(0));
    let accepted = app.post(&admin, &accept, json!({})).await.expect(200).json();
    assert!(accepted["lead_id"].as_str().is_some_and(|lead| lead.starts_with("led_")), "{accepted}");
    assert_eq!(
        texts(&app, "SELECT name, email, message FROM leads").await,
        [["Ada Lovelace", "ada@example.com", "Do you cut fringes?"]]
    );
    assert_eq!(count(&app, "SELECT count(*) FROM activities").await, 1);
    app.post(&admin, &accept, json!({})).await.expect(409);
    let reject = format!("/api/form-submissions/{}/reject", id(1));
    app.post(&admin, &reject, json!({})).await.expect(200);
    let other = app.person("CLIENT_ADMIN", testkit::Place::Client(2));
    app.post(&other, &format!("/api/form-submissions/{}/accept", id(2)), json!({})).await.expect(404);
    let reader = app.person("READ_ONLY", testkit::Place::Client(0));
    app.post(&reader, &format!("/api/form-submissions/{}/accept", id(2)), json!({})).await.expect(403);
    let now = texts(&app, "SELECT status FROM form_submissions ORDER BY id").await.concat();
    assert_eq!(now, ["ACCEPTED", "REJECTED", "QUARANTINED", "QUARANTINED"]);
}

#[tokio::test]
async fn turnstile_is_asked_where_the_client_has_it() {
    let app = app().await;
    let secret = json!({"turnstile_site_key": "site", "turnstile_secret": "shh"});
    app.patch(&app.client_admin(), &format!("/api/widgets/{}", common::WIDGET), secret).await.expect(200);
    for (number, (given, answer, expected)) in [
        (json!("good"), Some(r#"{"success": true}"#), "[]"),
        (json!("bad"), Some(r#"{"success": false}"#), r#"["TURNSTILE"]"#),
        (json!(null), None, r#"["TURNSTILE_MISSING"]"#),
        (json!("late"), None, r#"["TURNSTILE_UNAVAILABLE"]"#),
    ]
    .into_iter()
    .enumerate()
    {
        app.clock.advance_ms(1000);
        let visitor = Visitor::welcome(&app, "192.0.2.7").await;
        let mut enquiry = visitor.enquiry();
        enquiry["protection"]["turnstile"] = given.clone();
        let answers = answer.map(|body| OutboundResponse { status: 200, headers: Vec::new(), body: body.into() });
        *app.outbound.answers.borrow_mut() = answers.into_iter().collect();
        visitor.post(&app, &path(), enquiry, &format!("key-number-{number}")).await.expect(201);
        let reasons =
            texts(&app, "SELECT status_reasons FROM form_submissions ORDER BY id DESC LIMIT 1").await.concat();
        assert_eq!(reasons, [expected], "{given}");
    }
    let sent = app.outbound.sent.borrow();
    assert_eq!(sent.len(), 3);
    let body: Json = serde_json::from_slice(&sent[0].body).unwrap_or_default();
    assert_eq!(body, json!({"secret": "shh", "response": "good", "remoteip": "192.0.2.7"}));
}
