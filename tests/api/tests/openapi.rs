//! The API description: what it says, and that it is true.

use api_tests::{MODULES, golden};
use serde_json::{Value as Json, json};
use testkit::TestApp;

async fn document(app: &TestApp) -> Json {
    app.respond(app.request("GET", "/api/openapi.json", None)).await.expect(200).json()
}

#[tokio::test]
async fn the_document_is_the_golden_one() {
    let app = TestApp::new(MODULES).await;
    let text = serde_json::to_string_pretty(&document(&app).await).unwrap_or_default();
    golden("tests/golden/openapi.json", &(text + "\n"));
}
