//! What staff do: keys of widgets, and domains.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{KEY, MODULES, Visitor, WIDGET, app, app_with};
use serde_json::{Value as Json, json};
use store::OutboundResponse;
use testkit::{Place, TestApp};

#[tokio::test]
async fn a_new_key_takes_the_place_of_the_old_one() {
    let app = app().await;
    let admin = app.client_admin();
    let made = app.post(&admin, &format!("/api/widgets/{WIDGET}/key"), json!({})).await.expect(200);
    assert_eq!(made.round_trips, 1);
    let key = made.json()["key"].as_str().unwrap_or_default().to_owned();
    assert!(made.json()["snippet"].as_str().is_some_and(|snippet| snippet.contains(&key)));
    let visitor = Visitor::at("192.0.2.1");
    visitor.get(&app, &format!("/embed/{KEY}")).await.expect(404);
    visitor.get(&app, &format!("/embed/{key}")).await.expect(200);
    assert_eq!(app.get(&admin, &format!("/api/widgets/{WIDGET}")).await.json()["key"], json!(key));
    let other = app.person("CLIENT_ADMIN", Place::Client(1));
    app.post(&other, &format!("/api/widgets/{WIDGET}/key"), json!({})).await.expect(404);
}

#[tokio::test]
async fn secrets_of_widgets_are_sealed() {
    let app = app_with(MODULES, json!({})).await;
    let admin = app.client_admin();
    app.patch(&admin, &format!("/api/widgets/{WIDGET}"), json!({"turnstile_secret": "shh"})).await.expect(200);
    let kept = common::texts(&app, "SELECT turnstile_secret FROM widgets").await.concat().concat();
    assert!(!kept.is_empty() && !kept.contains("shh"), "{kept}");
}

fn answer(app: &TestApp, bodies: &[(u16, String)]) {
    let answer = |(status, body): &(u16, String)| OutboundResponse {
        status: *status,
        headers: Vec::new(),
        body: body.clone().into_bytes(),
    };
    *app.outbound.answers.borrow_mut() = bodies.iter().map(answer).collect();
    app.outbound.sent.borrow_mut().clear();
}

async fn new_domain(app: &TestApp, domain: &str) -> String {
    let body = json!({"domain": domain});
    let made = app.post(&app.client_admin(), "/api/domains", body).await.expect(201).json();
    assert_eq!((&made["verified_at"], &made["verification_token"]), (&Json::Null, &Json::Null));
    format!("/api/domains/{}/verify", made["id"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn a_domain_is_verified_by_a_file_or_a_record() {
    let app = app().await;
    let admin = app.client_admin();
    for (number, by_file) in [true, false].into_iter().enumerate() {
        let domain = format!("www{number}.example");
        let path = new_domain(&app, &domain).await;
        answer(&app, &[]);
        let first = app.post(&admin, &path, json!({})).await.expect(200).json();
        assert!(app.outbound.sent.borrow().is_empty(), "there is nothing to look for yet");
        let token = first["publish_file"]["content"].as_str().unwrap_or_default().to_owned();
        assert_eq!(first["publish_file"]["url"], format!("https://{domain}/.well-known/portico-verification.txt"));
        assert_eq!(
            first["or_publish_record"],
            json!({"name": format!("_portico.{domain}"), "type": "TXT", "value": token})
        );
        assert_eq!(first["verified_at"], Json::Null);

        let record = |data: &str| json!({"Status": 0, "Answer": [{"type": 16, "data": data}]}).to_string();
        answer(&app, &[(404, token.clone()), (200, record("\"something else\""))]);
        assert_eq!(app.post(&admin, &path, json!({})).await.expect(200).json()["verified_at"], Json::Null);
        let sent = app.outbound.sent.borrow().clone();
        let asked: Vec<String> = sent.iter().map(|request| request.url.clone()).collect();
        let first = sent.first().map(|request| (request.public_only, request.url.ends_with(".txt")));
        assert_eq!(first, Some((true, true)), "what a client enters does not lead inside");
        let resolver = format!("https://cloudflare-dns.com/dns-query?name=_portico.{domain}&type=TXT");
        assert_eq!(asked, [format!("https://{domain}/.well-known/portico-verification.txt"), resolver]);
        let origin = format!("https://{domain}");
        let visitor = Visitor::at("192.0.2.1").on(Some(&origin));
        visitor.get(&app, &format!("/embed/{KEY}")).await.expect(403);

        match by_file {
            true => answer(&app, &[(200, format!("{token}\n"))]),
            false => answer(&app, &[(302, token.clone()), (200, record(&format!("\"{token}\"")))]),
        }
        let now = app.post(&admin, &path, json!({})).await.expect(200).json();
        assert_eq!(now["verification_method"], if by_file { "FILE" } else { "DNS" });
        assert!(now["verified_at"].is_string());
        visitor.get(&app, &format!("/embed/{KEY}")).await.expect(200);
    }
    let other = app.person("CLIENT_ADMIN", Place::Client(1));
    let path = new_domain(&app, "third.example").await;
    app.post(&other, &path, json!({})).await.expect(404);
    app.post(&app.person("CLIENT_USER", Place::Client(0)), &path, json!({})).await.expect(403);
}

#[tokio::test]
async fn nothing_but_a_public_name_is_asked() {
    let app = app().await;
    for domain in ["127.0.0.1", "127.0.0.1:9000", "localhost", "169.254.169.254", "db.internal", "a.example/x", "[::1]"]
    {
        let path = new_domain(&app, domain).await;
        app.post(&app.client_admin(), &path, json!({})).await.expect(422);
    }
    assert!(app.outbound.sent.borrow().is_empty());
}
