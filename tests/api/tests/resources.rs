//! What the generic resource does, on contacts and companies.

use api_tests::{MODULES, create, names};
use entity::permission::{Grant, Grants, Scope};
use serde_json::{Value as Json, json};
use store::Statement;
use testkit::{Place, TestApp};

async fn app() -> TestApp {
    TestApp::new(MODULES).await
}

#[tokio::test]
async fn a_contact_is_created_read_changed_and_deleted() {
    let app = app().await;
    let me = app.client_admin();
    let body = json!({"first_name": "Ann", "last_name": "Lee", "email": "Ann@Example.com", "tags": ["vip"], "estimated_value": "12.5"});
    let created = app.post(&me, "/api/contacts", body).await.expect(201);
    assert_eq!(created.round_trips, 2, "one for the definitions of custom fields, once, and one for the write");
    assert_eq!(created.header("etag"), Some("\"v1\""));
    let contact = created.json();
    let id = contact["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(created.header("location"), Some(format!("/api/contacts/{id}").as_str()));
    assert_eq!(contact["client_id"], app.client(0));
    assert_eq!((&contact["display_name"], &contact["estimated_value"]), (&json!("Ann Lee"), &json!("12.50")));
    assert_eq!(contact["created_at"], "2026-01-05T10:00:00.000Z");

    let path = format!("/api/contacts/{id}");
    let read = app.get(&me, &path).await.expect(200);
    assert_eq!((read.json(), read.round_trips), (contact.clone(), 1));

    let changed = app.patch(&me, &path, json!({"last_name": null, "lead_score": 7})).await.expect(200);
    assert_eq!((changed.round_trips, changed.header("etag")), (1, Some("\"v2\"")));
    let changed = changed.json();
    assert_eq!(
        (&changed["last_name"], &changed["lead_score"], &changed["email"]),
        (&Json::Null, &json!(7), &contact["email"])
    );

    let replaced = app.send(&me, "PUT", &path, Some(json!({"first_name": "Bea"}))).await.expect(200).json();
    assert_eq!(
        (&replaced["first_name"], &replaced["email"], &replaced["tags"]),
        (&json!("Bea"), &Json::Null, &json!([]))
    );

    let gone = app.send(&me, "DELETE", &path, None).await.expect(204);
    assert_eq!(gone.round_trips, 1);
    app.get(&me, &path).await.expect(404);
}

#[tokio::test]
async fn every_invalid_field_is_named_at_once() {
    let app = app().await;
    let me = app.client_admin();
    let body = json!({
        "first_name": 5, "email": "nobody", "phone": "12", "lead_score": "many", "nickname": "x", "id": "ctc_1",
        "version": 3, "status": "GONE", "birthday": "2026-02-30", "company_id": "ctc_01h2xcejqtf2nbrexx3vqjhp41",
        "tags": ["", 3], "last_contacted_at": "yesterday",
    });
    let reply = app.post(&me, "/api/contacts", body).await.expect(422);
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    assert_eq!(reply.json()["type"], "/problems/invalid");
    let mut pointers = reply.pointers();
    pointers.sort();
    let expected = [
        "/birthday",
        "/company_id",
        "/email",
        "/first_name",
        "/id",
        "/last_contacted_at",
        "/lead_score",
        "/nickname",
        "/phone",
        "/status",
        "/tags/0",
        "/version",
    ];
    assert_eq!(pointers, expected);
    assert_eq!(app.query("SELECT count(*) FROM contacts", vec![]).await, [[entity::Value::Integer(0)]]);
}

#[tokio::test]
async fn a_lost_update_is_refused() {
    let app = app().await;
    let me = app.client_admin();
    let contact = create(&app, &me, "contacts", json!({"last_name": "Lee"})).await;
    let path = format!("/api/contacts/{}", contact["id"].as_str().unwrap_or_default());
    let patch = |tag: &str, name: &str| {
        let mut request = app.request("PATCH", &path, Some(json!({"last_name": name})));
        request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&me.caller))));
        request.headers.push(("if-match".to_owned(), tag.to_owned()));
        request
    };
    app.respond(patch("\"v1\"", "First")).await.expect(200);
    let refused = app.respond(patch("\"v1\"", "Second")).await.expect(412);
    assert_eq!(refused.round_trips, 1);
    assert_eq!(app.get(&me, &path).await.json()["last_name"], "First");
    app.respond(patch("*", "Third")).await.expect(200);
    app.respond(patch("\"other\"", "Fourth")).await.expect(412);
}

