//! Nobody lifts what is forbidden to them, whichever way it came to them.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value as Json, json};
use testkit::organisation::{Organisation, PASSWORD, text};

async fn organisation() -> Organisation {
    Organisation::sign_up(&[&access::MODULE, &authentication::MODULE, &identity::MODULE, &tenancy::MODULE]).await
}

/// Two administrators of a client. A group whose role forbids to delete contacts has the first for a member.
struct Bound {
    acme: Organisation,
    bound: String,
    free: String,
    role: String,
    group: String,
    member: String,
}

impl Bound {
    async fn new() -> Self {
        let acme = organisation().await;
        let client = acme.client("One", &acme.agency().await).await;
        let (bea, _) = acme.join("bea@example.com", "CLIENT_ADMIN", json!({"client_id": client})).await;
        let (_, free) = acme.join("free@example.com", "CLIENT_ADMIN", json!({"client_id": client})).await;
        let new = async |path: &str, body: Json| {
            text(&acme.call(Some(&free), "POST", path, Some(body)).await.expect(201).json(), "id")
        };
        let role = new("/api/roles", json!({"name": "CAREFUL", "label": "Careful", "level": "CLIENT"})).await;
        let group = new("/api/user-groups", json!({"name": "Careful"})).await;
        let rows = json!({"permissions": [{"resource": "contacts", "action": "DELETE", "can_access": false}]});
        acme.call(Some(&free), "PUT", &format!("/api/roles/{role}/permissions"), Some(rows)).await.expect(200);
        let set = json!({"role_id": role});
        acme.call(Some(&free), "POST", &format!("/api/user-groups/{group}/set-role"), Some(set)).await.expect(200);
        let member = new("/api/user-group-members", json!({"user_group_id": group, "user_id": bea})).await;
        let bound = acme.access_of("bea@example.com", PASSWORD).await;
        Bound { acme, bound, free, role, group, member }
    }
}

#[tokio::test]
async fn nobody_lifts_what_binds_them_and_somebody_else_does() {
    let Bound { acme, bound, free, role, group, member } = Bound::new().await;
    let role_path = format!("/api/roles/{role}");
    let group_path = format!("/api/user-groups/{group}");
    let others = json!({"permissions": [{"resource": "contacts", "action": "UPDATE", "can_access": false}]});
    let ways = [
        ("DELETE", format!("/api/user-group-members/{member}"), None),
        ("POST", format!("{group_path}/set-role"), Some(json!({"role_id": null}))),
        ("POST", format!("{group_path}/set-role"), Some(json!({"role_id": acme.role("SALES")}))),
        ("PATCH", group_path.clone(), Some(json!({"is_active": false}))),
        ("DELETE", group_path.clone(), None),
        ("PUT", format!("{role_path}/permissions"), Some(json!({"permissions": []}))),
        ("PUT", format!("{role_path}/permissions"), Some(others)),
        ("PATCH", role_path.clone(), Some(json!({"is_active": false}))),
        ("DELETE", role_path.clone(), None),
    ];
    for (method, path, body) in &ways {
        let reply = acme.call(Some(&bound), method, path, body.clone()).await.expect(403);
        assert!(reply.text().contains("delete on contacts"), "{method} {path}: {}", reply.text());
    }
    for (method, path) in [("PUT", group_path.as_str()), ("POST", "/api/user-groups/bulk")] {
        acme.call(Some(&bound), method, path, Some(json!({"operations": []}))).await.expect(405);
    }
    let me = acme.me(&acme.access_of("bea@example.com", PASSWORD).await).await;
    assert!(me["grants"].as_array().is_some_and(|grants| grants.iter().any(|grant| grant["granted"] == json!(false))));

    // What stays forbidden and what is about something else may change.
    acme.call(Some(&bound), "PATCH", &group_path, Some(json!({"name": "Very careful"}))).await.expect(200);
    let more = json!({"permissions": [{"resource": "contacts", "action": "*", "can_access": false}]});
    acme.call(Some(&bound), "PUT", &format!("{role_path}/permissions"), Some(more)).await.expect(200);
    for (method, path, body) in &ways {
        let gone = path.contains("set-role") || (*method == "DELETE" && path.contains("/roles/"));
        if !gone && path != &group_path {
            let status = if *method == "DELETE" { 204 } else { 200 };
            acme.call(Some(&free), method, path, body.clone()).await.expect(status);
        }
    }
    acme.call(Some(&free), "DELETE", &group_path, None).await.expect(204);
    acme.call(Some(&free), "DELETE", &role_path, None).await.expect(204);
}

