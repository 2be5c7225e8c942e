//! Lists as files, and files as lists again.

#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::rc::Rc;

use entity::Value;
use serde_json::{Map, Value as Json, json};
use testkit::{Person, Place, TestApp};

async fn app() -> TestApp {
    TestApp::new(&[&contacts::MODULE, &imports::MODULE]).await
}

async fn create(app: &TestApp, me: &Person, resource: &str, members: Json) -> Json {
    app.post(me, &format!("/api/{resource}"), members).await.expect(201).json()
}

/// Contacts with everything that a file could lose.
async fn odd_contacts(app: &TestApp, me: &Person) {
    let field = json!({"entity_type": "CONTACT", "name": "colours", "label": "Colours", "field_type": "MULTI_SELECT",
                       "options": ["red", "blue, dark"], "client_id": app.client(0)});
    create(app, me, "custom-fields", field).await;
    let company = create(app, me, "companies", json!({"name": "Acme, \"Inc\""})).await;
    for members in [
        json!({"last_name": "=HYPERLINK(\"http://x\")", "notes": "two\nlines, and \"quotes\"", "phone": "+4930901820"}),
        json!({"last_name": "+1", "first_name": "'=x", "notes": "'quoted'", "tags": ["a", "b"], "latitude": "-12.5"}),
        json!({"last_name": "@x", "first_name": "-", "tags": ["one; two", "three, four"], "birthday": "1980-02-29"}),
        json!({"last_name": "Ünï😀", "company_id": company["id"], "company_name": "Acme, \"Inc\"",
               "estimated_value": "-12.50", "currency": "EUR", "email_opt_out": true, "lead_score": 7,
               "custom_fields": {"colours": ["red", "blue, dark"]}, "preferences": {"a": [1, "x"]},
               "last_contacted_at": "2026-01-02T03:04:05.678Z", "language": "de", "timezone": "Europe/Berlin"}),
        json!({"name": " "}),
    ] {
        app.post(me, "/api/contacts", members).await;
    }
}

fn told(contact: &Json) -> Map<String, Json> {
    let mut members = contact.as_object().expect("an object").clone();
    for stamp in ["id", "created_at", "updated_at", "created_by", "updated_by", "version"] {
        members.remove(stamp);
    }
    members
}

async fn all(app: &TestApp, me: &Person) -> Vec<Map<String, Json>> {
    let list = app.get(me, "/api/contacts?sort=last_name").await.expect(200).json();
    list["data"].as_array().unwrap().iter().map(told).collect()
}

#[tokio::test]
async fn what_is_exported_is_imported_as_it_was() {
    let app = app().await;
    let me = app.client_admin();
    odd_contacts(&app, &me).await;
    let before = all(&app, &me).await;
    assert_eq!(before.len(), 4);
    let file = app.get(&me, "/api/contacts/export?format=csv").await.expect(200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"contacts.csv\""));
    let text = file.text();
    assert!(text.contains("'=HYPERLINK") && text.contains(",'+1,") && text.contains(",'@x,"), "{text}");
    assert!(text.contains(",+4930901820,") && text.contains(",-12.50,") && text.contains("'-"), "{text}");

    app.run_write(vec![store::Statement::new("DELETE FROM contacts", vec![])]).await;
    let members = json!({"entity": "Contact", "client_id": app.client(0)}).as_object().cloned().unwrap();
    let caller = Rc::new(me.caller.clone());
    let mut seen = Vec::new();
    let imported =
        imports::import_file(&app.host, caller, members, &mut text.as_bytes(), &mut |now| seen.push(now.processed))
            .await
            .expect("an import");
    let job = app.get(&me, &format!("/api/import-jobs/{}/rejected.csv", imported.job_id)).await.expect(200).text();
    assert_eq!((imported.created, imported.rejected), (4, 0), "{job}");
    assert_eq!(seen, [4]);
    assert_eq!(all(&app, &me).await, before);
}

#[tokio::test]
async fn json_lines_are_the_records_of_the_list() {
    let app = app().await;
    let me = app.client_admin();
    odd_contacts(&app, &me).await;
    let list = app.get(&me, "/api/contacts?sort=-last_name").await.expect(200).json();
    let file = app.get(&me, "/api/contacts/export?format=jsonl&sort=-last_name").await.expect(200);
    let lines: Vec<Json> = file.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Json::from(lines), list["data"]);
    let companies = app.get(&me, "/api/companies/export?fields=name").await.expect(200);
    assert!(companies.text().ends_with(",\"Acme, \"\"Inc\"\"\"\r\n"), "{}", companies.text());
}

