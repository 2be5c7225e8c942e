//! Who is let in, and who is not.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{KEY, MODULES, ORIGIN, READING_MS, Visitor, app, app_with};
use serde_json::json;
use testkit::Reply;

fn cors(reply: &Reply) -> Option<&str> {
    reply.header("access-control-allow-origin")
}

#[tokio::test]
async fn a_page_of_a_verified_domain_gets_the_configuration() {
    let app = app().await;
    let mut visitor = Visitor::at("192.0.2.1");
    let reply = visitor.get(&app, &format!("/embed/{KEY}")).await.expect(200);
    assert_eq!((cors(&reply), reply.header("vary")), (Some(ORIGIN), Some("Origin")));
    assert_eq!((reply.round_trips, reply.header("cache-control")), (1, Some("no-store")));
    let found = visitor.renew(&app).await;
    assert_eq!(found["widget"]["kinds"], json!(["BOOKING", "LEAD"]));
    assert_eq!(found["widget"]["position"], "inline");
    assert_eq!(found["widget"]["languages"], json!(["en", "de", "fr", "es", "ar"]));
    assert_eq!(found["widget"]["consent_text"], "I agree.");
    assert_eq!(found["widget"]["proof_of_work"]["difficulty"], 4);
    assert_eq!((&found["business"]["name"], &found["business"]["time_zone"]), (&json!("Client 0"), &json!("UTC")));
    assert_eq!((&found["services"], &found["lead_questions"][0]["id"]), (&json!([]), &json!("topic")));
    assert_eq!(found["expires_at"], "2026-01-05T10:29:57.000Z", "half an hour after it was given");
    for secret in ["turnstile_secret", "notify_email", "assigned_to", "cli_", "wdg_"] {
        assert!(!found.to_string().contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn every_other_page_is_refused_and_told_nothing() {
    let app = app().await;
    let visitor = Visitor::welcome(&app, "192.0.2.1").await;
    let path = format!("/embed/{KEY}");
    for origin in [
        None,
        Some("null"),
        Some(""),
        Some("http://salon.example"),
        Some("https://salon.example:8443"),
        Some("https://www.salon.example"),
        Some("https://salon.example.evil.example"),
        Some("https://evil.example"),
        Some("http://127.0.0.1:8787"),
    ] {
        for (method, path) in [
            ("GET", path.clone()),
            ("OPTIONS", path.clone()),
            ("POST", format!("{path}/leads")),
            ("OPTIONS", format!("{path}/leads")),
        ] {
            let body = (method == "POST").then(|| visitor.enquiry());
            let reply =
                app.respond(visitor.on(origin).request(&app, method, &path, body, Some("key-of-outside"))).await;
            assert_eq!((reply.status, cors(&reply)), (403, None), "{method} {origin:?}");
            assert!(!reply.text().contains("Client 0") && !reply.text().contains("token"), "{}", reply.text());
        }
    }
    assert_eq!(common::count(&app, "SELECT count(*) FROM form_submissions").await, 0);
}

#[tokio::test]
async fn a_page_can_read_that_it_is_to_try_again() {
    let app = app().await;
    let visitor = Visitor::welcome(&app, "192.0.2.1").await;
    let link = booking::issue(
        &app.host,
        &store::DatabaseName::tenant("ten_0000000000000000000000test").expect("a name"),
        "apt_01hf7yat00e008000000000001",
    )
    .expect("a link");
    for path in [format!("/embed/{KEY}"), format!("/embed/appointments/{link}")] {
        app.databases.plan_faults(vec![Some(testkit::Fault::Lost)]);
        let reply = visitor.get(&app, &path).await.expect(503);
        assert_eq!((cors(&reply), reply.header("retry-after").is_some()), (Some(ORIGIN), true), "{path}");
    }
}

#[tokio::test]
async fn subdomains_and_ports_count_by_choice() {
    let app = app().await;
    let domain = json!({"client_id": app.client(0), "domain": "shop.example", "includes_subdomains": true, "verified_at": "2026-01-01T00:00:00Z"});
    app.insert("Domain", domain, "dom_01hf7yat00e008000000000002").await;
    let domain = json!({"client_id": app.client(0), "domain": "127.0.0.1:9000", "verified_at": "2026-01-01T00:00:00Z"});
    app.insert("Domain", domain, "dom_01hf7yat00e008000000000003").await;
    let path = format!("/embed/{KEY}");
    for origin in ["https://shop.example", "https://a.b.shop.example", "http://127.0.0.1:9000"] {
        let reply = Visitor::at("192.0.2.1").on(Some(origin)).get(&app, &path).await.expect(200);
        assert_eq!(cors(&reply), Some(origin));
    }
}

#[tokio::test]
async fn what_is_not_verified_not_active_or_another_clients_does_not_count() {
    let app = app().await;
    let insert = async |number: usize, members: serde_json::Value| {
        app.insert("Domain", members, &format!("dom_01hf7yat00e00800000000001{number}")).await;
    };
    let verified = "2026-01-01T00:00:00Z";
    insert(1, json!({"client_id": app.client(0), "domain": "new.example"})).await;
    insert(
        2,
        json!({"client_id": app.client(0), "domain": "old.example", "verified_at": verified, "is_active": false}),
    )
    .await;
    insert(3, json!({"client_id": app.client(1), "domain": "other.example", "verified_at": verified})).await;
    for origin in ["https://new.example", "https://old.example", "https://other.example"] {
        Visitor::at("192.0.2.1").on(Some(origin)).get(&app, &format!("/embed/{KEY}")).await.expect(403);
    }
}

#[tokio::test]
async fn a_key_of_nothing_is_nothing() {
    let app = app().await;
    let inactive = app_with(MODULES, json!({"is_active": false})).await;
    let visitor = Visitor::at("192.0.2.1");
    for key in [
        "demo",
        "pwk_ten_0000000000000000000000test.0000000000000000",
        "pwk_ten_01h2xcejqtf2nbrexx3vqjhp41.0123456789abcdef",
    ] {
        let reply = visitor.get(&app, &format!("/embed/{key}")).await;
        assert_eq!((reply.status, cors(&reply)), (404, None), "{key}: {}", reply.text());
    }
    visitor.get(&inactive, &format!("/embed/{KEY}")).await.expect(404);
}

#[tokio::test]
async fn a_preflight_is_answered_like_the_request() {
    let app = app().await;
    for path in [format!("/embed/{KEY}"), format!("/embed/{KEY}/leads")] {
        let reply = app.respond(Visitor::at("192.0.2.1").request(&app, "OPTIONS", &path, None, None)).await.expect(204);
        assert_eq!((cors(&reply), reply.header("vary")), (Some(ORIGIN), Some("Origin")));
        assert_eq!(reply.header("access-control-allow-methods"), Some("GET, POST, DELETE"));
        let headers = "content-type, idempotency-key, x-portico-token";
        assert_eq!(reply.header("access-control-allow-headers"), Some(headers));
    }
}

#[tokio::test]
async fn a_token_is_for_one_page_one_address_and_half_an_hour() {
    let app = app().await;
    let domain = json!({"client_id": app.client(0), "domain": "second.example", "verified_at": "2026-01-01T00:00:00Z"});
    app.insert("Domain", domain, "dom_01hf7yat00e008000000000002").await;
    let visitor = Visitor::welcome(&app, "192.0.2.1").await;
    let path = format!("/embed/{KEY}/leads");
    let tampered = visitor.token.as_deref().map(|token| format!("{}0", &token[..token.len() - 1]));
    let cases = [
        ("no token", Visitor { token: None, ..visitor.clone() }),
        ("nonsense", Visitor { token: Some("1.2.3".to_owned()), ..visitor.clone() }),
        ("a tampered one", Visitor { token: tampered, ..visitor.clone() }),
        ("from another address", Visitor { address: "192.0.2.2".to_owned(), ..visitor.clone() }),
        ("from another origin", visitor.on(Some("https://second.example"))),
    ];
    for (what, other) in cases {
        let reply = other.post(&app, &path, other.enquiry(), "a-key-of-theirs").await;
        assert_eq!((reply.status, cors(&reply)), (401, other.origin.as_deref()), "{what}");
        assert_eq!(reply.json()["type"], "/problems/unauthenticated");
    }
    app.clock.advance_ms(30 * 60 * 1000 - READING_MS - 1);
    let late = visitor.post(&app, &path, json!({}), "a-key-of-theirs").await;
    assert_eq!((late.status, cors(&late)), (422, Some(ORIGIN)), "the token still holds");
    app.clock.advance_ms(1);
    visitor.post(&app, &path, visitor.enquiry(), "a-key-of-theirs").await.expect(401);
}

#[tokio::test]
async fn the_installation_itself_may_show_a_widget() {
    let app = app().await;
    let own = |host: &str, origin: Option<&str>| {
        let mut request =
            Visitor::at("192.0.2.1").on(origin).request(&app, "GET", &format!("/embed/{KEY}"), None, None);
        request.headers.push(("host".to_owned(), host.to_owned()));
        request.headers.push(("sec-fetch-site".to_owned(), "same-origin".to_owned()));
        request
    };
    let reply = app.respond(own("127.0.0.1:8787", None)).await.expect(200);
    assert_eq!(cors(&reply), Some("http://127.0.0.1:8787"));
    app.respond(own("127.0.0.1:8787", Some("http://127.0.0.1:8787"))).await.expect(200);
    // A name of somebody else's that leads to this machine.
    app.respond(own("rebound.example", Some("http://rebound.example"))).await.expect(403);
    app.respond(own("rebound.example", None)).await.expect(403);
}
