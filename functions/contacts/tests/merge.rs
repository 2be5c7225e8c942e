//! Two records become one, and two again.

#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;

use entity::Value;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use testkit::{Person, Place, TestApp};

async fn app() -> TestApp {
    TestApp::new(&[&contacts::MODULE]).await
}

async fn create(app: &TestApp, me: &Person, resource: &str, members: Json) -> Json {
    app.post(me, &format!("/api/{resource}"), members).await.expect(201).json()
}

fn id(record: &Json) -> String {
    record["id"].as_str().expect("an id").to_owned()
}

/// Every row of every table but the log and what a merge is written down in. Versions count on, whatever happens.
async fn everything(app: &TestApp) -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::new();
    let kept = |entity: &&&entity::EntityDef| {
        entity.home == entity::Home::Tenant && !["changes", "merges", "merge_moves"].contains(&entity.table)
    };
    for entity in domain::entities().collect::<Vec<_>>().iter().filter(kept) {
        let columns: Vec<&str> = entity.fields().map(|field| field.name).filter(|name| *name != "version").collect();
        let number = if entity.search.is_empty() { "0" } else { "row_id" };
        let sql = format!("SELECT {number}, {} FROM {} ORDER BY id", columns.join(", "), entity.table);
        let rows = app.query(&sql, vec![]).await;
        tables.insert(entity.table.to_owned(), rows.iter().map(|row| format!("{row:?}")).collect());
    }
    tables
}

/// Names the rows that differ.
#[track_caller]
fn assert_same(now: &BTreeMap<String, Vec<String>>, before: &BTreeMap<String, Vec<String>>) {
    for (table, rows) in before {
        let differing: Vec<_> = now[table].iter().filter(|row| !rows.contains(row)).collect();
        assert!(
            differing.is_empty(),
            "{table}: {differing:?} instead of {:?}",
            rows.iter().find(|row| !now[table].contains(row))
        );
        assert_eq!(now[table].len(), rows.len(), "{table}");
    }
}

#[tokio::test]
async fn a_merge_unites_what_is_known_and_moves_everything() {
    let app = app().await;
    let me = app.client_admin();
    let company = create(&app, &me, "companies", json!({"name": "Acme"})).await;
    let ann = create(&app, &me, "contacts", json!({"first_name": "Ann", "last_name": "Lee", "tags": ["vip"]})).await;
    let other = json!({"first_name": "Anne", "last_name": "Lee", "email": "ann@example.com", "tags": ["fair", "vip"],
                       "company_id": company["id"], "email_opt_out": true});
    let other = create(&app, &me, "contacts", other).await;
    let (ann, other) = (id(&ann), id(&other));
    let note = create(&app, &me, "notes", json!({"content": "called", "contact_id": other})).await;
    let tag = create(&app, &me, "tags", json!({"name": "Fair"})).await;
    let lonely = create(&app, &me, "tags", json!({"name": "Lonely"})).await;
    for (tag, contact) in [(&tag, &ann), (&tag, &other), (&lonely, &other)] {
        create(&app, &me, "tag-links", json!({"tag_id": tag["id"], "contact_id": contact})).await;
    }
    let before = everything(&app).await;
    app.clock.advance_ms(60_000);

    let body = json!({"contact_id": other, "fields": {"first_name": "loser"}});
    let reply = app.post(&me, &format!("/api/contacts/{ann}/merge"), body).await.expect(200);
    assert_eq!(reply.round_trips, 2);
    let merged = reply.json();
    let winner = &merged["winner"];
    assert_eq!((&winner["first_name"], &winner["email"]), (&json!("Anne"), &json!("ann@example.com")));
    assert_eq!(winner["tags"], json!(["vip", "fair"]));
    assert_eq!((&winner["email_opt_out"], &winner["company_id"]), (&json!(true), &company["id"]));
    assert_eq!(reply.header("etag"), Some("\"v2\""));
    app.get(&me, &format!("/api/contacts/{other}")).await.expect(404);
    let moved = app.get(&me, &format!("/api/notes/{}", id(&note))).await.expect(200).json();
    assert_eq!((&moved["contact_id"], &moved["updated_at"]), (&json!(ann), &note["updated_at"]));
    let links = app.get(&me, &format!("/api/tag-links?contact_id={ann}")).await.expect(200).json();
    assert_eq!(links["data"].as_array().map(Vec::len), Some(2));

    app.clock.advance_ms(60_000);
    let undo = format!("/api/merges/{}/undo", merged["merge_id"].as_str().unwrap());
    let reply = app.post(&me, &undo, json!({})).await.expect(200);
    assert_eq!(reply.round_trips, 2);
    assert_eq!(reply.json()["loser"]["id"], json!(other));
    assert_same(&everything(&app).await, &before);
    app.post(&me, &undo, json!({})).await.expect(409);

    let sql = "SELECT entity_type, action, count(*) FROM changes WHERE at > ?1 GROUP BY 1, 2 ORDER BY 1, 2";
    let since = app.host.clock.now_ms() - 120_000;
    let log = app.query(sql, vec![since.into()]).await;
    let seen = |entity: &str, action: &str| log.iter().any(|row| row[0] == entity.into() && row[1] == action.into());
    assert!(seen("Contact", "DELETE") && seen("Contact", "CREATE") && seen("Merge", "STATUS_CHANGE"), "{log:?}");
}

