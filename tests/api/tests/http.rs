//! What HTTP itself asks of every route.

use api_tests::MODULES;
use serde_json::{Value as Json, json};
use testkit::{Person, Reply, TestApp};

/// A request with an idempotency key.
async fn keyed(app: &TestApp, person: &Person, path: &str, key: &str, body: &Json) -> Reply {
    let mut request = app.request("POST", path, Some(body.clone()));
    request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&person.caller))));
    request.headers.push(("idempotency-key".to_owned(), key.to_owned()));
    app.respond(request).await
}

/// The same request twice is carried out once; another one under its key is refused.
async fn assert_once(app: &TestApp, path: &str, table: &str, body: &Json, other: &Json) -> Json {
    let me = app.client_admin();
    let count = async || app.query(&format!("SELECT count(*) FROM {table}"), Vec::new()).await;
    let first = keyed(app, &me, path, &format!("{table}-1"), body).await;
    assert!(first.status < 300 && first.header("idempotency-replayed").is_none(), "{}", first.text());
    let there = count().await;
    let again = keyed(app, &me, path, &format!("{table}-1"), body).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (first.status, Some("true")));
    assert_eq!((again.json(), again.header("location")), (first.json(), first.header("location")));
    let refused = keyed(app, &me, path, &format!("{table}-1"), other).await.expect(422);
    assert_eq!(refused.json()["type"], "/problems/idempotency-mismatch");
    assert_eq!(count().await, there);
    keyed(app, &me, path, &format!("{table}-2"), other).await;
    assert_ne!(count().await, there, "another key is another request");
    first.json()
}

#[tokio::test]
async fn bulk_requests_and_imports_are_carried_out_once() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    let mut ids = Vec::new();
    for name in ["Lee", "Fox"] {
        let made = app.post(&me, "/api/contacts", json!({"last_name": name})).await.expect(201).json();
        ids.push(made["id"].clone());
    }
    let operations = json!({"operations": [
        {"op": "update", "id": ids[0], "data": {"lead_score": 7, "custom_fields": {}}},
        {"op": "create", "data": {"last_name": "Ray", "tags": ["vip"], "estimated_value": "12.50"}},
        {"op": "delete", "id": ids[1]},
    ]});
    let other = json!({"operations": [{"op": "create", "data": {"last_name": "Ray"}}]});
    let done = assert_once(&app, "/api/contacts/bulk", "contacts", &operations, &other).await;
    let results = done["results"].as_array().cloned().unwrap_or_default();
    assert_eq!(results.iter().map(|result| result["status"].as_i64()).collect::<Vec<_>>(), [200, 201, 204].map(Some));
    assert_eq!((&results[1]["data"]["tags"], results[2].get("data")), (&json!(["vip"]), None));

    let import = json!({"entity": "Contact", "header": ["Last name", "E-mail"]});
    let other = json!({"entity": "Company", "header": ["Name"]});
    let job = assert_once(&app, "/api/import-jobs", "import_jobs", &import, &other).await;
    assert_eq!(job["suggestions"][0]["field"], "last_name");
}

#[tokio::test]
async fn a_head_is_a_get_without_its_body() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    let made = app.post(&me, "/api/contacts", json!({"last_name": "Lee"})).await.expect(201).json();
    let one = format!("/api/contacts/{}", made["id"].as_str().unwrap_or_default());
    for (path, status) in [
        (one.as_str(), 200),
        ("/api/contacts", 200),
        ("/api/contacts/export", 200),
        ("/api/openapi.json", 200),
        ("/api/contacts/ctc_01hf7yat00e008000000000001", 404),
        ("/api/contacts/bulk", 405),
    ] {
        let (get, head) = (app.get(&me, path).await.expect(status), app.send(&me, "HEAD", path, None).await);
        assert_eq!((head.status, head.text().as_str()), (status, ""), "{path}");
        let without_id = |reply: &Reply| {
            let mut headers = reply.headers.clone();
            headers.retain(|(name, _)| name != "x-request-id");
            headers
        };
        assert_eq!(without_id(&head), without_id(&get), "{path}");
    }
}

#[tokio::test]
async fn the_host_is_told_whose_request_it_was() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    let tenant = |reply: Reply| reply.header("x-portico-tenant").map(str::to_owned);
    for (path, status) in [("/api/contacts", 200), ("/api/contacts/x", 404), ("/api/contacts/export", 200)] {
        assert_eq!(tenant(app.get(&me, path).await.expect(status)).as_ref(), Some(&me.caller.tenant), "{path}");
    }
    assert_eq!(tenant(app.respond(app.request("GET", "/api/contacts", None)).await.expect(401)), None);
}
