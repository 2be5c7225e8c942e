//! The API description: what it says, and that it is true.

use api::query::{DEFAULT_LIMIT, MAXIMUM_LIMIT};
use api_tests::{MODULES, golden};
use serde_json::{Value as Json, json};
use testkit::{Place, TestApp};

async fn document(app: &TestApp) -> Json {
    app.respond(app.request("GET", "/api/openapi.json", None)).await.expect(200).json()
}

#[tokio::test]
async fn the_document_is_the_golden_one() {
    let app = TestApp::new(MODULES).await;
    let text = serde_json::to_string_pretty(&document(&app).await).unwrap_or_default();
    golden("tests/golden/openapi.json", &(text + "\n"));
}

#[test]
fn every_operation_that_is_described_is_served() {
    for module in domain::MODULES {
        let serving = MODULES.iter().find(|served| served.name == module.name).map(|served| served.operations);
        let served: Vec<&str> = serving.into_iter().flatten().map(|operation| operation.name).collect();
        for operation in module.operations {
            assert!(served.contains(&operation.name), "{} has no handler in {}", operation.name, module.name);
        }
    }
}

#[tokio::test]
async fn a_tenant_sees_its_own_fields_and_a_client_only_theirs() {
    let app = TestApp::new(MODULES).await;
    let field = |name: &str, client: Option<String>| {
        json!({"client_id": client, "entity_type": "CONTACT", "name": name, "label": name, "field_type": "DROPDOWN",
               "options": ["red", "blue"], "is_required": true})
    };
    app.insert("CustomField", field("colour", None), "cuf_01hf7yat00e008000000000001").await;
    app.insert("CustomField", field("secret", Some(app.client(1))), "cuf_01hf7yat00e008000000000002").await;
    let reply = app.get(&app.client_admin(), "/api/openapi.json").await.expect(200);
    let schemas = reply.json()["components"]["schemas"].clone();
    let custom = &schemas["ContactCreate"]["properties"]["custom_fields"];
    let declared = custom["properties"].as_object().or(custom["anyOf"][0]["properties"].as_object());
    assert_eq!(declared.map(|fields| fields.keys().cloned().collect::<Vec<_>>()), Some(vec!["colour".to_owned()]));
    assert!(schemas["ContactConditions"]["properties"]["custom_fields.colour"].is_object());
    let tag = reply.header("etag").unwrap_or_default().to_owned();
    assert_ne!(app.respond(app.request("GET", "/api/openapi.json", None)).await.header("etag"), Some(tag.as_str()));
    assert_eq!((reply.round_trips, reply.header("cache-control")), (1, Some("private, no-cache")));
    let all = app.get(&app.admin(), "/api/openapi.json").await.text();
    assert!(all.contains("secret") && !reply.text().contains("custom_fields.secret"));
}

#[tokio::test]
async fn the_document_is_sent_once() {
    let app = TestApp::new(MODULES).await;
    let first = app.respond(app.request("GET", "/api/openapi.json", None)).await.expect(200);
    let mut again = app.request("GET", "/api/openapi.json", None);
    again.headers.push(("if-none-match".to_owned(), format!("W/{}", first.header("etag").unwrap_or_default())));
    let again = app.respond(again).await.expect(304);
    assert!(again.body.is_empty());
}

#[tokio::test]
async fn the_pages_hold_themselves_and_nothing_else() {
    let app = TestApp::new(MODULES).await;
    let mut paths = vec!["/api/docs".to_owned(), "/problems".to_owned()];
    paths.extend(api::problem::Kind::ALL.iter().map(|kind| format!("/problems/{}", kind.facts().1)));
    for path in paths {
        let page = app.respond(app.request("GET", &path, None)).await.expect(200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        let policy = page.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let text = page.text();
        assert!(!text.contains("http://") && !text.contains("https://") && !text.contains(" style="), "{path}");
    }
    app.respond(app.request("GET", "/problems/none", None)).await.expect(404);
}

#[tokio::test]
async fn what_is_for_everybody_is_listed_for_everybody() {
    let app = TestApp::new(MODULES).await;
    let field = json!({"entity_type": "CONTACT", "name": "colour", "label": "Colour", "field_type": "TEXT"});
    app.insert("CustomField", field, "cuf_01hf7yat00e008000000000001").await;
    for person in [app.admin(), app.client_admin(), app.person("STAFF", Place::Location(0))] {
        let listed = app.get(&person, "/api/custom-fields").await.expect(200).json();
        assert_eq!(listed["data"].as_array().map(Vec::len), Some(1), "{}", person.role);
    }
}

#[tokio::test]
async fn a_refused_method_is_told_which_there_are() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    for (method, path, allow) in [
        ("PUT", "/api/contacts", "GET, HEAD, POST"),
        ("POST", "/api/contacts/ctc_01hf7yat00e008000000000001", "DELETE, GET, HEAD, PATCH, PUT"),
        ("GET", "/api/contacts/bulk", "POST"),
        ("PUT", "/api/contacts/search", "GET, HEAD"),
        ("DELETE", "/api/changes/chg_1", "GET, HEAD"),
        ("DELETE", "/api/import-jobs", "GET, HEAD, POST"),
        ("POST", "/api/openapi.json", "GET, HEAD"),
        // The name of a command is nobody's id, though users are changed by a command of their own, too.
        ("GET", "/api/users/invite", "POST"),
        ("PATCH", "/api/users/invite", "POST"),
    ] {
        let reply = app.send(&me, method, path, None).await.expect(405);
        assert_eq!(reply.header("allow"), Some(allow), "{method} {path}");
    }
    // Nothing of the platform's own is there at all.
    app.get(&app.admin(), "/api/tenants").await.expect(404);
    app.get(&me, "/api/contacts/ctc_01hf7yat00e008000000000001/nothing").await.expect(404);
}

#[tokio::test]
async fn the_text_of_the_document_says_what_the_code_does() {
    let app = TestApp::new(MODULES).await;
    let components = document(&app).await["components"].clone();
    let limit = &components["parameters"]["Limit"]["schema"];
    assert_eq!((&limit["maximum"], &limit["default"]), (&json!(MAXIMUM_LIMIT), &json!(DEFAULT_LIMIT)));
    let filter = &components["schemas"]["Filter"]["oneOf"];
    let operators: Vec<&str> = entity::Operator::ALL.iter().map(|operator| operator.name()).collect();
    assert_eq!(filter[3]["properties"]["op"]["enum"], json!(operators));
    assert_eq!(filter[0]["properties"]["all"]["maxItems"], json!(entity::filter::MAXIMUM_TESTS));
}