#[tokio::test]
async fn a_denial_of_everything_is_lifted_by_whoever_it_does_not_bind() {
    let Bound { acme, bound, free, role, .. } = Bound::new().await;
    let path = format!("/api/roles/{role}/permissions");
    let set = |rows: Json| Some(json!({"permissions": rows}));
    let everywhere = json!([{"resource": "*", "action": "DELETE", "can_access": false}]);
    acme.call(Some(&free), "PUT", &path, set(everywhere)).await.expect(200);
    acme.call(Some(&bound), "PUT", &path, set(json!([]))).await.expect(403);
    acme.call(Some(&free), "PUT", &path, set(json!([]))).await.expect(200);
}

#[tokio::test]
async fn a_role_that_no_token_could_carry_is_refused() {
    let acme = organisation().await;
    let client = acme.client("One", &acme.agency().await).await;
    let body = json!({"name": "HEAVY", "label": "Heavy", "level": "CLIENT"});
    let role = acme.admin("POST", "/api/roles", Some(body)).await.expect(201).json();
    let path = format!("/api/roles/{}/permissions", text(&role, "id"));
    let rows = |count: usize, length: usize| {
        let row = |number: usize| {
            let condition = json!({"field": "last_name", "op": "eq", "value": format!("{number:0length$}")});
            json!({"resource": "contacts", "action": format!("ACTION{number}"), "scope": "CLIENT", "conditions": condition})
        };
        Some(json!({"permissions": (0..count).map(row).collect::<Vec<Json>>()}))
    };
    let refused = acme.admin("PUT", &path, rows(50, 100)).await.expect(422);
    assert_eq!(refused.pointers(), ["/permissions"]);
    acme.admin("PUT", &path, rows(30, 100)).await.expect(200);

    // Several roles that fit one by one do not fit together.
    let (dan, _) = acme.join("dan@example.com", "CLIENT_USER", json!({"client_id": client})).await;
    let mut statuses = Vec::new();
    for number in 0..4 {
        let other = json!({"name": format!("HEAVY{number}"), "label": "Heavy", "level": "CLIENT"});
        let other = text(&acme.admin("POST", "/api/roles", Some(other)).await.expect(201).json(), "id");
        let mut body = rows(25, 100).unwrap_or_default();
        for row in body["permissions"].as_array_mut().into_iter().flatten() {
            row["conditions"]["value"] =
                json!(format!("{number}{}", row["conditions"]["value"].as_str().unwrap_or_default()));
        }
        acme.admin("PUT", &format!("/api/roles/{other}/permissions"), Some(body)).await.expect(200);
        let group = json!({"name": format!("Group {number}"), "client_id": client, "agency_id": acme.agency().await});
        let group = text(&acme.admin("POST", "/api/user-groups", Some(group)).await.expect(201).json(), "id");
        let path = format!("/api/user-groups/{group}/set-role");
        let set_role = || acme.admin("POST", &path, Some(json!({"role_id": other})));
        let member = Some(json!({"user_group_id": group, "user_id": dan}));
        let join = || acme.admin("POST", "/api/user-group-members", member.clone());
        // In either order: what is refused is what comes last.
        let reply = if number % 2 == 0 {
            set_role().await.expect(200);
            join().await
        } else {
            join().await.expect(201);
            set_role().await
        };
        let refused = reply.pointers() == ["/user_group_id"] || reply.pointers() == ["/role_id"];
        assert!(reply.status < 300 || refused, "{}", reply.text());
        statuses.push(reply.status < 300);
    }
    assert_eq!(statuses, [true, false, false, false]);
    acme.access_of("dan@example.com", PASSWORD).await;
    let path = format!("/api/users/{dan}/assign-role");
    let heavy = acme.admin("POST", &path, Some(json!({"role_id": role["id"]}))).await.expect(422);
    assert_eq!(heavy.pointers(), ["/role_id"]);
}
