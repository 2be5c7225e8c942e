//! Signing up: how often, and what comes before the address is confirmed.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::rc::Rc;

use api::{Settings, seal, token};
use serde_json::json;
use tenancy::tenants::{NewTenant, create_tenant};
use testkit::Reply;
use testkit::organisation::{EMAIL, Organisation, PASSWORD, text};

const MODULES: &[&api::Module] = &[&access::MODULE, &authentication::MODULE, &identity::MODULE, &tenancy::MODULE];

#[tokio::test]
async fn whoever_signed_up_confirms_their_address_before_they_ask_others_in() {
    let acme = Organisation::unconfirmed(MODULES).await;
    let mails = acme.mails().await;
    assert_eq!(mails.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [EMAIL]);
    let invitation = json!({"email": "bea@example.com", "role_id": acme.role("ADMIN")});
    let key = json!({"name": "Robot", "permissions": [{"resource": "users", "actions": ["read"]}]});
    for (path, body) in [("/api/users/invite", &invitation), ("/api/api-keys", &key)] {
        let refused = acme.admin("POST", path, Some(body.clone())).await.expect(403);
        assert!(refused.text().contains("Confirm your e-mail address first"), "{}", refused.text());
    }
    assert_eq!(acme.mails().await.len(), 1, "nobody was written to");
    acme.admin("POST", "/api/clients", Some(json!({"name": "One", "agency_id": acme.agency().await})))
        .await
        .expect(201);

    let token = acme.links().await.pop().expect("a link");
    let confirm = || acme.call(None, "POST", "/api/auth/confirm-email", Some(json!({"token": token})));
    confirm().await.expect(204);
    confirm().await.expect(401);
    for (path, body) in [("/api/users/invite", invitation), ("/api/api-keys", key)] {
        acme.admin("POST", path, Some(body)).await.expect(201);
    }
    acme.sign_in(EMAIL, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_link_that_expired_is_asked_for_again() {
    let acme = Organisation::unconfirmed(MODULES).await;
    let late = acme.links().await.pop().expect("a link");
    acme.app.clock.advance_ms(24 * 60 * 60 * 1000 + 1);
    acme.call(None, "POST", "/api/auth/confirm-email", Some(json!({"token": late}))).await.expect(401);
    let access = acme.access_of(EMAIL, PASSWORD).await;
    let body = json!({"email": EMAIL, "password": PASSWORD});
    acme.call(Some(&access), "POST", "/api/me/email", Some(body)).await.expect(202);
    let token = acme.links_of(&access).await.pop().expect("a link");
    acme.call(None, "POST", "/api/auth/confirm-email", Some(json!({"token": token}))).await.expect(204);
    let invitation = json!({"email": "bea@example.com", "role_id": acme.role("ADMIN")});
    acme.call(Some(&access), "POST", "/api/users/invite", Some(invitation)).await.expect(201);
}

#[tokio::test]
async fn what_an_operator_makes_is_confirmed() {
    let acme = Organisation::unconfirmed(MODULES).await;
    let new = NewTenant {
        organisation: "Made".to_owned(),
        name: "Zoe".to_owned(),
        email: "zoe@example.com".to_owned(),
        password: PASSWORD.to_owned(),
        timezone: None,
    };
    create_tenant(&acme.app.host, &new).await.expect("a tenant");
    let zoe = acme.access_of("zoe@example.com", PASSWORD).await;
    let invitation = json!({"email": "bea@example.com", "role_id": acme.role("ADMIN")});
    acme.call(Some(&zoe), "POST", "/api/users/invite", Some(invitation)).await.expect(201);
}

async fn sign_up_from(acme: &Organisation, address: &str, number: usize) -> Reply {
    let email = format!("somebody{number}@example.com");
    let body = json!({"organisation": "More", "name": "Eve", "email": email, "password": PASSWORD});
    let mut request = acme.app.request("POST", "/api/auth/sign-up", Some(body));
    request.address = Some(address.to_owned());
    acme.app.respond(request).await
}

#[tokio::test]
async fn sign_ups_are_counted_by_the_day_for_a_network_and_for_all() {
    let mut acme = Organisation::sign_up(MODULES).await;
    let kept = [token::SIGNING_KEY, token::PUBLIC_KEYS, seal::SEALING_KEYS];
    let kept = kept.map(|name| (name.to_owned(), acme.app.host.settings.get(name).unwrap_or_default().to_owned()));
    let limit = ("PORTICO_SIGN_UPS_A_DAY".to_owned(), "3".to_owned());
    acme.app.host.settings = Rc::new(Settings::new(kept.into_iter().chain([limit])));

    sign_up_from(&acme, "198.51.100.1", 1).await.expect(201);
    for number in 2..5 {
        let refused = sign_up_from(&acme, "198.51.100.1", number).await.expect(429);
        assert_eq!(refused.header("retry-after"), Some("86400"));
    }
    // What was refused there was not counted here.
    let third = sign_up_from(&acme, "198.51.100.2", 5).await.expect(201).json();
    sign_up_from(&acme, "198.51.100.3", 6).await.expect(429);
    acme.app.clock.advance_ms(24 * 60 * 60 * 1000);
    sign_up_from(&acme, "198.51.100.1", 7).await.expect(201);
    assert!(!text(&third, "access_token").is_empty());
}
