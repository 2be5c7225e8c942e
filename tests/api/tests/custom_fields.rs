//! Fields that a tenant adds to its records: what their definitions may be, and what is asked of values.

use api_tests::{MODULES, create, names};
use serde_json::{Value as Json, json};
use testkit::{Place, TestApp};

async fn app() -> TestApp {
    TestApp::new(MODULES).await
}

#[tokio::test]
async fn custom_fields_are_validated_filtered_and_sorted() {
    let app = app().await;
    let admin = app.admin();
    let me = app.client_admin();
    for (name, kind) in [("shoe_size", "DECIMAL"), ("colour", "DROPDOWN"), ("since", "DATE"), ("nick", "TEXT")] {
        let options = if kind == "DROPDOWN" { json!(["red", "blue"]) } else { json!([]) };
        let body =
            json!({"entity_type": "CONTACT", "name": name, "label": name, "field_type": kind, "options": options});
        create(&app, &admin, "custom-fields", body).await;
    }
    let values = json!({"shoe_size": "9.5", "colour": "red", "nick": "Zed"});
    let first = create(&app, &me, "contacts", json!({"last_name": "A", "custom_fields": values})).await;
    assert_eq!(first["custom_fields"], json!({"shoe_size": "9.5", "colour": "red", "nick": "Zed"}));
    create(&app, &me, "contacts", json!({"last_name": "B", "custom_fields": {"shoe_size": "10"}})).await;
    create(&app, &me, "contacts", json!({"last_name": "C"})).await;

    let refused =
        app.post(&me, "/api/contacts", json!({"custom_fields": {"colour": "green", "other": 1}})).await.expect(422);
    assert_eq!(refused.pointers(), ["/custom_fields/other", "/custom_fields/colour"]);
    let sorted = app.get(&me, "/api/contacts?sort=-custom_fields.shoe_size").await.expect(200);
    assert_eq!((names(&sorted), sorted.round_trips), (vec!["B".to_owned(), "A".to_owned(), "C".to_owned()], 1));
    assert_eq!(names(&app.get(&me, "/api/contacts?custom_fields.shoe_size.gt=9.50").await.expect(200)), ["B"]);
    assert_eq!(names(&app.get(&me, "/api/contacts?custom_fields.nick.starts_with=ze").await.expect(200)), ["A"]);
    let path = format!("/api/contacts/{}", first["id"].as_str().unwrap_or_default());
    let patched = app
        .patch(&me, &path, json!({"custom_fields": {"colour": null, "since": "2026-01-01"}}))
        .await
        .expect(200)
        .json();
    assert_eq!(patched["custom_fields"], json!({"shoe_size": "9.5", "nick": "Zed", "since": "2026-01-01"}));

    // A definition that changes is noticed by functions that keep the old one.
    let body = json!({"entity_type": "CONTACT", "name": "later", "label": "Later", "field_type": "BOOLEAN"});
    create(&app, &admin, "custom-fields", body).await;
    create(&app, &me, "contacts", json!({"custom_fields": {"later": true}})).await;
}

#[tokio::test]
async fn a_definition_that_nothing_would_fit_is_refused() {
    let app = app().await;
    let (admin, me) = (app.admin(), app.client_admin());
    let define = |members: Json| {
        let mut body = json!({"entity_type": "CONTACT", "name": "size", "label": "Size"});
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        body
    };
    for (members, pointers) in [
        (json!({"field_type": "NUMBER", "default_value": "abc"}), vec!["/default_value"]),
        (json!({"field_type": "NUMBER", "default_value": "7", "validation": {"max": 5}}), vec!["/default_value"]),
        (json!({"field_type": "DROPDOWN"}), vec!["/options"]),
        (json!({"field_type": "RADIO", "options": ["a"], "default_value": "b"}), vec!["/default_value"]),
        (json!({"field_type": "NUMBER", "validation": {"min": 5, "max": 4}}), vec!["/validation/max"]),
        (
            json!({"field_type": "TEXT", "validation": {"least": 1, "max_length": "x"}}),
            vec!["/validation/least", "/validation/max_length"],
        ),
    ] {
        let refused = app.post(&admin, "/api/custom-fields", define(members.clone())).await.expect(422);
        assert_eq!(refused.pointers(), pointers, "{members}");
    }
    let members = json!({"field_type": "DROPDOWN", "options": ["s", "m"], "default_value": "m"});
    let field = create(&app, &admin, "custom-fields", define(members)).await;
    assert_eq!(create(&app, &me, "contacts", json!({})).await["custom_fields"], json!({"size": "m"}));
    // The default is no choice any more: nobody who makes a contact can help that.
    let path = format!("/api/custom-fields/{}", field["id"].as_str().unwrap());
    app.patch(&admin, &path, json!({"options": ["s", "l"]})).await.expect(200);
    assert_eq!(create(&app, &me, "contacts", json!({})).await["custom_fields"], json!({}));
}

#[tokio::test]
async fn what_a_client_asks_of_its_own_records_it_does_not_ask_of_others() {
    let app = app().await;
    let (admin, me) = (app.admin(), app.client_admin());
    let body = json!({"entity_type": "CONTACT", "name": "badge", "label": "Badge", "field_type": "TEXT",
        "is_required": true, "client_id": app.client(0)});
    create(&app, &admin, "custom-fields", body).await;
    let refused = app.post(&me, "/api/contacts", json!({"last_name": "A"})).await.expect(422);
    assert_eq!(refused.pointers(), ["/custom_fields/badge"]);
    let own = create(&app, &me, "contacts", json!({"custom_fields": {"badge": "7"}})).await;
    let other = app.person("CLIENT_ADMIN", Place::Client(1));
    create(&app, &other, "contacts", json!({"last_name": "B"})).await;
    let path = format!("/api/contacts/{}", own["id"].as_str().unwrap());
    app.send(&me, "PUT", &path, Some(json!({"client_id": app.client(0), "last_name": "C"}))).await;
    create(&app, &admin, "contacts", json!({"client_id": app.client(1), "last_name": "D"})).await;
}
