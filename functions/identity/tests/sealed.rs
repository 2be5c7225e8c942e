//! What is sealed: in clear at the API, and nowhere else.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::json;
use testkit::TestApp;

const NOTE: &str = "passport C01X00T47";

#[tokio::test]
async fn a_sealed_field_is_in_clear_at_the_api_and_nowhere_else() {
    let app = TestApp::new(&[&identity::MODULE]).await;
    let me = app.client_admin();
    let body = json!({
        "email": "ann@example.com", "request_type": "ACCESS", "received_at": "2026-01-05T10:00:00Z",
        "verification_note": NOTE,
    });
    let created = app.post(&me, "/api/data-subject-requests", body).await.expect(201).json();
    assert_eq!(created["verification_note"], NOTE);
    let path = format!("/api/data-subject-requests/{}", created["id"].as_str().expect("an id"));
    let stored = || app.query("SELECT verification_note FROM data_subject_requests", Vec::new());
    let first = stored().await;
    let cell = first[0][0].as_text().expect("text");
    assert!(cell.starts_with("test.") && !cell.contains("passport"), "{cell}");

    assert_eq!(app.get(&me, &path).await.expect(200).json()["verification_note"], NOTE);
    let list = app.get(&me, "/api/data-subject-requests").await.expect(200).json();
    assert_eq!(list["data"][0]["verification_note"], NOTE);
    let included = app.get(&me, &format!("/api/clients/{}?include=data_subject_requests", app.client(0))).await;
    assert!(included.expect(200).text().contains(NOTE));
    let changed = app.patch(&me, &path, json!({"verification_note": "another"})).await.expect(200).json();
    assert_eq!(changed["verification_note"], "another");
    assert_ne!(stored().await, first);
    let bulk = json!({"operations": [{"op": "update", "id": created["id"], "data": {"verification_note": NOTE}}]});
    let bulk = app.post(&me, "/api/data-subject-requests/bulk", bulk).await.expect(200).json();
    assert_eq!(bulk["results"][0]["data"]["verification_note"], NOTE);

    let changes = app.query("SELECT changes FROM changes WHERE entity_type = 'DataSubjectRequest'", Vec::new()).await;
    for row in &changes {
        let text = row[0].as_text().expect("text");
        assert!(!text.contains("passport") && !text.contains("another") && !text.contains("test."), "{text}");
    }
    // Moved to another row it does not open.
    let body = json!({"email": "eve@example.com", "request_type": "ACCESS", "received_at": "2026-01-05T10:00:00Z"});
    let other = app.post(&me, "/api/data-subject-requests", body).await.expect(201).json();
    let sql = "UPDATE data_subject_requests SET verification_note = (SELECT verification_note FROM \
               data_subject_requests WHERE email = 'ann@example.com')";
    app.run_write(vec![store::Statement::new(sql, Vec::new())]).await;
    let path = format!("/api/data-subject-requests/{}", other["id"].as_str().expect("an id"));
    assert_eq!(app.get(&me, &path).await.expect(200).json()["verification_note"], json!(null));
}
