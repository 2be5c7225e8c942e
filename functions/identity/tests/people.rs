//! Users: invited, let in, given roles, kept out.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::json;
use testkit::organisation::{EMAIL, Organisation, PASSWORD, text};

async fn organisation() -> Organisation {
    Organisation::sign_up(&[&access::MODULE, &authentication::MODULE, &identity::MODULE, &tenancy::MODULE]).await
}

#[tokio::test]
async fn an_invitation_works_once() {
    let acme = organisation().await;
    let client = acme.client("Venue", &acme.agency().await).await;
    let body = json!({"email": "bea@example.com", "role_id": acme.role("CLIENT_ADMIN"), "client_id": client});
    let reply = acme.admin("POST", "/api/users/invite", Some(body.clone())).await.expect(201);
    assert_eq!(reply.round_trips, 2);
    let user = reply.json();
    assert_eq!((&user["is_active"], &user["agency_id"]), (&json!(false), &json!(acme.agency().await)));
    assert!(!reply.text().contains("pln_") && !reply.text().contains("password_hash"));
    acme.sign_in("bea@example.com", PASSWORD).await.expect(401);
    acme.admin("POST", "/api/users/invite", Some(body)).await.expect(409);

    let first = acme.links().await.pop().unwrap_or_default();
    let again = format!("/api/users/{}/invite-again", text(&user, "id"));
    acme.admin("POST", &again, None).await.expect(202);
    let second = acme.links().await.pop().unwrap_or_default();
    let accept = |token: &str| Some(json!({"token": token, "password": "another password", "name": "Bea"}));
    let path = "/api/auth/accept-invitation";
    acme.call(None, "POST", path, accept(&first)).await.expect(401);
    acme.call(None, "POST", "/api/auth/reset-password", Some(json!({"token": second, "password": PASSWORD})))
        .await
        .expect(401);
    acme.call(None, "POST", path, Some(json!({"token": second, "password": "short"}))).await.expect(422);
    let reply = acme.call(None, "POST", path, accept(&second)).await.expect(204);
    assert_eq!(reply.round_trips, 3);
    acme.call(None, "POST", path, accept(&second)).await.expect(401);
    acme.admin("POST", &again, None).await.expect(409);

    let access = acme.access_of("bea@example.com", "another password").await;
    let me = acme.me(&access).await;
    assert_eq!(
        (&me["name"], &me["client_id"], &me["role"]["name"]),
        (&json!("Bea"), &json!(client), &json!("CLIENT_ADMIN"))
    );
}

#[tokio::test]
async fn an_invitation_expires() {
    let acme = organisation().await;
    let body = json!({"email": "bea@example.com", "role_id": acme.role("ADMIN")});
    acme.admin("POST", "/api/users/invite", Some(body)).await.expect(201);
    let token = acme.links().await.pop().unwrap_or_default();
    acme.app.clock.advance_ms(7 * 24 * 60 * 60 * 1000 + 1);
    let body = json!({"token": token, "password": PASSWORD});
    acme.call(None, "POST", "/api/auth/accept-invitation", Some(body)).await.expect(401);
}

#[tokio::test]
async fn a_password_is_set_anew_by_link() {
    let acme = organisation().await;
    let path = "/api/auth/request-password-reset";
    let known = acme.call(None, "POST", path, Some(json!({"email": EMAIL}))).await.expect(202);
    let unknown = acme.call(None, "POST", path, Some(json!({"email": "nobody@example.com"}))).await.expect(202);
    assert_eq!((known.round_trips, known.body), (3, unknown.body));
    assert_eq!(unknown.round_trips, 3);
    let token = acme.links().await.pop().unwrap_or_default();
    let body = |password: &str| Some(json!({"token": token, "password": password}));
    for _ in 0..10 {
        acme.sign_in(EMAIL, "wrong password").await.expect(401);
    }
    acme.sign_in(EMAIL, PASSWORD).await.expect(429);
    acme.call(None, "POST", "/api/auth/reset-password", body("brand new password")).await.expect(204);
    acme.call(None, "POST", "/api/auth/reset-password", body("yet another one")).await.expect(401);
    acme.refresh(&acme.refresh).await.expect(401);
    acme.sign_in(EMAIL, PASSWORD).await.expect(401);
    acme.sign_in(EMAIL, "brand new password").await.expect(200);
    for _ in 0..30 {
        acme.call(None, "POST", path, Some(json!({"email": EMAIL}))).await.expect(202);
    }
    assert!(acme.links().await.len() <= 11, "a mailbox is not filled");
}