#[tokio::test]
async fn a_repeated_key_gets_the_first_answer() {
    let app = app().await;
    let me = app.client_admin();
    let send = |body: Json| {
        let mut request = app.request("POST", "/api/contacts", Some(body));
        request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&me.caller))));
        request.headers.push(("idempotency-key".to_owned(), "order-1".to_owned()));
        request
    };
    let first = app.respond(send(json!({"last_name": "Lee"}))).await.expect(201);
    let again = app.respond(send(json!({"last_name": "Lee"}))).await.expect(201);
    assert_eq!(again.json(), first.json());
    assert_eq!((again.header("idempotency-replayed"), again.round_trips), (Some("true"), 2));
    // A version with other columns in another order has kept it.
    let kept = app.query("SELECT response_body FROM idempotency_keys", Vec::new()).await;
    let mut kept: Json = serde_json::from_str(kept[0][0].as_text().unwrap()).unwrap();
    let mut columns: Vec<String> = kept["columns"].as_str().unwrap().split(", ").map(str::to_owned).collect();
    let mut cells = kept["rows"][0].as_array().unwrap().clone();
    let middle = columns.iter().position(|column| column == "middle_name").unwrap();
    columns.remove(middle);
    cells.remove(middle);
    columns.reverse();
    cells.reverse();
    columns.push("of_that_version".to_owned());
    cells.push(json!("alone"));
    kept["columns"] = json!(columns.join(", "));
    kept["rows"] = json!([cells]);
    let rewrite = "UPDATE idempotency_keys SET response_body = ?1";
    app.run_write(vec![Statement::new(rewrite, vec![kept.to_string().into()])]).await;
    assert_eq!(app.respond(send(json!({"last_name": "Lee"}))).await.expect(201).json(), first.json());

    let other = app.respond(send(json!({"last_name": "Low"}))).await.expect(422);
    assert_eq!(other.json()["type"], "/problems/idempotency-mismatch");
    assert_eq!(app.get(&me, "/api/contacts?count=true").await.json()["count"], 1);
    // After a day the key is free again.
    app.clock.advance_ms(24 * 60 * 60 * 1000 + 1);
    app.respond(send(json!({"last_name": "Low"}))).await.expect(201);
}

