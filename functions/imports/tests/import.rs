//! Files of contacts come in: mapped, checked, found again, and told row by row what did not fit.

#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use entity::Value;
use serde_json::{Value as Json, json};
use testkit::{Person, Place, Reply, TestApp};

async fn app() -> TestApp {
    TestApp::new(&[&contacts::MODULE, &imports::MODULE]).await
}

async fn job(app: &TestApp, me: &Person, members: Json) -> String {
    let reply = app.post(me, "/api/import-jobs", members).await.expect(201);
    reply.json()["job"]["id"].as_str().expect("an id").to_owned()
}

async fn send(app: &TestApp, me: &Person, job: &str, sequence: usize, body: impl Into<Vec<u8>>) -> Reply {
    let mut request = app.request("POST", &format!("/api/import-jobs/{job}/rows?sequence={sequence}"), None);
    request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&me.caller))));
    request.headers.push(("content-type".to_owned(), "text/csv; charset=utf-8".to_owned()));
    request.body = body.into();
    app.respond(request).await
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    app.query(sql, vec![]).await[0][0].as_integer().expect("a number")
}

async fn contacts(app: &TestApp) -> i64 {
    count(app, "SELECT count(*) FROM contacts").await
}

fn counts(reply: &Reply) -> [i64; 4] {
    let json = reply.json();
    ["processed_rows", "created_rows", "updated_rows", "rejected_rows"].map(|name| json[name].as_i64().unwrap_or(-1))
}

