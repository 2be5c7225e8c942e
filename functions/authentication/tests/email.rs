//! Signing in with another address.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value as Json, json};
use store::{Batch, DatabaseName, Mode, Statement};
use testkit::organisation::{EMAIL, Organisation, PASSWORD, text};

const NEW: &str = "ann.lee@example.com";

async fn organisation() -> Organisation {
    Organisation::sign_up(&[&access::MODULE, &authentication::MODULE, &identity::MODULE, &tenancy::MODULE]).await
}

fn asked(email: &str, password: &str) -> Option<Json> {
    Some(json!({"email": email, "password": password}))
}

async fn logins(acme: &Organisation) -> Vec<String> {
    let sql = "SELECT email FROM logins ORDER BY email";
    let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, Vec::new())] };
    let results = acme.app.host.databases.run(&DatabaseName::platform(), batch).await.expect("a query");
    results[0].rows.iter().filter_map(|row| row[0].as_text().map(str::to_owned)).collect()
}

#[tokio::test]
async fn an_address_changes_when_its_mailbox_says_so() {
    let acme = organisation().await;
    let reply = acme.admin("POST", "/api/me/email", asked(NEW, PASSWORD)).await.expect(202);
    assert_eq!(reply.round_trips, 4);
    let mails = acme.mails().await;
    assert_eq!(mails.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [NEW, EMAIL]);
    assert!(mails[0].1.contains("/confirm-email?token=") && !mails[1].1.contains("token="), "{mails:?}");
    acme.sign_in(NEW, PASSWORD).await.expect(401);
    acme.sign_in(EMAIL, PASSWORD).await.expect(200);

    let token = acme.links().await.pop().expect("a link");
    let confirm = || acme.call(None, "POST", "/api/auth/confirm-email", Some(json!({"token": token})));
    let other = json!({"token": token, "password": "another password"});
    acme.call(None, "POST", "/api/auth/reset-password", Some(other)).await.expect(401);
    assert_eq!(confirm().await.expect(204).round_trips, 3);
    confirm().await.expect(401);
    acme.sign_in(EMAIL, PASSWORD).await.expect(401);
    let access = acme.access_of(NEW, PASSWORD).await;
    assert_eq!(acme.me(&access).await["email"], NEW);
    assert_eq!(logins(&acme).await, [NEW]);
    let changes = acme.admin("GET", "/api/changes?entity_type=User&sort=-id&limit=20", None).await.expect(200).text();
    assert!(changes.contains(EMAIL) && changes.contains(NEW), "who changed it is recorded");
}

#[tokio::test]
async fn a_token_alone_changes_nothing() {
    let acme = organisation().await;
    for _ in 0..10 {
        let reply = acme.admin("POST", "/api/me/email", asked(NEW, "wrong password")).await.expect(422);
        assert_eq!((reply.pointers(), reply.round_trips), (vec!["/password".to_owned()], 2));
    }
    acme.admin("POST", "/api/me/email", asked(NEW, PASSWORD)).await.expect(429);
    acme.app.clock.advance_ms(1001);
    acme.admin("POST", "/api/me/email", asked("nonsense", PASSWORD)).await.expect(422);
    acme.call(None, "POST", "/api/me/email", asked(NEW, PASSWORD)).await.expect(401);
    assert!(acme.mails().await.is_empty());
    let key = json!({"name": "Robot", "permissions": [{"resource": "users", "actions": ["read"]}]});
    let key = text(&acme.admin("POST", "/api/api-keys", Some(key)).await.expect(201).json(), "key");
    let exchanged = acme.call(None, "POST", "/api/auth/token", Some(json!({"api_key": key}))).await.expect(200).json();
    let robot = text(&exchanged, "access_token");
    acme.call(Some(&robot), "POST", "/api/me/email", asked(NEW, PASSWORD)).await.expect(403);
}

#[tokio::test]
async fn an_address_of_somebody_else_is_refused_at_both_ends() {
    let acme = organisation().await;
    let invite = |email: &str| Some(json!({"email": email, "role_id": acme.role("ADMIN")}));
    acme.admin("POST", "/api/users/invite", invite("bea@example.com")).await.expect(201);
    let taken = acme.admin("POST", "/api/me/email", asked("Bea@Example.com", PASSWORD)).await.expect(409);
    assert_eq!(taken.pointers(), ["/email"]);

    // Somebody gets the address between the two requests.
    acme.admin("POST", "/api/me/email", asked(NEW, PASSWORD)).await.expect(202);
    let token = acme.links().await.pop().expect("a link");
    acme.admin("POST", "/api/users/invite", invite(NEW)).await.expect(201);
    let confirm = || acme.call(None, "POST", "/api/auth/confirm-email", Some(json!({"token": token})));
    let refused = confirm().await.expect(409);
    assert_eq!((refused.pointers(), refused.round_trips), (vec!["/email".to_owned()], 4));
    assert_eq!(logins(&acme).await, [EMAIL], "the platform knows the address of before again");
    acme.sign_in(EMAIL, PASSWORD).await.expect(200);

    // In another organisation the same address is another account's.
    let body = json!({"organisation": "Other", "name": "Zoe", "email": "zoe@example.com", "password": PASSWORD});
    acme.call(None, "POST", "/api/auth/sign-up", Some(body)).await.expect(201);
    acme.admin("POST", "/api/me/email", asked("zoe@example.com", PASSWORD)).await.expect(202);
}

#[tokio::test]
async fn a_change_that_broke_off_is_finished_by_the_same_link() {
    let acme = organisation().await;
    acme.admin("POST", "/api/me/email", asked(NEW, PASSWORD)).await.expect(202);
    let token = acme.links().await.pop().expect("a link");
    let confirm = || acme.call(None, "POST", "/api/auth/confirm-email", Some(json!({"token": token})));
    // The platform knows, and the tenant's database is away.
    acme.app.databases.plan_faults(vec![None, None, Some(testkit::Fault::Lost)]);
    confirm().await.expect(503);
    acme.app.databases.plan_faults(Vec::new());
    assert_eq!(logins(&acme).await, [NEW]);
    acme.sign_in(NEW, PASSWORD).await.expect(200);
    confirm().await.expect(204);
    assert_eq!(acme.me(&acme.access).await["email"], NEW);

    acme.admin("POST", "/api/me/email", asked(EMAIL, PASSWORD)).await.expect(202);
    let late = acme.links().await.pop().expect("a link");
    acme.app.clock.advance_ms(24 * 60 * 60 * 1000 + 1);
    acme.call(None, "POST", "/api/auth/confirm-email", Some(json!({"token": late}))).await.expect(401);
}
