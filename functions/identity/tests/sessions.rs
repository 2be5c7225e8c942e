//! Sessions that are ended one by one.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value as Json, json};
use testkit::organisation::{Organisation, PASSWORD, text};

async fn organisation() -> Organisation {
    Organisation::sign_up(&[&access::MODULE, &authentication::MODULE, &identity::MODULE, &tenancy::MODULE]).await
}

/// The tokens of another session of Dan's, which is the newest.
async fn signed_in(acme: &Organisation) -> Json {
    acme.app.clock.advance_ms(1000);
    acme.sign_in("dan@example.com", PASSWORD).await.expect(200).json()
}

/// The path that ends the newest session of a user, as the administrator sees it.
async fn path_to(acme: &Organisation, user: &str) -> String {
    let list = acme.admin("GET", &format!("/api/sessions?user_id={user}&sort=-created_at"), None).await.expect(200);
    let sessions = list.json()["data"].as_array().cloned().unwrap_or_default();
    let live =
        sessions.iter().find(|session| session["rotated_at"] == Json::Null && session["revoked_at"] == Json::Null);
    format!("/api/sessions/{}/revoke", text(live.expect("a session"), "id"))
}

#[tokio::test]
async fn everybody_ends_their_own_and_others_only_who_may() {
    let acme = organisation().await;
    let agency = acme.agency().await;
    let (one, other) = (acme.client("One", &agency).await, acme.client("Other", &agency).await);
    let (bea, beas) = acme.join("bea@example.com", "CLIENT_ADMIN", json!({"client_id": one})).await;
    let (dan, dans) = acme.join("dan@example.com", "READ_ONLY", json!({"client_id": one})).await;
    let (eve, eves) = acme.join("eve@example.com", "CLIENT_ADMIN", json!({"client_id": other})).await;
    let tokens = signed_in(&acme).await;
    let path = path_to(&acme, &dan).await;

    acme.call(Some(&eves), "POST", &path, None).await.expect(404);
    acme.call(None, "POST", &path, None).await.expect(401);
    let foreign = path_to(&acme, &eve).await;
    acme.call(Some(&dans), "POST", &foreign, None).await.expect(404);
    acme.call(Some(&dans), "POST", &path_to(&acme, &bea).await, None).await.expect(404);

    let reply = acme.call(Some(&dans), "POST", &path, None).await.expect(204);
    assert_eq!(reply.round_trips, 1);
    acme.refresh(&text(&tokens, "refresh_token")).await.expect(401);
    acme.call(Some(&dans), "POST", &path, None).await.expect(204);

    // The session is the whole family: a token that was exchanged ends with the one that followed it.
    let tokens = signed_in(&acme).await;
    let path = path_to(&acme, &dan).await;
    let next = text(&acme.refresh(&text(&tokens, "refresh_token")).await.expect(200).json(), "refresh_token");
    acme.call(Some(&beas), "POST", &path, None).await.expect(204);
    acme.refresh(&next).await.expect(401);
    let id = path.split('/').nth(3).unwrap_or_default();
    let family = text(&acme.admin("GET", &format!("/api/sessions/{id}"), None).await.expect(200).json(), "family_id");
    let list = acme.admin("GET", &format!("/api/sessions?family_id={family}"), None).await.expect(200).json();
    let ended = list["data"].as_array().into_iter().flatten().filter(|session| session["revoked_reason"] == "REVOKED");
    assert_eq!(ended.count(), 1);
    acme.call(Some(&beas), "POST", "/api/sessions/ses_01hf7yat00e008000000000001/revoke", None).await.expect(404);
}

#[tokio::test]
async fn whoever_may_nothing_still_ends_their_own() {
    let acme = organisation().await;
    let client = acme.client("One", &acme.agency().await).await;
    let (dan, _) = acme.join("dan@example.com", "CLIENT_USER", json!({"client_id": client})).await;
    let denial = json!({"user_id": dan, "resource": "sessions", "action": "*", "granted": false, "scope": "ALL"});
    acme.admin("POST", "/api/user-permissions", Some(denial)).await.expect(201);
    let tokens = signed_in(&acme).await;
    let dans = text(&tokens, "access_token");
    acme.call(Some(&dans), "GET", "/api/sessions", None).await.expect(403);
    acme.call(Some(&dans), "POST", &path_to(&acme, &dan).await, None).await.expect(204);
    acme.refresh(&text(&tokens, "refresh_token")).await.expect(401);
}
