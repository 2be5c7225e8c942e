//! What an operator does with an installation: its keys, its schema, its tenants.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use entity::Value;
use serde_json::{Value as Json, json};
use support::{Folder, create_tenant, portico, run, send, serve, sign_in, sql, stop};

/// An installation whose tenants have databases without any table, as if all migrations were still to come.
fn fleet(data: &Path, count: usize) {
    let data_arg = data.to_str().unwrap();
    let served = serve(data, &[]);
    assert_eq!(served.said, ["made the platform's database"]);
    stop(served);
    for number in 0..count {
        let (id, slug) = (format!("ten_{number:03}"), format!("tenant-{number:03}"));
        sql(data, &id, "SELECT 1").unwrap();
        let tenant = format!(
            "INSERT INTO tenants (id, name, slug, status, created_at, updated_at, version) \
             VALUES ('{id}', '{slug}', '{slug}', 'ACTIVE', 1, 1, 1)"
        );
        sql(data, "platform", &tenant).unwrap();
        let database = format!(
            "INSERT INTO tenant_databases (id, tenant_id, database_type, address, status, created_at, updated_at, version) \
             VALUES ('tdb_{number}', '{id}', 'EMBEDDED', '{id}.db', 'READY', 1, 1, 1)"
        );
        sql(data, "platform", &database).unwrap();
    }
    let (status, text, _) = run(&["tenants", "list", "--data", data_arg]);
    assert_eq!((status, text.lines().count()), (0, count + 1));
}

fn first(data: &Path, database: &str, query: &str) -> Value {
    sql(data, database, query).unwrap()[0][0].clone()
}

