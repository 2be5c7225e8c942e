//! From an empty folder to records and back again, as the person who runs it goes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::path::Path;

use entity::Value;
use serde_json::json;
use support::{Folder, create_tenant, run, send, serve, sign_in, sql, stop, tenant_with_client};

#[test]
fn what_was_written_comes_back_from_a_backup() {
    let folder = Folder::new();
    let (data, copies) = (folder.at("data"), folder.at("copies"));
    let (data_arg, copies_arg) = (data.to_str().unwrap(), copies.to_str().unwrap());
    let served = serve(&data, &["--quiet"]);
    create_tenant(&data, "Acme", "ann@example.com");
    let token = sign_in(&served.address, "ann@example.com", "correct horse");
    let address = served.address.clone();
    let post = |path: &str, body| {
        let (status, answer) = send(&address, "POST", path, Some(&token), Some(body));
        assert_eq!(status, 201, "{answer}");
        answer
    };
    let agency = send(&address, "GET", "/api/agencies", Some(&token), None).1["data"][0]["id"].clone();
    let client = post("/api/clients", json!({"name": "Harbour Hall", "agency_id": agency}))["id"].clone();
    let contact =
        post("/api/contacts", json!({"client_id": client, "first_name": "Anna", "email": "anna@example.com"}));
    let path = format!("/api/contacts/{}", contact["id"].as_str().unwrap());

    let (status, _, error) = run(&["backup", "--data", data_arg, "--to", copies_arg]);
    assert_eq!(status, 0, "{error}");
    let (status, _) = send(&address, "DELETE", &path, Some(&token), None);
    assert_eq!(status, 204);
    assert_eq!(send(&address, "GET", &path, Some(&token), None).0, 404);
    let (status, _, error) = run(&["restore", "--data", data_arg, "--from", copies_arg, "--replace"]);
    assert_eq!(status, 0, "{error}");
    assert_eq!(send(&address, "GET", &path, Some(&token), None), (200, contact.clone()), "while it is served");
    stop(served);

    // In another place, with the same keys, the same token is still good.
    let elsewhere = folder.at("elsewhere");
    assert_eq!(run(&["restore", "--data", elsewhere.to_str().unwrap(), "--from", copies_arg]).0, 0);
    fs::copy(data.join("keys.json"), elsewhere.join("keys.json")).unwrap();
    let served = serve(&elsewhere, &["--quiet"]);
    assert_eq!(send(&served.address, "GET", &path, Some(&token), None), (200, contact));
    stop(served);
}

#[test]
fn a_token_outlives_the_rotation_of_its_key() {
    let folder = Folder::new();
    let data = folder.0.to_str().unwrap();
    let served = serve(&folder.0, &["--quiet"]);
    create_tenant(&folder.0, "Acme", "ann@example.com");
    let before = sign_in(&served.address, "ann@example.com", "correct horse");
    stop(served);
    assert_eq!(run(&["keys", "rotate", "--data", data]).0, 0);
    let served = serve(&folder.0, &["--quiet"]);
    let after = sign_in(&served.address, "ann@example.com", "correct horse");
    for token in [&before, &after] {
        assert_eq!(send(&served.address, "GET", "/api/me", Some(token), None).0, 200);
    }
    stop(served);
    assert_eq!(run(&["keys", "rotate", "--force", "--data", data]).0, 0);
    let served = serve(&folder.0, &["--quiet"]);
    assert_eq!(send(&served.address, "GET", "/api/me", Some(&before), None).0, 401);
    assert_eq!(send(&served.address, "GET", "/api/me", Some(&after), None).0, 200);
    stop(served);
}