#[tokio::test]
async fn what_was_changed_since_is_for_a_person_to_decide() {
    let app = app().await;
    let me = app.client_admin();
    let one = id(&create(&app, &me, "contacts", json!({"last_name": "Lee"})).await);
    let two =
        id(&create(&app, &me, "contacts", json!({"last_name": "Li", "city": "Bonn", "email": "li@example.com"})).await);
    let merge = app.post(&me, &format!("/api/contacts/{one}/merge"), json!({"contact_id": two})).await.expect(200);
    let undo = format!("/api/merges/{}/undo", merge.json()["merge_id"].as_str().unwrap());
    app.patch(&me, &format!("/api/contacts/{one}"), json!({"city": "Berlin"})).await.expect(200);
    let new = id(&create(&app, &me, "notes", json!({"content": "since", "contact_id": one})).await);

    let refused = app.post(&me, &undo, json!({})).await.expect(409);
    assert_eq!(refused.pointers(), ["/city"]);
    app.post(&me, &undo, json!({"forced": true})).await.expect(422);
    let undone = app.post(&me, &undo, json!({"force": true})).await.expect(200).json();
    assert_eq!((&undone["winner"]["city"], &undone["winner"]["email"]), (&json!("Berlin"), &Json::Null));
    assert_eq!(undone["loser"]["city"], json!("Bonn"));
    let note = app.get(&me, &format!("/api/notes/{new}")).await.expect(200).json();
    assert_eq!(note["contact_id"], json!(one));
}

#[tokio::test]
async fn a_merge_stays_within_a_client_and_what_one_may_do() {
    let app = app().await;
    let me = app.client_admin();
    let other_client = app.person("CLIENT_ADMIN", Place::Client(1));
    let mine = id(&create(&app, &me, "contacts", json!({"last_name": "Lee"})).await);
    let theirs = id(&create(&app, &other_client, "contacts", json!({"last_name": "Lee"})).await);
    let path = format!("/api/contacts/{mine}/merge");
    for (person, body, status) in [
        (&me, json!({"contact_id": theirs}), 422),
        (&app.admin(), json!({"contact_id": theirs}), 422),
        (&other_client, json!({"contact_id": theirs}), 404),
        (&me, json!({"contact_id": mine}), 422),
        (&me, json!({"contact_id": "cmp_1"}), 422),
        (&me, json!({}), 422),
        (&me, json!({"contact_id": theirs, "more": 1}), 422),
        (&me, json!({"contact_id": theirs, "fields": []}), 422),
    ] {
        app.post(person, &path, body).await.expect(status);
    }
    let reader = app.person("READ_ONLY", Place::Client(0));
    let second = id(&create(&app, &me, "contacts", json!({"last_name": "Lea"})).await);
    app.post(&reader, &path, json!({"contact_id": second})).await.expect(403);
    let refused = app.post(&me, &path, json!({"contact_id": second, "fields": {"id": "loser", "phone": 1}})).await;
    assert_eq!(refused.expect(422).pointers(), ["/fields/id", "/fields/phone"]);
    let merge = app.post(&me, &path, json!({"contact_id": second})).await.expect(200).json();
    let undo = format!("/api/merges/{}/undo", merge["merge_id"].as_str().unwrap());
    app.post(&other_client, &undo, json!({})).await.expect(404);
    app.post(&reader, &undo, json!({})).await.expect(403);
}