#[tokio::test]
async fn lists_are_filtered_sorted_paged_and_counted_in_one_round_trip() {
    let app = app().await;
    let me = app.client_admin();
    for (last, score) in [("Adams", 10), ("baker", 40), ("Clark", 40), ("Davis", 5)] {
        create(&app, &me, "contacts", json!({"last_name": last, "lead_score": score})).await;
    }
    create(&app, &me, "contacts", json!({"first_name": "Nameless", "lead_score": 1})).await;

    let page = app.get(&me, "/api/contacts?sort=last_name&limit=2&count=true").await.expect(200);
    assert_eq!((names(&page), page.round_trips), (vec!["null".to_owned(), "Adams".to_owned()], 1));
    assert_eq!(page.json()["count"], 5);

    let mut seen = Vec::new();
    let mut cursor = None;
    loop {
        let at = cursor.map(|cursor: String| format!("&cursor={cursor}")).unwrap_or_default();
        let page = app.get(&me, &format!("/api/contacts?sort=-last_name&limit=2{at}")).await.expect(200);
        seen.extend(names(&page));
        match page.json()["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(seen, ["Davis", "Clark", "baker", "Adams", "null"]);

    let several = app.get(&me, "/api/contacts?sort=-lead_score,last_name&fields=last_name").await.expect(200);
    assert_eq!(names(&several), ["baker", "Clark", "Adams", "Davis", "null"]);
    assert_eq!(several.json()["data"][0].as_object().map(|row| row.len()), Some(2), "the id and what was asked for");

    let filter = r#"{"all":[{"field":"lead_score","op":"gte","value":10},{"not":{"field":"last_name","op":"starts_with","value":"B"}}]}"#;
    let filter: String = filter.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let filtered = app.get(&me, &format!("/api/contacts?filter={filter}&sort=last_name")).await.expect(200);
    assert_eq!(names(&filtered), ["Adams", "Clark"]);
    let short =
        app.get(&me, "/api/contacts?lead_score.gte=10&last_name.in=Adams,BAKER&sort=last_name").await.expect(200);
    assert_eq!(names(&short), ["Adams", "baker"]);

    for refused in [
        "nickname=1",
        "sort=nickname",
        "limit=0",
        "limit=201",
        "cursor=x",
        "filter={",
        "password_hash=x",
        "lead_score=many",
    ] {
        app.get(&me, &format!("/api/contacts?{refused}")).await.expect(400);
    }
}

#[tokio::test]
async fn relations_come_two_levels_deep_without_another_round_trip() {
    let app = app().await;
    let me = app.client_admin();
    let parent = create(&app, &me, "companies", json!({"name": "Holding"})).await;
    let company = create(&app, &me, "companies", json!({"name": "Works", "parent_company_id": parent["id"]})).await;
    let contact = create(&app, &me, "contacts", json!({"last_name": "Lee", "company_id": company["id"]})).await;
    create(&app, &me, "contacts", json!({"last_name": "Solo"})).await;
    for text in ["one", "two"] {
        create(&app, &me, "notes", json!({"contact_id": contact["id"], "content": text})).await;
    }
    let reply = app.get(&me, "/api/contacts?include=company.parent_company,notes&sort=last_name").await.expect(200);
    assert_eq!(reply.round_trips, 1);
    let rows = reply.json();
    assert_eq!(rows["data"][0]["company"]["parent_company"]["name"], "Holding");
    let notes: Vec<&str> =
        rows["data"][0]["notes"].as_array().into_iter().flatten().filter_map(|note| note["content"].as_str()).collect();
    assert_eq!(notes, ["two", "one"]);
    assert_eq!((&rows["data"][1]["company"], &rows["data"][1]["notes"]), (&Json::Null, &json!([])));
    let one = app
        .get(&me, &format!("/api/contacts/{}?include=company,notes", contact["id"].as_str().unwrap_or_default()))
        .await;
    assert_eq!((&one.json()["company"]["name"], one.round_trips), (&json!("Works"), 1));
}

#[tokio::test]
async fn search_finds_words_as_they_are_typed() {
    let app = app().await;
    let me = app.client_admin();
    for (first, last) in [("Ann", "Müller"), ("Anna", "Smith"), ("Bob", "Annan")] {
        create(&app, &me, "contacts", json!({"first_name": first, "last_name": last})).await;
    }
    let other = app.person("CLIENT_ADMIN", Place::Client(1));
    create(&app, &other, "contacts", json!({"first_name": "Ann", "last_name": "Elsewhere"})).await;
    assert_eq!(names(&app.get(&me, "/api/contacts?q=ann").await.expect(200)), ["Annan", "Smith", "Müller"]);
    assert_eq!(names(&app.get(&me, "/api/contacts?q=ann%20mull").await.expect(200)), ["Müller"]);
    let first = app.get(&me, "/api/contacts?q=ann&limit=2").await.expect(200).json();
    let cursor = first["next_cursor"].as_str().unwrap_or_default();
    assert_eq!(
        names(&app.get(&me, &format!("/api/contacts?q=ann&limit=2&cursor={cursor}")).await.expect(200)),
        ["Müller"]
    );
    for hostile in ["%22", "*", "a%22%20OR%20%22b", "NEAR(", "client_id:x", "-", "%00"] {
        app.get(&me, &format!("/api/contacts?q={hostile}")).await.expect(200);
    }
}

#[tokio::test]
async fn bulk_is_all_or_nothing_with_a_result_for_each() {
    let app = app().await;
    let me = app.client_admin();
    let old = create(&app, &me, "contacts", json!({"last_name": "Old"})).await;
    let gone = create(&app, &me, "contacts", json!({"last_name": "Gone"})).await;
    let operations = json!({"operations": [
        {"op": "create", "data": {"last_name": "New"}},
        {"op": "update", "id": old["id"], "version": 1, "data": {"last_name": "Newer"}},
        {"op": "delete", "id": gone["id"]},
    ]});
    let reply = app.post(&me, "/api/contacts/bulk", operations.clone()).await.expect(200);
    let statuses: Vec<i64> = reply.json()["results"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|result| result["status"].as_i64())
        .collect();
    assert_eq!((statuses, reply.round_trips), (vec![201, 200, 204], 1));

    let refused = app.post(&me, "/api/contacts/bulk", operations).await.expect(412);
    let statuses: Vec<i64> = refused.json()["results"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|result| result["status"].as_i64())
        .collect();
    assert_eq!(statuses, [424, 412, 424]);
    assert_eq!(app.get(&me, "/api/contacts?count=true").await.json()["count"], 2, "nothing of it was written");

    let invalid = json!({"operations": [{"op": "create", "data": {"email": "x"}}, {"op": "create", "data": {"lead_score": "y"}}]});
    let refused = app.post(&me, "/api/contacts/bulk", invalid).await.expect(422);
    assert_eq!(refused.pointers(), ["/operations/0/data/email", "/operations/1/data/lead_score"]);
    // What is no version must not pass for none: the change would go over somebody else's.
    let operation =
        |version: Json| json!({"op": "update", "id": old["id"], "version": version, "data": {"last_name": "X"}});
    let misread = json!({"operations": [operation(json!("2")), operation(json!(2.5)), operation(json!(0)),
        {"op": "create", "version": 1, "data": {"last_name": "X"}}, {"op": "create", "id": 7, "data": {"last_name": "X"}}]});
    let refused = app.post(&me, "/api/contacts/bulk", misread).await.expect(422);
    let versions = (0..4).map(|position| format!("/operations/{position}/version"));
    assert_eq!(refused.pointers(), versions.chain(["/operations/4/id".to_owned()]).collect::<Vec<_>>());
}

#[tokio::test]
async fn every_write_is_recorded_with_who_and_what() {
    let app = app().await;
    let me = app.client_admin();
    let contact = create(&app, &me, "contacts", json!({"last_name": "Lee"})).await;
    let path = format!("/api/contacts/{}", contact["id"].as_str().unwrap_or_default());
    app.patch(&me, &path, json!({"last_name": "Low", "owner_id": null})).await.expect(200);
    app.patch(&me, &path, json!({"last_name": "Low"})).await.expect(200);
    app.send(&me, "DELETE", &path, None).await.expect(204);

    let log = app.get(&me, "/api/changes?entity_type=Contact&sort=id").await.expect(200).json();
    let entries = log["data"].as_array().cloned().unwrap_or_default();
    let actions: Vec<&str> = entries.iter().filter_map(|entry| entry["action"].as_str()).collect();
    assert_eq!(actions, ["CREATE", "UPDATE", "DELETE"], "a write that changes nothing leaves no entry");
    assert_eq!(entries[1]["changes"], json!({"last_name": ["Lee", "Low"]}));
    assert_eq!((&entries[1]["actor_id"], &entries[1]["ip_address"]), (&json!(me.caller.id), &json!("192.0.2.1")));
    assert_eq!((&entries[1]["client_id"], &entries[1]["agency_id"]), (&json!(app.client(0)), &json!(app.agency(0))));
    assert_eq!(entries[1]["entity_id"], contact["id"]);

    app.run_write(vec![store::Statement::new(
        "UPDATE clients SET name = 'Renamed' WHERE id = ?1",
        vec![app.client(0).into()],
    )])
    .await;
    let unknown = app.query("SELECT actor_type, actor_id FROM changes ORDER BY id DESC LIMIT 1", vec![]).await;
    assert_eq!(
        unknown,
        [["UNKNOWN".into(), entity::Value::Null]],
        "a write past the API is nobody's, not the last caller's"
    );
}

#[tokio::test]
async fn no_company_is_above_itself() {
    let app = app().await;
    let me = app.client_admin();
    let make = async |name: &str, above: Option<&Json>| {
        create(&app, &me, "companies", json!({"name": name, "parent_company_id": above})).await["id"].clone()
    };
    let top = make("Top", None).await;
    let middle = make("Middle", Some(&top)).await;
    let bottom = make("Bottom", Some(&middle)).await;
    let path = |id: &Json| format!("/api/companies/{}", id.as_str().unwrap());
    for above in [&top, &middle, &bottom] {
        let refused = app.patch(&me, &path(&top), json!({"parent_company_id": above})).await.expect(422);
        assert_eq!(refused.pointers(), ["/parent_company_id"]);
        assert_eq!(refused.json()["errors"][0]["code"], "loop");
    }
    app.patch(&me, &path(&bottom), json!({"parent_company_id": top})).await.expect(200);
    app.patch(&me, &path(&middle), json!({"parent_company_id": bottom})).await.expect(200);
    app.patch(&me, &path(&bottom), json!({"parent_company_id": middle})).await.expect(422);
}

#[tokio::test]
async fn what_is_out_of_order_is_told_with_everything_else() {
    let app = app().await;
    let me = app.client_admin();
    let staff = create(&app, &me, "staff", json!({"name": "Mia"})).await["id"].clone();
    let hours = json!({"staff_id": staff, "weekday": "MONDAY", "start_minute": 600, "end_minute": 540, "nonsense": 1});
    let refused = app.post(&me, "/api/working-hours", hours).await.expect(422);
    assert_eq!(refused.pointers(), ["/nonsense", "/end_minute"]);
    // A row from before there was the rule can be changed in everything else, and mended.
    let hours = json!({"staff_id": staff, "weekday": "MONDAY", "start_minute": 540, "end_minute": 600});
    let hours = create(&app, &me, "working-hours", hours).await["id"].clone();
    let drop = "DROP TRIGGER working_hours_end_minute_order_update";
    let triggers =
        app.query("SELECT sql FROM sqlite_schema WHERE name = 'working_hours_end_minute_order_update'", vec![]);
    let trigger = triggers.await[0][0].as_text().unwrap().to_owned();
    let early = "UPDATE working_hours SET end_minute = 500";
    app.run_write([drop, early, &trigger].map(|sql| Statement::new(sql, [])).to_vec()).await;
    let path = format!("/api/working-hours/{}", hours.as_str().unwrap());
    app.patch(&me, &path, json!({"weekday": "TUESDAY"})).await.expect(200);
    app.patch(&me, &path, json!({"end_minute": 539})).await.expect(422);
    app.patch(&me, &path, json!({"end_minute": 541})).await.expect(200);
}

#[tokio::test]
async fn what_is_searched_for_is_not_sorted() {
    let app = app().await;
    let refused = app.get(&app.client_admin(), "/api/contacts?q=ann&sort=last_name").await.expect(400);
    assert_eq!(refused.pointers(), ["?sort"]);
}

#[tokio::test]
async fn the_log_says_whose_people_were_given_rights() {
    let app = app().await;
    let (user, role) = ("usr_01hf7yat00e008000000000099", "rol_01hf7yat00e008000000000099");
    let members = json!({"client_id": app.client(0), "agency_id": app.agency(0), "role_id": role, "name": "Ann", "email": "a@b.example"});
    app.insert("Role", json!({"name": "GUEST", "label": "Guest", "level": "CLIENT"}), role).await;
    app.insert("User", members, user).await;
    let members = json!({"user_id": user, "resource": "contacts", "action": "READ"});
    app.insert("UserPermission", members, "upm_01hf7yat00e008000000000099").await;
    let path = "/api/changes?entity_type=UserPermission";
    let seen = app.get(&app.client_admin(), path).await.expect(200).json();
    assert_eq!(seen["data"].as_array().map(Vec::len), Some(1), "{seen}");
    let elsewhere = app.get(&app.person("CLIENT_ADMIN", Place::Client(1)), path).await.expect(200).json();
    assert_eq!(elsewhere["data"], json!([]));
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused_and_write_nothing() {
    let app = app().await;
    let me = app.client_admin();
    let send = |content_type: &str, body: Vec<u8>| {
        let mut request = app.request("POST", "/api/contacts", None);
        request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&me.caller))));
        request.headers.push(("content-type".to_owned(), content_type.to_owned()));
        request.body = body;
        request
    };
    let deep = [vec![b'['; 5_000], vec![b']'; 5_000]].concat();
    for (status, content_type, body) in [
        (400, "application/json", b"{\"last_name\":".to_vec()),
        (400, "application/json", vec![b'"', 0xff, 0xfe, b'"']),
        (400, "application/json", deep),
        (422, "application/json", b"[]".to_vec()),
        (415, "text/plain", b"{}".to_vec()),
        (413, "application/json", vec![b' '; api::http::MAX_BODY_BYTES + 1]),
    ] {
        let reply = app.respond(send(content_type, body)).await.expect(status);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        assert_eq!(reply.round_trips, if status == 422 { reply.round_trips } else { 0 });
    }
    let nasty = json!({"last_name": "'; DROP TABLE contacts; --", "notes": "\" OR 1=1 --"});
    let kept = create(&app, &me, "contacts", nasty.clone()).await;
    assert_eq!((&kept["last_name"], &kept["notes"]), (&nasty["last_name"], &nasty["notes"]));
    assert_eq!(app.query("SELECT count(*) FROM contacts", vec![]).await, [[entity::Value::Integer(1)]]);
}