#[test]
fn migrating_goes_on_where_it_was_killed() {
    const TENANTS: usize = 12;
    let folder = Folder::new();
    fleet(&folder.0, TENANTS);
    let data = folder.0.to_str().unwrap();
    let (status, text, _) = run(&["migrate", "--dry-run", "--data", data]);
    assert_eq!(status, 0);
    assert!(text.contains("1/12 tenant-000: would get 0001 initial"), "{text}");
    assert!(text.ends_with("tenants: 12 would be migrated, 0 had everything, 0 failed\n"), "{text}");

    let mut child = portico(&["migrate", "--data", data]).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("3/12") {
        line.clear();
        assert_ne!(output.read_line(&mut line).unwrap(), 0);
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let has_all = "SELECT (SELECT count(*) FROM sqlite_schema WHERE name = 'migrations') + \
                   (SELECT count(*) FROM sqlite_schema WHERE name = 'contacts')";
    let tables: Vec<Value> =
        (0..TENANTS).map(|number| first(&folder.0, &format!("ten_{number:03}"), has_all)).collect();
    assert!(
        tables.iter().all(|count| *count == Value::from(0) || *count == Value::from(2)),
        "half a schema: {tables:?}"
    );
    assert_eq!(tables[2], Value::from(2));
    assert_eq!(tables[11], Value::from(0), "it was done before it was killed");

    let (status, text, error) = run(&["migrate", "--data", data]);
    assert_eq!(status, 0, "{error}");
    let done = tables.iter().filter(|count| **count == Value::from(2)).count();
    let summary = format!("tenants: {} migrated, {done} had everything, 0 failed\n", TENANTS - done);
    assert!(text.ends_with(&summary), "{text}");
    let newest = store::migrate::migrations(entity::Home::Tenant).last().unwrap().number;
    let noted = format!("SELECT count(*) FROM tenant_databases WHERE schema_version = {newest} AND status = 'READY'");
    assert_eq!(first(&folder.0, "platform", &noted), Value::from(12));
}

#[test]
fn a_tenant_that_fails_does_not_keep_the_others() {
    let folder = Folder::new();
    fleet(&folder.0, 3);
    let data = folder.0.to_str().unwrap();
    std::fs::remove_file(folder.at("ten_000.db")).unwrap();
    sql(&folder.0, "ten_001", "CREATE TABLE contacts (id)").unwrap();
    let (status, text, error) = run(&["migrate", "--data", data]);
    assert_eq!(status, 1);
    assert!(text.contains("1/3 tenant-000: failed: there is no such database"), "{text}");
    assert!(text.contains("2/3 tenant-001: failed: table contacts already exists"), "{text}");
    assert!(text.ends_with("tenants: 1 migrated, 0 had everything, 2 failed\n"), "{text}");
    assert!(error.contains("2 of the tenants could not be migrated"), "{error}");
    let noted = "SELECT last_error FROM tenant_databases WHERE tenant_id = 'ten_001' AND status = 'FAILED'";
    assert!(first(&folder.0, "platform", noted).as_text().unwrap().contains("already exists"));

    sql(&folder.0, "ten_001", "DROP TABLE contacts").unwrap();
    let (status, text, error) = run(&["migrate", "--data", data, "--tenant", "tenant-001"]);
    assert_eq!((status, text.lines().count()), (0, 2), "{error}");
    assert_eq!(
        first(&folder.0, "platform", "SELECT count(*) FROM tenant_databases WHERE status = 'FAILED'"),
        Value::from(0)
    );
    let written = "SELECT actor_type || ' ' || actor_name FROM changes WHERE entity_type = 'TenantDatabase' \
                   ORDER BY id DESC LIMIT 1";
    assert_eq!(first(&folder.0, "platform", written), Value::from("SYSTEM portico migrate"));
}

#[test]
fn a_tenant_is_made_and_dropped_only_when_that_is_meant() {
    let folder = Folder::new();
    stop(serve(&folder.0, &[]));
    let data = folder.0.to_str().unwrap();
    let create = |name: &str, email: &str| run(&["tenants", "create", name, "--email", email, "--data", data]);
    let (status, text, error) = create("Acme & Co", "ann@example.com");
    assert_eq!(status, 0, "{error}");
    assert!(text.contains("acme-co") && text.contains("ann@example.com signs in with the password "), "{text}");
    let id = text.split(' ').next().unwrap().to_owned();
    let (status, _, error) = create("Other", "ann@example.com");
    assert!(status == 1 && error.contains("Somebody signs in with this address already"), "{error}");
    let (status, _, error) = create("Other", "nobody");
    assert!(status == 1 && error.contains("--email: "), "{error}");
    assert_eq!(create("Other", "bob@example.com").0, 0);

    let (status, _, error) = run(&["tenants", "drop", "acme-co", "--data", data]);
    assert!(status == 1 && error.contains("--yes"), "{error}");
    let (status, _, error) = run(&["tenants", "drop", "nobody", "--yes", "--data", data]);
    assert!(status == 1 && error.contains("there is no tenant `nobody`"), "{error}");
    assert!(folder.at(&format!("{id}.db")).is_file());
    let (status, _, error) = run(&["tenants", "drop", "acme-co", "--yes", "--data", data]);
    assert_eq!(status, 0, "{error}");
    assert!(!folder.at(&format!("{id}.db")).exists());
    let (_, text, _) = run(&["tenants", "list", "--data", data]);
    let status = |slug: &str| text.lines().find(|line| line.contains(slug)).unwrap().split_whitespace().nth(2).unwrap();
    assert_eq!((status("acme-co"), status("other")), ("CLOSED", "ACTIVE"));
    let (_, text, _) = run(&["migrate", "--data", data]);
    assert_eq!(text, "tenants: 0 migrated, 1 had everything, 0 failed\n");
}

#[test]
fn a_tenant_is_suspended_and_resumed() {
    let folder = Folder::new();
    fleet(&folder.0, 1);
    let data = folder.0.to_str().unwrap();
    let tenants = |arguments: &[&str]| run(&[&["tenants"], arguments, &["--data", data]].concat());
    let (status, text, error) = tenants(&["suspend", "tenant-000", "--reason", "unpaid"]);
    assert_eq!((status, text.lines().next()), (0, Some("tenant-000 is SUSPENDED")), "{error}");
    assert!(text.contains("follows with the next tick"), "its database has no tables yet: {text}");
    let kept = "SELECT status || ' ' || status_reason || ' ' || (suspended_at > 0) FROM tenants";
    assert_eq!(first(&folder.0, "platform", kept), Value::from("SUSPENDED unpaid 1"));
    let (status, _, error) = tenants(&["suspend", "tenant-000"]);
    assert!(status == 1 && error.contains("tenant-000 is SUSPENDED, not ACTIVE"), "{error}");
    assert_eq!(tenants(&["resume", "tenant-000"]).0, 0);
    let kept = "SELECT status || coalesce(status_reason, '') || coalesce(suspended_at, '') FROM tenants";
    assert_eq!(first(&folder.0, "platform", kept), Value::from("ACTIVE"));
    let log = "SELECT group_concat(actor_name || ' ' || action || ' ' || json_extract(changes, '$.status[1]'), '; ') \
               FROM (SELECT * FROM changes WHERE entity_type = 'Tenant' AND action <> 'CREATE' ORDER BY id)";
    let both = "portico tenants STATUS_CHANGE SUSPENDED; portico tenants STATUS_CHANGE ACTIVE";
    assert_eq!(first(&folder.0, "platform", log), Value::from(both));

    let (status, text, error) = run(&["migrate", "--data", data]);
    assert_eq!(status, 0, "{text}{error}");
    let noted = || first(&folder.0, "ten_000", "SELECT count(*) FROM suspension");
    for (step, rows) in [("suspend", 1_i64), ("resume", 0)] {
        let (status, text, error) = tenants(&[step, "tenant-000"]);
        assert!(status == 0 && !text.contains("next tick"), "{text}{error}");
        assert_eq!(noted(), Value::from(rows), "its own database knows it");
    }
}

#[test]
fn a_server_says_what_is_wrong_with_its_databases() {
    let folder = Folder::new();
    fleet(&folder.0, 1);
    let data = folder.0.to_str().unwrap();
    let serve = ["serve", "--port", "0", "--data", data];

    std::fs::write(folder.at("platform.db"), "no database at all, but long enough to look at ".repeat(200)).unwrap();
    for file in ["platform.db-wal", "platform.db-shm"] {
        let _ = std::fs::remove_file(folder.at(file));
    }
    let (status, _, error) = run(&serve);
    assert_eq!(status, 1);
    assert!(error.contains("the platform's database: ") && error.contains("damaged"), "{error}");
    assert!(error.contains("portico restore --from DIR --replace platform"), "{error}");

    std::fs::remove_file(folder.at("platform.db")).unwrap();
    let (status, _, error) = run(&serve);
    assert_eq!(status, 1);
    assert!(error.contains("there is a database ten_000 here and none of the platform"), "{error}");
    let (status, _, error) = run(&["tenants", "list", "--data", data]);
    assert!(status == 1 && error.contains("there is no platform database here"), "{error}");
}

#[test]
fn keys_follow_each_other() {
    let folder = Folder::new();
    let data = folder.0.to_str().unwrap();
    let (status, _, error) = run(&["keys", "settings", "--data", data]);
    assert!(status == 1 && error.contains("there are no keys yet"), "{error}");
    stop(serve(&folder.0, &[]));
    let listed = |arguments: &[&str]| {
        let (status, text, error) = run(&[arguments, &["--data", data]].concat());
        assert_eq!(status, 0, "{error}");
        text.lines().map(|line| line.split(' ').next().unwrap().to_owned()).take(2).collect::<Vec<_>>()
    };
    let made = listed(&["keys", "list"]);
    assert_eq!(made.len(), 1);
    let rotated = listed(&["keys", "rotate"]);
    assert_eq!(rotated[1], made[0]);
    assert_ne!(rotated[0], made[0]);
    let (status, _, error) = run(&["keys", "rotate", "--data", data]);
    assert!(status == 1 && error.contains("less than ten minutes ago"), "{error}");
    assert_eq!(listed(&["keys", "rotate", "--force"])[1], rotated[0]);

    let (_, text, _) = run(&["keys", "settings", "--data", data]);
    let public = text.lines().find_map(|line| line.strip_prefix("PORTICO_PUBLIC_KEYS=")).unwrap();
    assert_eq!(serde_json::from_str::<Json>(public).unwrap().as_object().unwrap().len(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(folder.at("keys.json")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::write(folder.at("keys.json"), "{}").unwrap();
    let (status, _, error) = run(&["serve", "--port", "0", "--data", data]);
    assert!(status == 1 && error.contains("these are no keys"), "{error}");
}

#[test]
fn what_an_older_key_has_sealed_is_sealed_again() {
    let folder = Folder::new();
    let data = folder.0.to_str().unwrap();
    let served = serve(&folder.0, &[]);
    let id = create_tenant(&folder.0, "Acme", "ann@example.com");
    let ann = sign_in(&served.address, "ann@example.com", "correct horse");
    let ask = |address: &str, method: &str, path: &str, body: Option<Json>| {
        let (status, answer) = send(address, method, path, Some(&ann), body);
        assert!(status < 300, "{answer}");
        answer
    };
    let agency = ask(&served.address, "GET", "/api/agencies", None)["data"][0]["id"].clone();
    let client = ask(&served.address, "POST", "/api/clients", Some(json!({"name": "Venue", "agency_id": agency})));
    let body = json!({"client_id": client["id"], "email": "bea@example.com", "request_type": "ACCESS",
                      "received_at": "2026-01-05T10:00:00Z", "verification_note": "passport C01X00T47"});
    let path = "/api/data-subject-requests";
    let made = ask(&served.address, "POST", path, Some(body));
    stop(served);
    let sealed = || first(&folder.0, &id, "SELECT verification_note FROM data_subject_requests");
    let key_of = |sealed: &Value| sealed.as_text().unwrap().split('.').next().unwrap().to_owned();
    let before = sealed();

    let reseal = || run(&["keys", "reseal", "--data", data]);
    assert!(reseal().1.contains("2/2 acme: 0 sealed again"), "the only key has sealed it");
    assert_eq!(run(&["keys", "rotate", "--sealing", "--data", data]).0, 0);
    let (status, text, error) = reseal();
    assert_eq!(status, 0, "{error}");
    assert!(
        text.contains("1/2 the platform: 0 sealed again") && text.contains("2/2 acme: 1 sealed again, 0"),
        "{text}"
    );
    assert_ne!(key_of(&sealed()), key_of(&before));
    assert!(reseal().1.contains("2/2 acme: 0 sealed again"), "what is done is not done again");

    let served = serve(&folder.0, &[]);
    let path = format!("{path}/{}", made["id"].as_str().unwrap());
    assert_eq!(ask(&served.address, "GET", &path, None)["verification_note"], "passport C01X00T47");
    stop(served);
    sql(&folder.0, &id, "UPDATE data_subject_requests SET verification_note = 'gone.x'").unwrap();
    let (status, _, error) = reseal();
    assert!(status == 1 && error.contains("1 sealed cells open with none of the keys"), "{error}");
}

#[test]
fn the_schema_names_every_entity_and_every_field() {
    let (status, text, _) = run(&["schema", "--json"]);
    assert_eq!(status, 0);
    let document: Json = serde_json::from_str(&text).unwrap();
    let entities = document["entities"].as_array().unwrap();
    assert_eq!(entities.len(), domain::entities().count());
    for (shown, entity) in entities.iter().zip(domain::entities()) {
        assert_eq!((&shown["name"], &shown["table"]), (&Json::from(entity.name), &Json::from(entity.table)));
        assert_eq!(shown["fields"].as_array().unwrap().len(), entity.fields().count());
    }
    let field = |entity: &str, field: &str| {
        let entity = entities.iter().find(|shown| shown["name"] == entity).unwrap();
        entity["fields"].as_array().unwrap().iter().find(|shown| shown["name"] == field).unwrap().clone()
    };
    assert_eq!(field("Location", "client_id")["references"], "Client");
    assert_eq!(field("Location", "location_type")["choices"][0], "VENUE");
    assert_eq!(field("Contact", "created_at")["kind"], "timestamp");
    assert_eq!(field("Contact", "custom_fields")["required"], false);
}