#[tokio::test]
async fn companies_stand_above_one_another_after_a_merge() {
    let app = app().await;
    let me = app.client_admin();
    let top = id(&create(&app, &me, "companies", json!({"name": "Top"})).await);
    let middle = id(&create(&app, &me, "companies", json!({"name": "Middle", "parent_company_id": top})).await);
    let low = id(&create(&app, &me, "companies", json!({"name": "Low", "parent_company_id": middle})).await);
    let before = everything(&app).await;
    let refused = app.post(&me, &format!("/api/companies/{low}/merge"), json!({"company_id": top})).await.expect(422);
    assert_eq!(refused.pointers(), ["/company_id"]);
    assert_same(&everything(&app).await, &before);
    let merged = app.post(&me, &format!("/api/companies/{middle}/merge"), json!({"company_id": top})).await.expect(200);
    assert_eq!(merged.json()["winner"]["parent_company_id"], Json::Null);
    let undo = format!("/api/merges/{}/undo", merged.json()["merge_id"].as_str().unwrap());
    app.post(&me, &undo, json!({})).await.expect(200);
    assert_same(&everything(&app).await, &before);
}

#[tokio::test]
async fn a_row_number_taken_meanwhile_is_no_obstacle() {
    let app = app().await;
    let me = app.client_admin();
    let one = id(&create(&app, &me, "contacts", json!({"last_name": "Lee"})).await);
    let two = id(&create(&app, &me, "contacts", json!({"last_name": "Lea"})).await);
    let merge = app.post(&me, &format!("/api/contacts/{one}/merge"), json!({"contact_id": two})).await.expect(200);
    create(&app, &me, "contacts", json!({"last_name": "New"})).await;
    let undo = format!("/api/merges/{}/undo", merge.json()["merge_id"].as_str().unwrap());
    app.post(&me, &undo, json!({})).await.expect(200);
    let found = app.get(&me, "/api/contacts?q=lea").await.expect(200).json();
    assert_eq!(found["data"][0]["id"], json!(two));
}

/// A contact of random content: which of its fields have which of a few values.
fn members() -> impl Strategy<Value = Json> {
    let text = |values: &'static [&'static str]| prop::option::of(prop::sample::select(values));
    let tags = prop::collection::vec(prop::sample::select(&["a", "b", "c", "d"][..]), 0..3);
    let names = (text(&["Ann", "ANN", "Bob"]), text(&["Lee", "O'Neil \"x\" \\"]));
    (names, text(&["a@example.com", "A@example.com"]), tags, any::<bool>(), text(&["+4930901820"]), 0..100_i64)
        .prop_map(|((first, last), email, tags, opt_out, phone, score)| {
            json!({"first_name": first, "last_name": last, "email": email, "tags": tags, "email_opt_out": opt_out,
                   "phone": phone, "lead_score": score, "preferences": {"x": score % 3}})
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn an_undo_restores_everything(
        contacts in prop::collection::vec(members(), 3),
        related in prop::collection::vec((0..4_usize, 0..3_usize, 0..2_usize), 0..12),
        merges in prop::collection::vec((0..3_usize, 0..3_usize), 1..3),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let app = app().await;
            let me = app.client_admin();
            let mut ids = Vec::new();
            for members in contacts {
                ids.push(id(&create(&app, &me, "contacts", members).await));
            }
            let mut tags = Vec::new();
            for name in ["one", "two"] {
                tags.push(id(&create(&app, &me, "tags", json!({"name": name})).await));
            }
            for (kind, contact, number) in related {
                let contact = &ids[contact];
                let (resource, members) = match kind {
                    0 => ("notes", json!({"content": format!("note {number}"), "contact_id": contact})),
                    1 => ("activities", json!({"activity_type": "MEETING", "contact_id": contact})),
                    2 => ("social-profiles", json!({"platform": "LINKEDIN", "contact_id": contact})),
                    _ => ("tag-links", json!({"tag_id": tags[number], "contact_id": contact})),
                };
                // A tag that is there already is refused, which is as good.
                app.post(&me, &format!("/api/{resource}"), members).await;
            }
            let before = everything(&app).await;
            let mut done = Vec::new();
            for (winner, loser) in merges {
                app.clock.advance_ms(1_000);
                let body = json!({"contact_id": ids[loser]});
                let reply = app.post(&me, &format!("/api/contacts/{}/merge", ids[winner]), body).await;
                assert!([200, 404, 422].contains(&reply.status), "{}", reply.text());
                done.extend(reply.json()["merge_id"].as_str().map(str::to_owned));
            }
            for merge in done.iter().rev() {
                app.clock.advance_ms(1_000);
                app.post(&me, &format!("/api/merges/{merge}/undo"), json!({})).await.expect(200);
            }
            assert_same(&everything(&app).await, &before);
            let open = app.query("SELECT count(*) FROM merges WHERE status <> 'UNDONE'", vec![]).await;
            assert_eq!(open, [[Value::Integer(0)]]);
        });
    }
}