#[tokio::test]
async fn a_file_comes_in_part_by_part() {
    let app = app().await;
    let me = app.client_admin();
    let asked = json!({"entity": "Contact", "file_name": "people.csv", "upsert_key": "email"});
    let job = job(&app, &me, asked).await;
    let first = "First Name;Last Name;E-Mail;Company;Tags;Ignored\r\n\
                 Ann;Lee;ann@example.com;Acme;vip, fair;x\r\nBob;Ray;bob@example.com;acme;;y\r\n";
    let reply = send(&app, &me, &job, 0, first).await.expect(200);
    assert_eq!(counts(&reply), [2, 2, 0, 0]);
    assert!(reply.round_trips <= 4, "{}", reply.round_trips);
    let again = send(&app, &me, &job, 0, first).await.expect(200);
    assert_eq!((again.body, again.headers.iter().any(|(name, _)| name == "idempotency-replayed")), (reply.body, true));
    send(&app, &me, &job, 0, "other bytes\r\n").await.expect(422);
    send(&app, &me, &job, 2, "x").await.expect(409);
    let second = "Cy;Fox;cy@example.com;Fox Ltd;;\nAnnie;;ANN@example.com;;;\n";
    assert_eq!(counts(&send(&app, &me, &job, 1, second).await.expect(200)), [2, 1, 1, 0]);

    let list = app.get(&me, "/api/contacts?sort=last_name&include=company").await.expect(200).json();
    let shown: Vec<[&str; 4]> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|contact| {
            [&contact["first_name"], &contact["last_name"], &contact["email"], &contact["company"]["name"]]
                .map(|value| value.as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        shown,
        [
            ["Cy", "Fox", "cy@example.com", "Fox Ltd"],
            ["Annie", "Lee", "ANN@example.com", "Acme"],
            ["Bob", "Ray", "bob@example.com", "Acme"],
        ]
    );
    assert_eq!(list["data"][1]["tags"], json!(["vip", "fair"]));
    assert_eq!(count(&app, "SELECT count(*) FROM companies").await, 2);

    let done = app.post(&me, &format!("/api/import-jobs/{job}/finish"), json!({})).await.expect(200);
    assert_eq!(done.round_trips, 1);
    let row = app.get(&me, &format!("/api/import-jobs/{job}")).await.expect(200).json();
    assert_eq!(row, done.json()["job"]);
    assert_eq!(
        (&row["status"], &row["processed_rows"], &row["created_rows"]),
        (&json!("COMPLETED"), &json!(4), &json!(3))
    );
    assert_eq!(row["mapping"]["E-Mail"], json!("email"));
    send(&app, &me, &job, 2, "x;y\n").await.expect(409);
    app.post(&me, &format!("/api/import-jobs/{job}/finish"), json!({})).await.expect(200);
}

#[tokio::test]
async fn rows_that_do_not_fit_are_told_with_every_reason_and_come_in_once_mended() {
    let app = app().await;
    let me = app.client_admin();
    let members = json!({"entity": "Contact", "mapping": {"Name": "last_name", "Mail": "email", "Score": "lead_score",
                         "Call": "phone", "Owner": "owner_id"}});
    let import = job(&app, &me, members.clone()).await;
    let file = "Name,Mail,Score,Call,Owner\nLee,nobody,many,12,usr_01h2xcejqtf2nbrexx3vqjhp41\nRay,ray@example.com,7,+4930901820,\n\
                \"=cmd()\",x,1,,\n,,,,\n";
    let reply = send(&app, &me, &import, 0, file).await.expect(200);
    assert_eq!(counts(&reply), [4, 1, 0, 3]);
    let rejections = app.get(&me, &format!("/api/import-rejections?import_job_id={import}&sort=row_number")).await;
    let rejections = rejections.expect(200).json();
    let first = &rejections["data"][0];
    assert_eq!((&first["row_number"], &first["cells"][0]), (&json!(2), &json!("Lee")));
    let mut fields: Vec<&str> =
        first["reasons"].as_array().unwrap().iter().map(|reason| reason["field"].as_str().unwrap()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["email", "lead_score", "owner_id", "phone"]);
    assert_eq!(rejections["data"][1]["row_number"], json!(4));

    let rejected = app.get(&me, &format!("/api/import-jobs/{import}/rejected.csv")).await.expect(200);
    let text = rejected.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Name,Mail,Score,Call,Owner,import_errors");
    assert!(lines[1].starts_with("Lee,nobody,many,12,usr_") && lines[1].contains("Mail: "), "{text}");
    assert!(lines[2].starts_with("'=cmd(),x,1,,,"), "{text}");
    // Rejected once more as it is, the file is the same: its reasons do not pile up, nor what keeps formulas from running.
    let unmended = job(&app, &me, members.clone()).await;
    assert_eq!(counts(&send(&app, &me, &unmended, 0, text.as_str()).await.expect(200)), [3, 0, 0, 3]);
    let rejected = app.get(&me, &format!("/api/import-jobs/{unmended}/rejected.csv")).await.expect(200);
    assert_eq!(rejected.text(), text);
    let mended = text.replace("nobody", "lee@example.com").replace(",many,12,usr_01h2xcejqtf2nbrexx3vqjhp41", ",5,,");
    let mended = mended.replace("'=cmd(),x,", "'=cmd(),y@example.com,");
    let again = job(&app, &me, members).await;
    assert_eq!(counts(&send(&app, &me, &again, 0, mended).await.expect(200)), [3, 2, 0, 1]);
    let found = app.query("SELECT last_name FROM contacts ORDER BY last_name", vec![]).await;
    assert_eq!(found, [["=cmd()"], ["Lee"], ["Ray"]].map(|[name]| vec![Value::from(name)]));
}

#[tokio::test]
async fn a_dry_run_says_what_it_would_do_and_does_nothing() {
    let app = app().await;
    let me = app.client_admin();
    app.post(&me, "/api/contacts", json!({"last_name": "Lee", "email": "lee@example.com"})).await.expect(201);
    let asked = json!({"entity": "Contact", "upsert_key": "email", "dry_run": true});
    let import = job(&app, &me, asked).await;
    let file = "last_name,email,company\nLeigh,lee@example.com,Acme\nRay,ray@example.com,\nX,nobody,\n";
    assert_eq!(counts(&send(&app, &me, &import, 0, file).await.expect(200)), [3, 1, 1, 1]);
    assert_eq!(contacts(&app).await, 1);
    assert_eq!(count(&app, "SELECT count(*) FROM companies").await, 0);
    assert_eq!(app.query("SELECT last_name FROM contacts", vec![]).await, [[Value::from("Lee")]]);
}

#[tokio::test]
async fn a_part_that_was_broken_off_goes_on_where_it_was() {
    let app = app().await;
    let me = app.client_admin();
    let import = job(&app, &me, json!({"entity": "Contact"})).await;
    let mut file = "last_name,email\n".to_owned();
    for number in 0..1_200 {
        file.push_str(&format!("Name {number},n{number}@example.com\n"));
    }
    // Definitions are kept by now; the third write does not arrive.
    let first = job(&app, &me, json!({"entity": "Contact"})).await;
    send(&app, &me, &first, 0, "last_name\nOne\n").await.expect(200);
    app.databases.plan_faults(vec![None, None, None, Some(testkit::Fault::Lost)]);
    send(&app, &me, &import, 0, file.clone()).await.expect(503);
    assert_eq!(contacts(&app).await, 1_001);
    app.post(&me, &format!("/api/import-jobs/{import}/finish"), json!({})).await.expect(409);
    assert_eq!(counts(&send(&app, &me, &import, 0, file.clone()).await.expect(200)), [1_200, 1_200, 0, 0]);
    assert_eq!(contacts(&app).await, 1_201);
    // The answer of a write that was carried out is lost.
    let lost = job(&app, &me, json!({"entity": "Contact"})).await;
    app.databases.plan_faults(vec![None, Some(testkit::Fault::AnswerLost)]);
    send(&app, &me, &lost, 0, file.clone()).await.expect(503);
    assert_eq!(counts(&send(&app, &me, &lost, 0, file).await.expect(200)), [1_200, 1_200, 0, 0]);
    assert_eq!(contacts(&app).await, 2_401);
}

#[tokio::test]
async fn rows_of_one_key_become_one_record_and_custom_fields_are_found_by_label() {
    let app = app().await;
    let me = app.client_admin();
    let field = json!({"entity_type": "CONTACT", "name": "shoe_size", "label": "Shoe size", "field_type": "NUMBER",
                       "client_id": app.client(0)});
    app.post(&me, "/api/custom-fields", field).await.expect(201);
    let asked = json!({"entity": "Contact", "upsert_key": "custom_fields.shoe_size"});
    let import = job(&app, &me, asked.clone()).await;
    let file = "last_name,Shoe size\nLee,42\nLea,42\nRay,\nFox,wide\n";
    assert_eq!(counts(&send(&app, &me, &import, 0, file).await.expect(200)), [4, 2, 1, 1]);
    let again = job(&app, &me, asked).await;
    assert_eq!(counts(&send(&app, &me, &again, 0, "last_name,Shoe size\nLeigh,42\n").await.expect(200)), [1, 0, 1, 0]);
    let rows = app.query("SELECT last_name, custom_fields FROM contacts ORDER BY last_name", vec![]).await;
    assert_eq!(rows[0], [Value::from("Leigh"), Value::from("{\"shoe_size\":42}")]);
}

#[tokio::test]
async fn every_dialect_says_the_same() {
    let app = app().await;
    let me = app.client_admin();
    let expected = ["Lee, \"Ann\"", "first\nsecond; third|fourth\tfifth", "Zoë 😀"];
    for delimiter in [',', ';', '\t', '|'] {
        for (line_break, mark) in [("\n", ""), ("\r\n", ""), ("\r\n", "\u{feff}"), ("\n", "\u{feff}")] {
            app.run_write(vec![store::Statement::new("DELETE FROM contacts", vec![])]).await;
            let import = job(&app, &me, json!({"entity": "Contact"})).await;
            let quoted: Vec<String> =
                expected.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            let join = |cells: &[&str]| cells.join(&delimiter.to_string());
            let rows = [
                join(&["Last Name", "notes", "city"]),
                join(&[&quoted[0], &quoted[1], &quoted[2]]),
                join(&["Ray", "", ""]),
            ];
            let file = format!("{mark}{}", rows.join(line_break));
            let reply = send(&app, &me, &import, 0, file).await.expect(200);
            assert_eq!(counts(&reply), [2, 2, 0, 0], "{delimiter:?} {line_break:?}");
            let rows = app.query("SELECT last_name, notes, city FROM contacts ORDER BY last_name", vec![]).await;
            assert_eq!(rows[0], expected.map(Value::from), "{delimiter:?} {line_break:?}");
        }
    }
}

#[tokio::test]
async fn what_is_no_file_is_refused_and_nothing_is_written() {
    let app = app().await;
    let me = app.client_admin();
    let import = job(&app, &me, json!({"entity": "Contact"})).await;
    let huge = format!("last_name\n{}\n", "x".repeat(api::http::MAX_BODY_BYTES));
    for (status, body) in [
        (400, b"last_name\nL\xe9e\n".to_vec()),
        (400, b"last_name,email\nLee,\"open\n".to_vec()),
        (400, b"\xff\xfel\0a\0s\0t\0".to_vec()),
        (400, b"\n\n".to_vec()),
        (400, b"".to_vec()),
        (413, huge.into_bytes()),
        (422, b"nothing,known\n1,2\n".to_vec()),
    ] {
        let reply = send(&app, &me, &import, 0, body).await.expect(status);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    }
    let long = format!("last_name,email\n{},lee@example.com\n", "x".repeat(500_000));
    assert_eq!(counts(&send(&app, &me, &import, 0, long).await.expect(200)), [1, 0, 0, 1]);
    assert_eq!(contacts(&app).await, 0);
    let mut request = app.request("POST", &format!("/api/import-jobs/{import}/rows?sequence=1"), Some(json!({})));
    request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&me.caller))));
    app.respond(request).await.expect(415);
    for members in [
        json!({}),
        json!({"entity": "Note"}),
        json!({"entity": "Contact", "upsert_key": "notes"}),
        json!({"entity": "Contact", "mapping": {"a": "nothing"}, "header": ["a"]}),
        json!({"entity": "Contact", "header": []}),
        json!({"entity": "Contact", "options": {"date_order": "ANY"}}),
        json!({"entity": "Contact", "status": "COMPLETED"}),
        json!({"entity": "Contact", "client_id": app.client(1)}),
    ] {
        app.post(&me, "/api/import-jobs", members).await.expect(422);
    }
}

