//! Getting in, staying in, getting out.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::json;
use testkit::organisation::{EMAIL, Organisation, PASSWORD, call, text};

async fn organisation() -> Organisation {
    Organisation::sign_up(&[&access::MODULE, &authentication::MODULE, &identity::MODULE, &tenancy::MODULE]).await
}

#[tokio::test]
async fn sign_up_sign_in_and_me() {
    let acme = organisation().await;
    let me = acme.admin("GET", "/api/me", None).await.expect(200);
    assert_eq!(me.round_trips, 1);
    let me = me.json();
    assert_eq!((&me["email"], &me["name"], &me["role"]["name"]), (&json!(EMAIL), &json!("Ann"), &json!("ADMIN")));

    let reply = acme.sign_in("Ann@Example.com", PASSWORD).await.expect(200);
    assert_eq!(reply.round_trips, 4);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let tokens = reply.json();
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&json!(600), &json!("Bearer")));
    let access = text(&tokens, "access_token");
    acme.call(Some(&access), "GET", "/api/me", None).await.expect(200);
    let agencies = acme.call(Some(&access), "GET", "/api/agencies", None).await.expect(200).json();
    assert_eq!(agencies["data"][0]["name"], "Acme");
    let roles = acme.admin("GET", "/api/roles?limit=200", None).await.expect(200).json();
    assert_eq!(roles["data"].as_array().map(Vec::len), Some(domain::identity::roles::SYSTEM_ROLES.len()));
}

