//! Fields that a tenant adds to its records: what their definitions may be, and what is asked of values.

use api_tests::{MODULES, create, names};
use serde_json::{Value as Json, json};
use testkit::{Person, Place, TestApp};

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

/// Every type: a value that comes first, one that comes after it, and the operator that finds the second one.
fn values() -> Vec<(&'static str, Json, Json, &'static str)> {
    vec![
        ("TEXT", json!("a"), json!("B"), "eq"),
        ("TEXTAREA", json!("a\nb"), json!("B".repeat(50_000)), "starts_with"),
        ("NUMBER", json!(9), json!(10), "eq"),
        ("DECIMAL", json!("9.5"), json!("10"), "eq"),
        ("DATE", json!("2026-01-31"), json!("2026-02-01"), "eq"),
        ("DATETIME", json!("2026-01-31T10:00:00.000Z"), json!("2026-01-31T10:00:00.001Z"), "eq"),
        ("BOOLEAN", json!(false), json!(true), "eq"),
        ("DROPDOWN", json!("blue"), json!("red"), "eq"),
        ("MULTI_SELECT", json!(["blue"]), json!(["red", "blue"]), "has"),
        ("RADIO", json!("blue"), json!("red"), "eq"),
        ("CHECKBOX", json!(["blue"]), json!(["red"]), "has"),
        ("URL", json!("https://a.example"), json!("https://b.example"), "eq"),
        ("EMAIL", json!("a@example.com"), json!("b@example.com"), "eq"),
        ("PHONE", json!("+4930901820"), json!("+4930901821"), "eq"),
        ("CURRENCY", json!("9.50"), json!("10.00"), "eq"),
    ]
}

#[tokio::test]
async fn every_extensible_entity_is_filtered_and_sorted_by_fields_of_every_type() {
    let app = app().await;
    let admin = app.admin();
    let role = create(&app, &admin, "roles", json!({"name": "R", "label": "R", "level": "TENANT"})).await;
    for (word, name) in [
        ("AGENCY", "Agency"),
        ("CLIENT", "Client"),
        ("LOCATION", "Location"),
        ("ROOM", "Room"),
        ("USER", "User"),
        ("CONTACT", "Contact"),
        ("COMPANY", "Company"),
        ("LEAD", "Lead"),
        ("SERVICE", "Service"),
        ("STAFF", "Staff"),
    ] {
        let entity = domain::entity(name).expect("an entity");
        for (kind, ..) in values() {
            let has_options = matches!(kind, "DROPDOWN" | "MULTI_SELECT" | "RADIO" | "CHECKBOX");
            let options = if has_options { json!(["blue", "red"]) } else { json!([]) };
            let handle = kind.to_lowercase();
            let body =
                json!({"entity_type": word, "name": handle, "label": kind, "field_type": kind, "options": options});
            create(&app, &admin, "custom-fields", body).await;
        }
        let mut ids = Vec::new();
        for position in 0..2 {
            let id = entity::id::encode(entity.prefix, entity::id::uuid_v7(1_700_000_000_000, 7, position));
            let members = json!({
                "client_id": app.client(0), "agency_id": app.agency(0), "location_id": app.location(0), "name": format!("N{position}"),
                "email": format!("n{position}@example.com"), "duration_minutes": 30,
                "role_id": role["id"],
            });
            app.insert(name, members, &id).await;
            let of = |(kind, first, second, _): (&str, Json, Json, &str)| {
                (kind.to_lowercase(), if position == 0 { first } else { second })
            };
            let given: serde_json::Map<String, Json> = values().into_iter().map(of).collect();
            let path = format!("/api/{}/{id}", entity.resource);
            app.patch(&admin, &path, json!({"custom_fields": given})).await.expect(200);
            ids.push(id);
        }
        for (kind, _, second, operator) in values() {
            let list = format!("/api/{}?fields=id&", entity.resource);
            let field = format!("custom_fields.{}", kind.to_lowercase());
            let asked = match (operator, second) {
                ("has", _) => "red".to_owned(),
                ("starts_with", _) => "bbb".to_owned(),
                (_, Json::String(text)) => text.replace('+', "%2B"),
                (_, other) => other.to_string(),
            };
            let found = rows(&app, &admin, &format!("{list}{field}.{operator}={asked}")).await.0;
            assert_eq!(found, ids[1..], "{name} {kind}");
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            // A row a page: what a cursor holds of a value is enough to go on behind it.
            while seen.len() <= ids.len() {
                let path = format!("{list}sort={field}&{field}.is_null=false&limit=1{cursor}");
                let (found, next) = rows(&app, &admin, &path).await;
                seen.extend(found);
                let Some(next) = next else { break };
                assert!(next.len() < 1_000, "{name} {kind}");
                cursor = format!("&cursor={next}");
            }
            assert_eq!(seen, ids, "{name} {kind}");
        }
    }
}

/// The ids of a page, and where the next one begins.
async fn rows(app: &TestApp, person: &Person, path: &str) -> (Vec<String>, Option<String>) {
    let page = app.get(person, path).await.expect(200).json();
    let ids = page["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned());
    (ids.collect(), page["next_cursor"].as_str().map(str::to_owned))
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