#[tokio::test]
async fn an_agency_lists_all_of_its_clients_and_no_others() {
    let app = app().await;
    let agency = app.person("AGENCY_ADMIN", Place::Agency(0));
    for client in 0..3 {
        let admin = app.person("CLIENT_ADMIN", Place::Client(client));
        for number in 0..3 {
            create(&app, &admin, "contacts", json!({"last_name": format!("{number} of {client}")})).await;
        }
    }
    let mut seen = Vec::new();
    let mut path = "/api/contacts?sort=last_name&limit=2".to_owned();
    loop {
        let page = app.get(&agency, &path).await.expect(200);
        seen.extend(names(&page));
        let Some(cursor) = page.json()["next_cursor"].as_str().map(str::to_owned) else { break };
        path = format!("/api/contacts?sort=last_name&limit=2&cursor={cursor}");
    }
    assert_eq!(seen, ["0 of 0", "0 of 1", "1 of 0", "1 of 1", "2 of 0", "2 of 1"]);
    let one = app.get(&agency, &format!("/api/contacts?client_id={}&sort=last_name", app.client(1))).await.expect(200);
    assert_eq!(names(&one), ["0 of 1", "1 of 1", "2 of 1"]);
    let foreign = app.get(&agency, &format!("/api/contacts?client_id={}", app.client(2))).await.expect(200);
    assert_eq!(names(&foreign).len(), 0);
    app.post(&agency, "/api/contacts", json!({"last_name": "X"})).await.expect(422);
    app.post(&agency, "/api/contacts", json!({"last_name": "X", "client_id": app.client(1)})).await.expect(201);
    let refused =
        app.post(&agency, "/api/contacts", json!({"last_name": "X", "client_id": app.client(2)})).await.expect(422);
    assert_eq!(refused.pointers(), ["/client_id"]);
}

