//! What is recorded of who did what, and who is told.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::json;
use testkit::organisation::{Organisation, PASSWORD, text};

async fn organisation() -> Organisation {
    Organisation::sign_up(&[&access::MODULE, &authentication::MODULE, &identity::MODULE, &tenancy::MODULE]).await
}

#[tokio::test]
async fn who_did_it_is_recorded() {
    let acme = organisation().await;
    let (dan, access) = acme.join("dan@example.com", "ADMIN", json!({})).await;
    let refresh = text(&acme.sign_in("dan@example.com", PASSWORD).await.expect(200).json(), "refresh_token");
    acme.refresh(&refresh).await.expect(200);
    acme.call(Some(&access), "POST", "/api/agencies", Some(json!({"name": "Dan's"}))).await.expect(201);
    let changes = acme.admin("GET", &format!("/api/changes?limit=200&actor_id={dan}"), None).await.expect(200).json();
    let by_dan = changes["data"].as_array().expect("entries");
    for (entity, action) in [("User", "UPDATE"), ("Session", "CREATE"), ("Session", "UPDATE"), ("Agency", "CREATE")] {
        let found = by_dan.iter().any(|change| change["entity_type"] == entity && change["action"] == action);
        assert!(found, "{entity} {action}");
    }
    assert!(by_dan.iter().all(|change| change["ip_address"] == "192.0.2.1" && change["actor_type"] == "USER"));
    let unknown = acme.admin("GET", "/api/changes?actor_type=UNKNOWN", None).await.expect(200).json();
    assert_eq!(unknown["data"], json!([]));
}

#[tokio::test]
async fn the_feed_is_scoped_and_tells_no_addresses() {
    let acme = organisation().await;
    let agency = acme.agency().await;
    let (one, other) = (acme.client("One", &agency).await, acme.client("Other", &agency).await);
    let (_, bea) = acme.join("bea@example.com", "CLIENT_USER", json!({"client_id": one})).await;
    let reply = acme.call(Some(&bea), "GET", "/api/activity-feed", None).await.expect(200);
    assert_eq!(reply.round_trips, 1);
    let news = reply.text();
    assert!(news.contains(&one) && !news.contains(&other), "{news}");
    for hidden in ["192.0.2.1", "testkit", "ip_address", "\"Session\"", "SignedLink"] {
        assert!(!news.contains(hidden), "{hidden} in {news}");
    }
    let all = acme.admin("GET", "/api/activity-feed?limit=2", None).await.expect(200).json();
    assert_eq!(all["data"].as_array().map(Vec::len), Some(2));
    let cursor = text(&all, "next_cursor");
    let next = acme.admin("GET", &format!("/api/activity-feed?limit=2&cursor={cursor}"), None).await.expect(200).json();
    assert_ne!(all["data"][1]["id"], next["data"][0]["id"]);
    let of_client = acme.admin("GET", &format!("/api/activity-feed?entity_id={one}"), None).await.expect(200).json();
    assert_eq!(of_client["data"].as_array().map(Vec::len), Some(1));
    for refused in ["ip_address=192.0.2.1", "filter=%7B%7D", "sort=user_agent", "fields=ip_address", "limit=0"] {
        let reply = acme.admin("GET", &format!("/api/activity-feed?{refused}"), None).await;
        assert_eq!(reply.status, 400, "{refused}");
    }
    acme.call(Some(&bea), "GET", "/api/changes", None).await.expect(403);
    acme.call(None, "GET", "/api/activity-feed", None).await.expect(401);
}

#[tokio::test]
async fn a_sign_in_is_no_news() {
    let acme = organisation().await;
    let (dan, access) = acme.join("dan@example.com", "ADMIN", json!({})).await;
    for _ in 0..5 {
        acme.sign_in("dan@example.com", PASSWORD).await.expect(200);
    }
    let profile = format!("/api/users/{dan}");
    acme.call(Some(&access), "PATCH", &profile, Some(json!({"job_title": "Seller"}))).await.expect(200);
    let news = acme.admin("GET", &format!("/api/activity-feed?actor_id={dan}&limit=2"), None).await.expect(200).json();
    let told = |position: usize| news["data"][position]["changes"].as_object().cloned().unwrap_or_default();
    assert!(told(0).contains_key("job_title") && told(1).contains_key("password_hash"), "{news}");
    assert!(!news.to_string().contains("last_login_at"), "{news}");
    let log = acme.admin("GET", &format!("/api/changes?actor_id={dan}&limit=200"), None).await.expect(200).text();
    assert!(log.contains("last_login_at"), "the audit log has it");
}
