//! What is private stays so wherever rows are told of.

use api_tests::MODULES;
use serde_json::{Value as Json, json};
use testkit::{Person, Place, TestApp};

/// The newest entry of the feed.
async fn newest(app: &TestApp, person: &Person) -> Json {
    app.get(person, "/api/activity-feed?limit=1").await.expect(200).json()["data"][0].clone()
}

#[tokio::test]
async fn the_feed_tells_that_a_note_was_written_and_not_what() {
    let app = TestApp::new(MODULES).await;
    let author = app.client_admin();
    let note = json!({"title": "diary", "content": "dear diary", "is_private": true});
    app.post(&author, "/api/notes", note).await.expect(201);
    let own = newest(&app, &author).await;
    assert_eq!((&own["entity_title"], &own["changes"]["content"]), (&json!("diary"), &json!([null, "dear diary"])));

    let colleague = app.person("CLIENT_USER", Place::Client(0));
    let told = newest(&app, &colleague).await;
    assert_eq!((&told["id"], &told["entity_type"], &told["action"]), (&own["id"], &json!("Note"), &json!("CREATE")));
    assert_eq!((&told["entity_title"], &told["changes"]), (&Json::Null, &json!({})));

    app.post(&author, "/api/tags", json!({"name": "vip"})).await.expect(201);
    assert_eq!(newest(&app, &colleague).await["changes"]["name"], json!([null, "vip"]), "of other kinds all is told");
}