#[tokio::test]
async fn a_file_holds_the_whole_list_and_no_more() {
    let app = app().await;
    let me = app.client_admin();
    let rows: Vec<_> = (0..1_203)
        .map(|number| {
            let client = app.client(usize::from(number % 3 == 0));
            let members = json!({"client_id": client, "last_name": format!("N{number:04}"), "lead_score": number % 10});
            let id = entity::id::encode("ctc", entity::id::uuid_v7(1_767_000_000_000 + number, 0, 1));
            app.insert_statement(domain::entity("Contact").unwrap(), &members, &id)
        })
        .collect();
    app.run_write(rows).await;
    // The tenant's own fields are read once and kept.
    app.get(&me, "/api/contacts/export?lead_score=99").await.expect(200);
    for (query, expected) in
        [("", 802), ("?lead_score.lt=5", 402), ("?sort=last_name", 802), ("?q=n00", 66), ("?lead_score=99", 0)]
    {
        let file = app.get(&me, &format!("/api/contacts/export{query}")).await.expect(200);
        let mut lines: Vec<String> = file.text().lines().skip(1).map(str::to_owned).collect();
        assert_eq!(lines.len(), expected, "{query}");
        lines.sort();
        lines.dedup();
        assert_eq!(lines.len(), expected, "{query}");
        assert_eq!(file.round_trips, expected / 500 + 1, "{query}");
    }
    for query in ["?format=xml", "?limit=3", "?include=company", "?nothing=1", "?cursor=x"] {
        app.get(&me, &format!("/api/contacts/export{query}")).await.expect(400);
    }
    let caller = Rc::new(app.person("READ_ONLY", Place::Client(1)).caller);
    let mut file = Vec::new();
    let mut seen = Vec::new();
    let query = "format=jsonl";
    let rows = contacts::export_file(&app.host, caller, "Contact", query, &mut file, &mut |rows| seen.push(rows)).await;
    assert_eq!((rows, seen.last()), (Ok(401), Some(&401)));
    assert_eq!(String::from_utf8(file).unwrap().lines().count(), 401);
}

#[tokio::test]
async fn searches_read_what_they_show() {
    let app = app().await;
    let me = app.client_admin();
    for (number, name) in ["Ann Lee", "Anna Leigh", "Bob Annson"].iter().enumerate() {
        let (first, last) = name.split_once(' ').unwrap();
        create(&app, &me, "contacts", json!({"first_name": first, "last_name": last, "lead_score": number})).await;
    }
    let names = |json: Json| -> Vec<String> {
        let rows = json["data"].as_array().unwrap().clone();
        rows.iter().map(|contact| contact["display_name"].as_str().unwrap().to_owned()).collect()
    };
    let found = app.get(&me, "/api/contacts/search?q=ann").await.expect(200);
    assert_eq!(names(found.json()), ["Bob Annson", "Anna Leigh", "Ann Lee"]);
    assert_eq!(names(app.get(&me, "/api/contacts/search?q=ann%20le").await.expect(200).json()), ["Ann Lee"]);
    assert_eq!(names(app.get(&me, "/api/contacts/search?q=anna%20le").await.expect(200).json()), ["Anna Leigh"]);
    app.get(&me, "/api/contacts/search").await.expect(400);
    app.get(&me, "/api/contacts/search?q=%22%20OR%20*").await.expect(200);
    assert_eq!(app.query("SELECT count(*) FROM contacts", vec![]).await, [[Value::Integer(3)]]);
}

#[tokio::test]
async fn a_file_says_how_many_records_it_will_have() {
    let app = app().await;
    let me = app.client_admin();
    for page in 0..2 {
        let row = |number: usize| json!({"op": "create", "data": {"last_name": format!("Lee {page} {number}")}});
        let operations: Vec<Json> = (0..400).map(row).collect();
        app.post(&me, "/api/contacts/bulk", json!({"operations": operations})).await.expect(200);
    }
    create(&app, &app.person("CLIENT_ADMIN", Place::Client(1)), "contacts", json!({"last_name": "Fox"})).await;
    for (query, count) in [("", 800), ("&last_name.starts_with=Lee%201", 400), ("&q=none", 0)] {
        let file = app.get(&me, &format!("/api/contacts/export?format=jsonl{query}")).await.expect(200);
        assert_eq!(file.header("x-portico-count"), Some(count.to_string().as_str()), "{query}");
        assert_eq!(file.text().lines().count(), count, "{query}");
    }
    let csv = app.get(&me, "/api/contacts/export").await.expect(200);
    assert_eq!((csv.text().lines().count(), csv.header("x-portico-count")), (801, Some("800")));
}
