//! Roles of one's own, and keys.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value as Json, json};
use testkit::organisation::{Organisation, PASSWORD, text};

async fn organisation() -> Organisation {
    Organisation::sign_up(&[&access::MODULE, &authentication::MODULE, &identity::MODULE, &tenancy::MODULE]).await
}

async fn with_client() -> (Organisation, String, String) {
    let acme = organisation().await;
    let client = acme.client("One", &acme.agency().await).await;
    let (_, bea) = acme.join("bea@example.com", "CLIENT_ADMIN", json!({"client_id": client})).await;
    (acme, client, bea)
}

#[tokio::test]
async fn a_role_of_ones_own_allows_what_it_says() {
    let (acme, client, bea) = with_client().await;
    let bea = Some(bea.as_str());
    let body = |level: &str| Some(json!({"name": "INTERN", "label": "Intern", "level": level}));
    acme.call(bea, "POST", "/api/roles", body("AGENCY")).await.expect(422);
    let role = acme.call(bea, "POST", "/api/roles", body("CLIENT")).await.expect(201).json();
    assert_eq!((&role["client_id"], &role["is_system"]), (&json!(client), &json!(false)));
    acme.call(bea, "POST", "/api/roles", body("CLIENT")).await.expect(409);
    let path = format!("/api/roles/{}", text(&role, "id"));
    let permissions = format!("{path}/permissions");
    let set = |rows: Json| Some(json!({"permissions": rows}));

    let reply = acme
        .call(
            bea,
            "PUT",
            &permissions,
            set(json!([
                {"resource": "contacts", "scope": "WHOLE"},
                {"resource": "nothing", "can_read": true},
                {"resource": "notes", "conditions": {"field": "nothing", "op": "eq", "value": 1}},
                7,
            ])),
        )
        .await
        .expect(422);
    assert_eq!(
        reply.pointers(),
        ["/permissions/0/scope", "/permissions/1/resource", "/permissions/2/conditions/field", "/permissions/3"]
    );
    acme.call(bea, "PUT", &permissions, set(json!([{"resource": "contacts", "can_read": true, "scope": "ALL"}])))
        .await
        .expect(403);
    acme.call(bea, "PUT", &permissions, set(json!([{"resource": "*", "can_read": true, "scope": "CLIENT"}])))
        .await
        .expect(403);
    let good = json!([{"resource": "contacts", "can_read": true, "scope": "CLIENT"}, {"resource": "contacts", "action": "MERGE", "scope": "CLIENT"}]);
    let reply = acme.call(bea, "PUT", &permissions, set(good)).await.expect(200);
    assert_eq!(reply.round_trips, 2);

    let body = json!({"email": "dan@example.com", "role_id": role["id"]});
    acme.call(bea, "POST", "/api/users/invite", Some(body)).await.expect(201);
    let body = json!({"token": acme.links().await.pop(), "password": PASSWORD});
    acme.call(None, "POST", "/api/auth/accept-invitation", Some(body)).await.expect(204);
    let dan = acme.me(&acme.access_of("dan@example.com", PASSWORD).await).await;
    assert_eq!(
        dan["grants"],
        json!([{"resource": "contacts", "actions": ["merge", "read"], "scope": "CLIENT", "granted": true}])
    );

    acme.call(bea, "DELETE", &path, None).await.expect(409);
    acme.call(bea, "PATCH", &path, Some(json!({"label": "Trainee"}))).await.expect(200);
}

#[tokio::test]
async fn what_is_over_is_given_again() {
    let (acme, client, bea) = with_client().await;
    let (dan, _) = acme.join("dan@example.com", "CLIENT_USER", json!({"client_id": client})).await;
    let give = |expires_at: Json| {
        let permission = json!({"user_id": dan, "resource": "notes", "action": "delete", "scope": "CLIENT"});
        let mut permission = permission.as_object().cloned().unwrap_or_default();
        permission.insert("expires_at".to_owned(), expires_at);
        Some(Json::Object(permission))
    };
    let path = "/api/user-permissions";
    acme.call(Some(&bea), "POST", path, give(json!("2026-01-05T10:05:00Z"))).await.expect(201);
    acme.call(Some(&bea), "POST", path, give(Json::Null)).await.expect(409);
    acme.app.clock.advance_ms(6 * 60_000);
    let again = acme.call(Some(&bea), "POST", path, give(Json::Null)).await.expect(201).json();
    let left = acme.call(Some(&bea), "GET", &format!("{path}?user_id={dan}"), None).await.expect(200).json();
    assert_eq!((left["data"].as_array().map(Vec::len), &left["data"][0]["id"]), (Some(1), &again["id"]));
}