#[tokio::test]
async fn an_import_stays_with_its_client() {
    let app = app().await;
    let me = app.client_admin();
    let them = app.person("CLIENT_ADMIN", Place::Client(1));
    app.post(&them, "/api/contacts", json!({"last_name": "Theirs", "email": "ann@example.com"})).await.expect(201);
    let import = job(&app, &me, json!({"entity": "Contact", "upsert_key": "email"})).await;
    send(&app, &them, &import, 0, "email\nx@example.com\n").await.expect(404);
    app.get(&them, &format!("/api/import-jobs/{import}/rejected.csv")).await.expect(404);
    app.post(&them, &format!("/api/import-jobs/{import}/finish"), json!({})).await.expect(404);
    send(&app, &app.person("READ_ONLY", Place::Client(0)), &import, 0, "email\nx@example.com\n").await.expect(403);
    let reply = send(&app, &me, &import, 0, "last_name,email\nMine,ann@example.com\n").await.expect(200);
    assert_eq!(counts(&reply), [1, 1, 0, 0]);
    let agency = app.person("AGENCY_ADMIN", Place::Agency(0));
    let theirs =
        job(&app, &agency, json!({"entity": "Contact", "client_id": app.client(1), "upsert_key": "email"})).await;
    let reply = send(&app, &agency, &theirs, 0, "last_name,email\nNew,ann@example.com\n").await.expect(200);
    assert_eq!(counts(&reply), [1, 0, 1, 0]);
}

#[tokio::test]
async fn a_suggestion_comes_with_the_header() {
    let app = app().await;
    let me = app.client_admin();
    let header = json!(["Record ID - Contact", "First Name", "Create Date", "Associated Company"]);
    let reply = app.post(&me, "/api/import-jobs", json!({"entity": "Contact", "header": header})).await.expect(201);
    let fields: Vec<Json> =
        reply.json()["suggestions"].as_array().unwrap().iter().map(|column| column["field"].clone()).collect();
    assert_eq!(fields, [json!("external_id"), json!("first_name"), Json::Null, json!("company_name")]);
    let id = reply.json()["job"]["id"].as_str().unwrap().to_owned();
    let reply = send(&app, &me, &id, 0, "17,Ann,2026-01-01,Acme\n").await.expect(200);
    assert_eq!(counts(&reply), [1, 1, 0, 0]);
}