#[tokio::test]
async fn a_record_that_a_command_made_has_its_own_fields_too() {
    let app = app().await;
    let agencies = app.get(&app.admin(), "/api/agencies?fields=custom_fields").await.expect(200).json();
    assert_eq!(agencies["data"][0]["custom_fields"], json!({}));
}

#[tokio::test]
async fn a_row_that_a_condition_forbids_is_not_blamed_on_its_client() {
    let app = app().await;
    let mut me = app.client_admin();
    let condition = Some(json!({"field": "lead_score", "op": "gte", "value": 50}));
    me.caller.grants = Grants(vec![Grant { condition, ..Grant::new("contacts", &["create"], Scope::Client) }]);
    app.post(&me, "/api/contacts", json!({"last_name": "Cold", "lead_score": 49})).await.expect(403);
    app.post(&me, "/api/contacts", json!({"last_name": "Warm", "lead_score": 50})).await.expect(201);
    let elsewhere = json!({"client_id": app.client(1), "lead_score": 50});
    let refused = app.post(&me, "/api/contacts", elsewhere).await.expect(422);
    assert_eq!(refused.pointers(), ["/client_id"]);
}

#[tokio::test]
async fn a_new_row_is_at_the_location_of_whoever_makes_it() {
    let app = app().await;
    let staff = app.person("STAFF", Place::Location(0));
    let user = app.person("CLIENT_USER", Place::Location(0));
    let body = || json!({"last_name": "Lee"});
    for person in [&staff, &user] {
        let contact = create(&app, person, "contacts", body()).await;
        assert_eq!(contact["location_id"], app.location(0));
    }
    let operations = json!({"operations": [{"op": "create", "data": body()}]});
    let made = app.post(&staff, "/api/contacts/bulk", operations).await.expect(200).json();
    assert_eq!(made["results"][0]["data"]["location_id"], app.location(0));

    let at = |location: Json| json!({"last_name": "Lee", "location_id": location});
    assert_eq!(create(&app, &user, "contacts", at(json!(null))).await["location_id"], json!(null));
    assert_eq!(create(&app, &user, "contacts", at(json!(app.location(1)))).await["location_id"], app.location(1));
    let refused = app.post(&staff, "/api/contacts", at(json!(app.location(1)))).await.expect(422);
    assert_eq!(refused.pointers(), ["/location_id"]);
    let elsewhere = json!({"last_name": "Lee", "client_id": app.client(1)});
    assert_eq!(app.post(&user, "/api/contacts", elsewhere).await.expect(422).pointers(), ["/client_id"]);
    // Whoever is of the whole client names the location themselves.
    assert_eq!(create(&app, &app.client_admin(), "contacts", body()).await["location_id"], json!(null));
}