#[test]
fn files_come_in_and_go_out() {
    let folder = Folder::new();
    let data = folder.at("data");
    let data_arg = data.to_str().unwrap();
    let client = &tenant_with_client(&data);

    let (file, rejected) = (folder.at("people.csv"), folder.at("rejected.csv"));
    fs::write(&file, "First name;E-mail\nAnna;anna@example.com\nBen;not an address\nChiara;chiara@example.com\n")
        .unwrap();
    let with = |options: &[&'static str]| {
        let arguments = ["import", file.to_str().unwrap(), "--tenant", "acme", "--client", client, "--data", data_arg];
        run(&[&arguments, options].concat())
    };
    let (status, text, error) = with(&["--dry-run"]);
    assert!(status == 1 && error.contains("--rejected FILE says why"), "{error}");
    assert!(text.starts_with("3 rows: 2 created, 0 updated, 1 rejected (nothing was written)"), "{text}");
    let arguments = ["import", file.to_str().unwrap(), "--tenant", "acme", "--client", client, "--data", data_arg];
    let (status, text, error) = run(&[&arguments[..], &["--rejected", rejected.to_str().unwrap()]].concat());
    assert_eq!(status, 0, "{error}");
    assert!(text.starts_with("3 rows: 2 created, 0 updated, 1 rejected; job imp_"), "{text}");
    let reasons = fs::read_to_string(&rejected).unwrap();
    assert!(reasons.contains("Ben,not an address,") && !reasons.contains("Anna"), "{reasons}");
    fs::write(&file, "First name,E-mail\nAnna-Lena,anna@example.com\n").unwrap();
    let (_, text, error) = with(&["--upsert", "email"]);
    assert!(text.starts_with("1 rows: 0 created, 1 updated, 0 rejected"), "{text}{error}");

    let export = ["export", "--tenant", "acme", "--client", client, "--data", data_arg, "--query"];
    let (status, text, error) = run(&[&export[..], &["fields=first_name,email&sort=email"]].concat());
    assert_eq!(status, 0, "{error}");
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 3, "{text}");
    assert!(rows[1].contains("Anna-Lena,anna@example.com") && rows[2].contains("Chiara"), "{text}");
    let (status, text, _) = run(&[&export[..], &["first_name=Chiara", "--format", "jsonl"]].concat());
    assert_eq!((status, text.lines().count()), (0, 1));
    let (status, _, error) = run(&[&export[..], &["nonsense=1"]].concat());
    assert!(status == 1 && error.contains("nonsense"), "{error}");
}

#[test]
fn the_audit_chain_goes_on_from_a_copy_that_was_put_back() {
    let folder = Folder::new();
    let (data, copies) = (folder.at("data"), folder.at("copies"));
    let data_arg = data.to_str().unwrap();
    stop(serve(&data, &[]));
    let tenant = create_tenant(&data, "Acme", "ann@example.com");
    let tick = || run(&["tick", "--data", data_arg]).1;
    let verify = || run(&["audit", "verify", "--data", data_arg]);
    let write = || sql(&data, &tenant, "UPDATE users SET name = name || '.'").unwrap();
    assert!(tick().ends_with(" 0 failed\n"));
    assert_eq!(run(&["backup", "--data", data_arg, "--to", copies.to_str().unwrap()]).0, 0);
    write();
    assert!(tick().ends_with(" 0 failed\n"));

    // Past the command, as a server of databases does it: what is sealed next does not fit, and nobody is kept from work.
    let copy = copies.join(format!("{tenant}.db"));
    for ending in ["-wal", "-shm"] {
        let _ = fs::remove_file(data.join(format!("{tenant}.db{ending}")));
    }
    fs::copy(&copy, data.join(format!("{tenant}.db"))).unwrap();
    write();
    assert!(tick().ends_with(" 0 failed\n"));
    let (status, _, error) = verify();
    assert!(status == 1 && error.contains("acme: segment"), "{error}");
    let (status, text, error) = run(&["audit", "accept", "--tenant", "acme", "--data", data_arg]);
    assert_eq!(status, 0, "{error}");
    assert!(text.contains("its audit chain goes on behind segment"), "{text}");
    assert_eq!(verify().0, 0);
    write();
    assert!(tick().ends_with(" 0 failed\n"));
    assert_eq!(verify().0, 0);

    let restore = ["restore", "--from", copies.to_str().unwrap(), "--replace", &tenant, "--data", data_arg];
    let (status, text, error) = run(&restore);
    assert_eq!(status, 0, "{error}");
    assert!(text.contains("its audit chain goes on behind segment"), "{text}");
    assert_eq!(verify().0, 0);
    write();
    assert!(tick().ends_with(" 0 failed\n"));
    let (status, text, error) = verify();
    assert_eq!(status, 0, "{text}{error}");
    let forgotten = "SELECT count(*) FROM changes WHERE entity_type = 'AuditAnchor' AND action = 'DELETE' \
                     AND actor_name IN ('portico restore', 'portico audit')";
    assert_eq!(sql(&data, "platform", forgotten).unwrap()[0][0], Value::from(2));
}