#[tokio::test]
async fn nobody_gives_more_than_they_have() {
    let acme = organisation().await;
    let agency = acme.agency().await;
    let (one, other) = (acme.client("One", &agency).await, acme.client("Other", &agency).await);
    let (_, bea) = acme.join("bea@example.com", "CLIENT_ADMIN", json!({"client_id": one})).await;
    let bea = Some(bea.as_str());
    let invite = |role: &str, place: serde_json::Value| {
        let mut body = json!({"email": "eve@example.com", "role_id": acme.role(role)});
        for (name, value) in place.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        Some(body)
    };
    let path = "/api/users/invite";
    acme.call(bea, "POST", path, invite("ADMIN", json!({}))).await.expect(403);
    acme.call(bea, "POST", path, invite("AGENCY_ADMIN", json!({"client_id": null}))).await.expect(403);
    acme.call(bea, "POST", path, invite("CLIENT_USER", json!({"client_id": other}))).await.expect(422);
    let elsewhere =
        acme.call(bea, "POST", path, invite("CLIENT_USER", json!({"client_id": null, "agency_id": agency}))).await;
    assert_eq!(elsewhere.status, 422, "{}", elsewhere.text());
    acme.call(bea, "POST", path, invite("CLIENT_USER", json!({}))).await.expect(201);
    let wrong = acme.admin("POST", path, invite("AGENCY_ADMIN", json!({"client_id": one}))).await.expect(422);
    assert_eq!(wrong.pointers(), ["/role_id"]);

    let (dan, dans) = acme.join("dan@example.com", "CLIENT_USER", json!({"client_id": one})).await;
    acme.call(Some(&dans), "POST", path, invite("CLIENT_USER", json!({}))).await.expect(403);
    let assign = format!("/api/users/{dan}/assign-role");
    acme.call(Some(&dans), "POST", &assign, Some(json!({"role_id": acme.role("CLIENT_ADMIN")}))).await.expect(403);
    acme.call(bea, "POST", &assign, Some(json!({"role_id": acme.role("ADMIN")}))).await.expect(422);
    acme.call(bea, "POST", &assign, Some(json!({"role_id": acme.role("SALES")}))).await.expect(200);
    let dans = acme.access_of("dan@example.com", PASSWORD).await;
    assert_eq!(acme.me(&dans).await["role"]["name"], "SALES");
    for member in ["email", "role_id", "location_id", "client_id", "is_active", "password_hash"] {
        let body = json!({member: "x"});
        let reply = acme.call(Some(&dans), "PATCH", &format!("/api/users/{dan}"), Some(body)).await.expect(422);
        assert_eq!(reply.pointers(), [format!("/{member}")]);
    }
    let profile = json!({"job_title": "Seller"});
    let reply = acme.call(Some(&dans), "PATCH", &format!("/api/users/{dan}"), Some(profile)).await.expect(200);
    assert_eq!(reply.json()["job_title"], "Seller");

    let permission = |resource: &str, scope: &str| {
        Some(json!({"user_id": dan, "resource": resource, "action": "DELETE", "scope": scope}))
    };
    let path = "/api/user-permissions";
    acme.call(bea, "POST", path, permission("contacts", "AGENCY")).await.expect(403);
    acme.call(bea, "POST", path, permission("agencies", "CLIENT")).await.expect(403);
    acme.call(bea, "POST", path, permission("nothing", "CLIENT")).await.expect(422);
    let given = acme.call(bea, "POST", path, permission("contacts", "CLIENT")).await.expect(201).json();
    let dans = acme.access_of("dan@example.com", PASSWORD).await;
    let grants = acme.me(&dans).await["grants"].to_string();
    assert!(grants.contains("delete"), "{grants}");
    let path = format!("/api/user-permissions/{}", text(&given, "id"));
    acme.call(Some(&dans), "DELETE", &path, None).await.expect(403);
    acme.call(bea, "DELETE", &path, None).await.expect(204);
}

#[tokio::test]
async fn somebody_deactivated_is_out() {
    let acme = organisation().await;
    let client = acme.client("One", &acme.agency().await).await;
    let (bea, _) = acme.join("bea@example.com", "CLIENT_ADMIN", json!({"client_id": client})).await;
    let tokens = acme.sign_in("bea@example.com", PASSWORD).await.expect(200).json();
    let body =
        json!({"name": "robot", "permissions": [{"resource": "contacts", "actions": ["read"], "scope": "CLIENT"}]});
    let access = text(&tokens, "access_token");
    let key = acme.call(Some(&access), "POST", "/api/api-keys", Some(body)).await.expect(201).json();
    let exchange = || acme.call(None, "POST", "/api/auth/token", Some(json!({"api_key": key["key"]})));
    exchange().await.expect(200);

    let reply = acme.admin("POST", &format!("/api/users/{bea}/deactivate"), None).await.expect(200);
    assert_eq!((reply.round_trips, &reply.json()["is_active"]), (2, &json!(false)));
    acme.refresh(&text(&tokens, "refresh_token")).await.expect(401);
    acme.sign_in("bea@example.com", PASSWORD).await.expect(401);
    exchange().await.expect(401);
    acme.call(None, "POST", "/api/auth/request-password-reset", Some(json!({"email": "bea@example.com"})))
        .await
        .expect(202);
    assert_eq!(acme.links().await.len(), 1, "only the invitation");

    acme.admin("POST", &format!("/api/users/{bea}/reactivate"), None).await.expect(200);
    acme.sign_in("bea@example.com", PASSWORD).await.expect(200);
    exchange().await.expect(401);
    let me = text(&acme.me(&acme.access).await, "id");
    acme.admin("POST", &format!("/api/users/{me}/deactivate"), None).await.expect(409);
}