#[tokio::test]
async fn an_address_signs_up_once() {
    let acme = organisation().await;
    let body = json!({"organisation": "Acme", "name": "Eve", "email": "eve@example.com", "password": PASSWORD});
    call(&acme.app, None, "POST", "/api/auth/sign-up", Some(body.clone())).await.expect(201);
    let reply = call(&acme.app, None, "POST", "/api/auth/sign-up", Some(body)).await.expect(409);
    assert_eq!(reply.pointers(), ["/email"]);
    let body = json!({"organisation": "", "name": 7, "email": "x", "password": "short", "role": "ADMIN"});
    let reply = call(&acme.app, None, "POST", "/api/auth/sign-up", Some(body)).await.expect(422);
    assert_eq!(reply.pointers(), ["/organisation", "/name", "/email", "/password", "/role"]);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_the_same_and_are_slowed_down() {
    let acme = organisation().await;
    let wrong = acme.sign_in(EMAIL, "wrong password").await.expect(401);
    let unknown = acme.sign_in("nobody@example.com", "wrong password").await.expect(401);
    assert_eq!((wrong.json()["detail"].clone(), wrong.round_trips), (unknown.json()["detail"].clone(), 2));
    assert_eq!(unknown.round_trips, 2);
    for email in [EMAIL, "nobody@example.com"] {
        for _ in 0..9 {
            acme.sign_in(email, "wrong password").await.expect(401);
        }
        let locked = acme.sign_in(email, PASSWORD).await.expect(429);
        assert_eq!(locked.header("retry-after"), Some("1"), "the right password does not help either");
        acme.app.clock.advance_ms(1001);
        acme.sign_in(email, "wrong password").await.expect(401);
        assert_eq!(acme.sign_in(email, PASSWORD).await.expect(429).header("retry-after"), Some("2"));
    }
    acme.app.clock.advance_ms(2001);
    acme.sign_in(EMAIL, PASSWORD).await.expect(200);
    acme.sign_in(EMAIL, "wrong password").await.expect(401);
    acme.sign_in(EMAIL, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn guesses_from_one_address_are_slowed_down_whoever_they_are_about() {
    let acme = organisation().await;
    for number in 0..50 {
        acme.sign_in(&format!("user{number}@example.com"), "wrong password").await.expect(401);
    }
    acme.sign_in(EMAIL, PASSWORD).await.expect(429);
    acme.app.clock.advance_ms(1001);
    acme.sign_in(EMAIL, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_refresh_token_works_once_and_its_reuse_ends_the_family() {
    let acme = organisation().await;
    let other = text(&acme.sign_in(EMAIL, PASSWORD).await.expect(200).json(), "refresh_token");
    let reply = acme.refresh(&acme.refresh).await.expect(200);
    assert_eq!(reply.round_trips, 2);
    let second = text(&reply.json(), "refresh_token");
    acme.call(Some(&text(&reply.json(), "access_token")), "GET", "/api/me", None).await.expect(200);
    let third = text(&acme.refresh(&second).await.expect(200).json(), "refresh_token");

    let reused = acme.refresh(&second).await.expect(401);
    assert_eq!(reused.round_trips, 3);
    acme.refresh(&third).await.expect(401);
    acme.refresh(&other).await.expect(200);

    for nonsense in ["", "prt_platform.x", "prt_ten_01h2xcejqtf2nbrexx3vqjhp41.00", "x"] {
        let status = if nonsense.is_empty() { 422 } else { 401 };
        acme.refresh(nonsense).await.expect(status);
    }
    acme.app.clock.advance_ms(31 * 24 * 60 * 60 * 1000);
    acme.refresh(&other).await.expect(401);
}

#[tokio::test]
async fn of_two_refreshes_at_once_one_wins() {
    let acme = organisation().await;
    let (one, other) = tokio::join!(acme.refresh(&acme.refresh), acme.refresh(&acme.refresh));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn signing_out_ends_one_session_or_all() {
    let acme = organisation().await;
    let mut tokens = Vec::new();
    for _ in 0..4 {
        tokens.push(acme.sign_in(EMAIL, PASSWORD).await.expect(200).json());
    }
    let refresh = |number: usize| text(&tokens[number], "refresh_token");
    let body = json!({"refresh_token": refresh(0)});
    acme.call(None, "POST", "/api/auth/sign-out", Some(body.clone())).await.expect(204);
    acme.call(None, "POST", "/api/auth/sign-out", Some(body)).await.expect(204);
    acme.refresh(&refresh(0)).await.expect(401);
    acme.call(Some(&text(&tokens[1], "access_token")), "POST", "/api/auth/sign-out", None).await.expect(204);
    acme.refresh(&refresh(1)).await.expect(401);
    acme.call(None, "POST", "/api/auth/sign-out", None).await.expect(401);
    // An empty token is a mistake, and not "none": the session of the access token goes on.
    acme.call(
        Some(&text(&tokens[2], "access_token")),
        "POST",
        "/api/auth/sign-out",
        Some(json!({"refresh_token": ""})),
    )
    .await
    .expect(422);
    acme.refresh(&refresh(2)).await.expect(200);
    acme.admin("POST", "/api/auth/sign-out-everywhere", None).await.expect(204);
    acme.refresh(&refresh(3)).await.expect(401);
    acme.refresh(&acme.refresh).await.expect(401);
}

#[tokio::test]
async fn nobody_comes_back_to_a_tenant_that_is_suspended() {
    let acme = organisation().await;
    let key = json!({"name": "Website", "permissions": [{"resource": "users", "actions": ["read"]}]});
    let key = text(&acme.admin("POST", "/api/api-keys", Some(key)).await.expect(201).json(), "key");
    let exchange = || acme.call(None, "POST", "/api/auth/token", Some(json!({"api_key": key})));
    exchange().await.expect(200);
    let set = async |status: &str| {
        let sql = format!("UPDATE tenants SET status = '{status}'");
        let batch = store::Batch { mode: store::Mode::Write, statements: vec![store::Statement::new(sql, [])] };
        acme.app.host.databases.run(&store::DatabaseName::platform(), batch).await.expect("a write");
    };
    set("SUSPENDED").await;
    acme.sign_in(EMAIL, PASSWORD).await.expect(401);
    acme.refresh(&acme.refresh).await.expect(401);
    exchange().await.expect(401);
    set("ACTIVE").await;
    acme.refresh(&acme.refresh).await.expect(200);
    exchange().await.expect(200);
}

/// The administrator of a second organisation, who is signed in.
async fn second(acme: &Organisation) -> String {
    let body = json!({"organisation": "Other", "name": "Zoe", "email": "zoe@example.com", "password": PASSWORD});
    let zoe = text(&acme.call(None, "POST", "/api/auth/sign-up", Some(body)).await.expect(201).json(), "access_token");
    let token = acme.links_of(&zoe).await.pop();
    acme.call(None, "POST", "/api/auth/confirm-email", Some(json!({"token": token}))).await.expect(204);
    zoe
}

#[tokio::test]
async fn an_address_of_two_organisations_signs_in_to_the_one_that_lets_in() {
    const OTHER: &str = "another password";
    let acme = organisation().await;
    let (bea, _) = acme.join("bea@example.com", "ADMIN", json!({})).await;
    let zoe = second(&acme).await;
    let body = json!({"email": "bea@example.com", "role_id": acme.role("ADMIN")});
    acme.call(Some(&zoe), "POST", "/api/users/invite", Some(body)).await.expect(201);
    let token = acme.links_of(&zoe).await.pop();
    let body = json!({"token": token, "password": OTHER});
    acme.call(None, "POST", "/api/auth/accept-invitation", Some(body)).await.expect(204);

    let tenant_of = async |access: &str| text(&acme.me(access).await, "tenant_id");
    let (first, other) = (tenant_of(&acme.access).await, tenant_of(&zoe).await);
    for (password, tenant) in [(PASSWORD, &first), (OTHER, &other)] {
        let reply = acme.sign_in("bea@example.com", password).await.expect(200);
        assert_eq!((&tenant_of(&text(&reply.json(), "access_token")).await, reply.round_trips), (tenant, 5));
    }
    assert_eq!(acme.sign_in("bea@example.com", "wrong password").await.expect(401).round_trips, 3);

    let ask = || acme.call(None, "POST", "/api/auth/request-password-reset", Some(json!({"email": "bea@example.com"})));
    let sent = async || (acme.mails().await.len(), acme.mails_of(&zoe).await.len());
    let before = sent().await;
    assert_eq!(ask().await.expect(202).round_trips, 5);
    assert_eq!(sent().await, (before.0 + 1, before.1 + 1));
    let (_, text_of_other) = acme.mails_of(&zoe).await.pop().expect("a mail");
    assert!(text_of_other.contains("another password at Other"), "{text_of_other}");

    acme.admin("POST", &format!("/api/users/{bea}/deactivate"), None).await.expect(200);
    acme.sign_in("bea@example.com", PASSWORD).await.expect(401);
    let access = acme.access_of("bea@example.com", OTHER).await;
    assert_eq!(tenant_of(&access).await, other);
    ask().await.expect(202);
    assert_eq!(sent().await, (before.0 + 1, before.1 + 2));
}

#[tokio::test]
async fn a_link_for_nobody_costs_what_a_link_costs() {
    let acme = organisation().await;
    let (dan, _) = acme.join("dan@example.com", "ADMIN", json!({})).await;
    acme.admin("POST", &format!("/api/users/{dan}/deactivate"), None).await.expect(200);
    let mails = acme.mails().await.len();
    for email in [EMAIL, "nobody@example.com", "dan@example.com"] {
        let body = json!({"email": email});
        let reply = acme.call(None, "POST", "/api/auth/request-password-reset", Some(body)).await.expect(202);
        assert_eq!((reply.round_trips, reply.body.len()), (3, 0), "{email}");
    }
    assert_eq!(acme.mails().await.len(), mails + 1);
    // Counters last for a day.
    let soon = acme.app.host.clock.now_ms() + 60 * 60 * 1000;
    let batch = store::Batch {
        mode: store::Mode::Read,
        statements: vec![store::Statement::new(
            "SELECT 1 FROM sign_in_throttles WHERE expires_at < ?1",
            vec![soon.into()],
        )],
    };
    let left = acme.app.host.databases.run(&store::DatabaseName::platform(), batch).await.expect("a query");
    assert!(left[0].rows.is_empty(), "what was written for nobody is gone");
}