#[test]
fn a_row_of_the_change_log_that_was_tampered_with_shows() {
    let folder = Folder::new();
    let data = folder.0.to_str().unwrap();
    stop(serve(&folder.0, &[]));
    let tenant = create_tenant(&folder.0, "Acme", "ann@example.com");
    create_tenant(&folder.0, "Other", "bob@example.com");
    let (status, text, error) = run(&["tick", "--data", data]);
    assert_eq!((status, text.as_str()), (0, "2 tenants, 5 segments sealed, 0 reminders sent, 0 failed\n"), "{error}");
    let (status, text, error) = run(&["audit", "verify", "--data", data]);
    assert_eq!(status, 0, "{error}");
    assert!(text.starts_with("platform: 1 segments with ") && text.contains("\nacme: 2 segments with "), "{text}");

    sql(&folder.0, &tenant, "UPDATE changes SET actor_name = 'Somebody else' WHERE id = 2").unwrap();
    let (status, text, error) = run(&["audit", "verify", "--data", data]);
    assert_eq!(status, 1);
    assert!(error.contains("acme: segment 1 was altered"), "{error}");
    assert!(text.contains("\nother: 2 segments with "), "the others are still looked at: {text}");
    assert_eq!(run(&["audit", "verify", "--tenant", "other", "--data", data]).0, 0);

    sql(&folder.0, &tenant, "DELETE FROM changes WHERE id = 3").unwrap();
    let (status, _, error) = run(&["audit", "verify", "--tenant", "acme", "--data", data]);
    assert!(status == 1 && error.contains("entry 3 of the change log was removed"), "{error}");
    assert_eq!(run(&["audit", "--data", data]).0, 2);
}

#[test]
fn a_field_gets_an_index_of_its_own_and_loses_it_again() {
    let folder = Folder::new();
    let data = folder.at("data");
    stop(serve(&data, &[]));
    let tenant = create_tenant(&data, "Acme", "ann@example.com");
    let (data_arg, copies) = (data.to_str().unwrap(), folder.at("copies"));
    let define = "INSERT INTO custom_fields (id, entity_type, name, label, field_type, created_at, updated_at, version) \
                  VALUES ('cuf_1', 'CONTACT', 'size', 'Size', 'DECIMAL', 1, 1, 1), \
                  ('cuf_2', 'CONTACT', 'likes', 'Likes', 'CHECKBOX', 1, 1, 1)";
    sql(&data, &tenant, define).unwrap();
    let fields = |words: &[&str]| {
        let arguments = [&["fields"], words, &["--tenant", "acme", "--data", data_arg]].concat();
        run(&arguments)
    };
    let index = |folder: &Path| {
        let found = "SELECT sql FROM sqlite_schema WHERE name = 'contacts_custom_size'";
        sql(folder, &tenant, found).unwrap().into_iter().next().and_then(|row| row[0].as_text().map(str::to_owned))
    };

    for _ in 0..2 {
        assert_eq!(fields(&["promote", "Contact", "size"]), (0, "Contact size has an index\n".into(), String::new()));
    }
    assert_eq!(fields(&["list"]).1, "Contact likes\nContact size, with an index\n");
    let made = index(&data).unwrap();
    assert!(made.contains("CAST(json_extract(custom_fields, '$.size') AS REAL), id)"), "{made}");
    let by = "SELECT actor_name, changes FROM changes WHERE entity_id = 'cuf_1' AND action = 'UPDATE'";
    let entries = sql(&data, &tenant, by).unwrap();
    assert_eq!(entries, [["portico fields".into(), r#"{"is_indexed":[0,1]}"#.into()]]);

    // It is nobody's drift, and a copy has it.
    let (status, text, error) = run(&["migrate", "--data", data_arg]);
    assert_eq!(status, 0, "{text}{error}");
    assert_eq!(run(&["backup", "--to", copies.to_str().unwrap(), "--data", data_arg]).0, 0);
    assert_eq!(fields(&["demote", "Contact", "size"]).0, 0);
    assert_eq!(index(&data), None);
    let restore = ["restore", "--from", copies.to_str().unwrap(), "--replace", tenant.as_str(), "--data", data_arg];
    let (status, text, error) = run(&restore);
    assert_eq!(status, 0, "{text}{error}");
    assert_eq!(index(&data), Some(made));

    let (status, _, error) = fields(&["promote", "Contact", "likes"]);
    assert!(status == 1 && error.contains("no index serves"), "{error}");
    let (status, _, error) = fields(&["promote", "Contact", "nothing"]);
    assert!(status == 1 && error.contains("has no field `nothing`"), "{error}");
    assert_eq!(fields(&["promote", "Contact"]).0, 2);
}