#[tokio::test]
async fn a_group_gives_what_its_role_allows() {
    let acme = organisation().await;
    let agency = acme.agency().await;
    let client = acme.client("One", &agency).await;
    let (dan, _) = acme.join("dan@example.com", "READ_ONLY", json!({"client_id": client})).await;
    let (_, bea) = acme.join("bea@example.com", "CLIENT_ADMIN", json!({"client_id": client})).await;
    let bea = Some(bea.as_str());
    let group = acme.call(bea, "POST", "/api/user-groups", Some(json!({"name": "Sellers"}))).await.expect(201).json();
    let set_role = format!("/api/user-groups/{}/set-role", text(&group, "id"));
    acme.call(bea, "POST", &set_role, Some(json!({"role_id": acme.role("AGENCY_USER")}))).await.expect(403);
    acme.call(bea, "POST", &set_role, Some(json!({"role_id": acme.role("SALES")}))).await.expect(200);
    let member = json!({"user_group_id": group["id"], "user_id": dan});
    let member = acme.call(bea, "POST", "/api/user-group-members", Some(member)).await.expect(201).json();
    let may_create = |me: &serde_json::Value| {
        let grants = me["grants"].as_array().cloned().unwrap_or_default();
        grants.iter().any(|grant| grant["resource"] == "contacts" && grant["actions"].to_string().contains("create"))
    };
    let me = acme.me(&acme.access_of("dan@example.com", PASSWORD).await).await;
    assert!(may_create(&me), "{me}");
    let path = format!("/api/user-group-members/{}", text(&member, "id"));
    acme.call(bea, "DELETE", &path, None).await.expect(204);
    assert!(!may_create(&acme.me(&acme.access_of("dan@example.com", PASSWORD).await).await));
}

#[tokio::test]
async fn nobody_keeps_out_or_lets_in_who_may_do_more() {
    let acme = organisation().await;
    let client = acme.client("One", &acme.agency().await).await;
    let (dan, _) = acme.join("dan@example.com", "CLIENT_USER", json!({"client_id": client})).await;
    let (bea, _) = acme.join("bea@example.com", "CLIENT_ADMIN", json!({"client_id": client})).await;
    for action in ["DEACTIVATE", "REACTIVATE"] {
        let permission = json!({"user_id": dan, "resource": "users", "action": action, "scope": "CLIENT"});
        acme.admin("POST", "/api/user-permissions", Some(permission)).await.expect(201);
    }
    let dans = acme.access_of("dan@example.com", PASSWORD).await;
    let path = |user: &str, command: &str| format!("/api/users/{user}/{command}");
    acme.call(Some(&dans), "POST", &path(&bea, "deactivate"), None).await.expect(403);
    acme.sign_in("bea@example.com", PASSWORD).await.expect(200);
    acme.admin("POST", &path(&bea, "deactivate"), None).await.expect(200);
    acme.call(Some(&dans), "POST", &path(&bea, "reactivate"), None).await.expect(403);
    let (eve, _) = acme.join("eve@example.com", "READ_ONLY", json!({"client_id": client})).await;
    acme.call(Some(&dans), "POST", &path(&eve, "deactivate"), None).await.expect(200);
    acme.call(Some(&dans), "POST", &path(&eve, "reactivate"), None).await.expect(200);
    let (_, stranger) = acme.join("zoe@example.com", "READ_ONLY", json!({"client_id": client})).await;
    acme.call(Some(&stranger), "POST", &path(&bea, "deactivate"), None).await.expect(403);
}

#[tokio::test]
async fn a_location_is_given_kept_and_taken_away() {
    let acme = organisation().await;
    let client = acme.client("One", &acme.agency().await).await;
    let place = json!({"name": "Here", "client_id": client});
    let place = text(&acme.admin("POST", "/api/locations", Some(place)).await.expect(201).json(), "id");
    let (dan, _) = acme.join("dan@example.com", "CLIENT_USER", json!({"client_id": client})).await;
    let path = format!("/api/users/{dan}/assign-role");
    let role = acme.role("SALES");
    for (body, location) in [
        (json!({"role_id": role, "location_id": place}), json!(place)),
        (json!({"role_id": role}), json!(place)),
        (json!({"role_id": role, "location_id": null}), json!(null)),
    ] {
        assert_eq!(acme.admin("POST", &path, Some(body)).await.expect(200).json()["location_id"], location);
    }
}