#[tokio::test]
async fn a_role_of_the_system_stays() {
    let (acme, _, bea) = with_client().await;
    for access in [&acme.access, &bea] {
        let path = format!("/api/roles/{}", acme.role("SALES"));
        let expected = if *access == acme.access { 409 } else { 403 };
        let access = Some(access.as_str());
        acme.call(access, "PATCH", &path, Some(json!({"label": "Mine"}))).await.expect(expected);
        acme.call(access, "DELETE", &path, None).await.expect(expected);
        let none = json!({"permissions": []});
        acme.call(access, "PUT", &format!("{path}/permissions"), Some(none)).await.expect(expected);
    }
    let body = json!({"name": "admin", "label": "Mine", "level": "TENANT"});
    acme.admin("POST", "/api/roles", Some(body)).await.expect(409);
}

#[tokio::test]
async fn a_key_does_less_than_its_user() {
    let (acme, client, bea) = with_client().await;
    let other = acme.client("Other", &acme.agency().await).await;
    let bea = Some(bea.as_str());
    let create = |permissions: Json| Some(json!({"name": "robot", "permissions": permissions}));
    let grant =
        |resource: &str, scope: &str| json!([{"resource": resource, "actions": ["read", "create"], "scope": scope}]);
    acme.call(bea, "POST", "/api/api-keys", create(grant("agencies", "CLIENT"))).await.expect(403);
    acme.call(bea, "POST", "/api/api-keys", create(json!([]))).await.expect(422);
    acme.call(bea, "POST", "/api/api-keys", create(grant("nothing", "CLIENT"))).await.expect(422);
    let mut elsewhere = create(grant("contacts", "CLIENT")).unwrap_or_default();
    elsewhere["client_id"] = json!(other);
    acme.call(bea, "POST", "/api/api-keys", Some(elsewhere)).await.expect(422);

    let reply = acme.call(bea, "POST", "/api/api-keys", create(grant("contacts", "CLIENT"))).await.expect(201);
    assert_eq!(reply.round_trips, 1);
    let key = reply.json();
    assert_eq!(key["client_id"], json!(client));
    let list = acme.call(bea, "GET", "/api/api-keys", None).await.expect(200).text();
    assert!(!list.contains("ptk_") && !list.contains("token_hash"), "{list}");

    let reply = acme.call(None, "POST", "/api/auth/token", Some(json!({"api_key": key["key"]}))).await.expect(200);
    assert_eq!(reply.round_trips, 2);
    let robot = text(&reply.json(), "access_token");
    let robot = Some(robot.as_str());
    let me = acme.call(robot, "GET", "/api/me", None).await.expect(200).json();
    assert_eq!((&me["kind"], &me["id"], &me["name"]), (&json!("API_KEY"), &key["id"], &json!("robot")));
    assert_eq!(
        me["grants"],
        json!([{"resource": "contacts", "actions": ["create", "read"], "scope": "CLIENT", "granted": true}])
    );
    acme.call(robot, "GET", "/api/users", None).await.expect(403);
    acme.call(robot, "POST", "/api/api-keys", create(grant("contacts", "CLIENT"))).await.expect(403);
    acme.call(Some(&text(&key, "key")), "GET", "/api/me", None).await.expect(401);

    acme.call(bea, "DELETE", &format!("/api/api-keys/{}", text(&key, "id")), None).await.expect(204);
    acme.call(None, "POST", "/api/auth/token", Some(json!({"api_key": key["key"]}))).await.expect(401);
    for nonsense in ["x", "ptk_platform.key_1.00", "ptk_"] {
        acme.call(None, "POST", "/api/auth/token", Some(json!({"api_key": nonsense}))).await.expect(401);
    }
}

#[tokio::test]
async fn a_key_of_an_agency_reaches_no_other_agency() {
    let acme = organisation().await;
    let agency = acme.agency().await;
    let (_, dan) = acme.join("dan@example.com", "AGENCY_USER", json!({"agency_id": agency})).await;
    let second = acme.admin("POST", "/api/agencies", Some(json!({"name": "Second"}))).await.expect(201).json();
    let theirs = acme.client("Theirs", &text(&second, "id")).await;
    let ours = acme.client("Ours", &agency).await;
    let body = |client: &str| {
        let permissions = json!([{"resource": "contacts", "actions": ["read"], "scope": "AGENCY"}]);
        Some(json!({"name": "robot", "permissions": permissions, "client_id": client}))
    };
    acme.call(Some(&dan), "POST", "/api/api-keys", body(&theirs)).await.expect(422);
    let key = acme.call(Some(&dan), "POST", "/api/api-keys", body(&ours)).await.expect(201).json();
    let reply = acme.call(None, "POST", "/api/auth/token", Some(json!({"api_key": key["key"]}))).await.expect(200);
    let me = acme.me(&text(&reply.json(), "access_token")).await;
    assert_eq!((&me["client_id"], &me["grants"][0]["scope"]), (&json!(ours), &json!("CLIENT")));
}
