//! The program as a person or a supervisor starts it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::path::Path;

use entity::Value;
use support::{Folder, run, sql};

#[test]
fn help_lists_what_there_is() {
    for arguments in [&[][..], &["--help"], &["help"]] {
        let (status, text, _) = run(arguments);
        assert_eq!(status, 0);
        assert!(
            ["serve", "tenants", "migrate", "backup", "restore", "audit", "tick", "keys", "fields", "schema"]
                .iter()
                .all(|name| text.contains(&format!("  {name} "))),
            "{text}"
        );
    }
    let (status, text, _) = run(&["serve", "--help"]);
    assert!(status == 0 && text.contains("--port"), "{text}");
}

#[test]
fn what_makes_no_sense_is_said_and_has_its_own_status() {
    let cases = [
        (&["nonsense"][..], "there is no command `nonsense`"),
        (&["--nonsense"], "invalid option '--nonsense'"),
        (&["serve", "--port", "many"], "many"),
        (&["serve", "--port"], "missing argument"),
        (&["backup"], "--to DIR"),
        (&["restore", "--from", "x", "../etc"], "`../etc` cannot be the name of a database"),
    ];
    for (arguments, expected) in cases {
        let (status, _, error) = run(arguments);
        assert_eq!(status, 2, "{error}");
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_server_starts_answers_and_stops_when_told() {
    let folder = Folder::new();
    let data = folder.at("data");
    let served = support::serve(&data, &[]);
    let address = &served.address;
    assert_eq!(ureq::get(format!("{address}/healthz?who=anna@example.com")).call().unwrap().status(), 200);
    let log = support::stop(served);
    assert!(log.contains("\"path\":\"/healthz\"") && !log.contains("anna"), "{log}");
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = Folder::new();
    let (status, _, error) = run(&["serve", "--port", &port, "--data", folder.0.to_str().unwrap()]);
    assert_eq!(status, 1);
    assert!(error.contains(&format!("another program serves on 127.0.0.1:{port} already")), "{error}");
    assert!(error.contains("--port"), "it says what to do: {error}");
    assert!(!folder.0.exists(), "nothing was made for a server that cannot be");
}

#[test]
fn a_backup_brings_everything_back() {
    let folder = Folder::new();
    let (data, copies) = (folder.at("data"), folder.at("copies"));
    let (data_arg, copies_arg) = (data.to_str().unwrap(), copies.to_str().unwrap());
    let (status, _, error) = run(&["backup", "--data", data_arg, "--to", copies_arg]);
    assert!(status == 1 && error.contains("no databases to copy"), "{error}");
    for database in ["a_tenant", "platform"] {
        sql(&data, database, "CREATE TABLE t AS SELECT 'before' AS state").unwrap();
    }
    let (status, text, error) = run(&["backup", "--data", data_arg, "--to", copies_arg]);
    assert_eq!(status, 0, "{error}");
    assert!(text.starts_with("1/2 ") && text.lines().next().unwrap().ends_with("platform.db"), "{text}");
    sql(&data, "a_tenant", "UPDATE t SET state = 'after'").unwrap();

    let (status, _, error) = run(&["restore", "--data", data_arg, "--from", copies_arg]);
    assert!(status == 1 && error.contains("--replace"), "{error}");
    let state = |folder: &Path| sql(folder, "a_tenant", "SELECT state FROM t").unwrap()[0][0].clone();
    assert_eq!(state(&data), Value::from("after"));
    assert_eq!(run(&["restore", "--data", data_arg, "--from", copies_arg, "--replace", "a_tenant"]).0, 0);
    assert_eq!(state(&data), Value::from("before"));

    let elsewhere = folder.at("elsewhere");
    let (status, text, error) = run(&["restore", "--data", elsewhere.to_str().unwrap(), "--from", copies_arg]);
    assert_eq!((status, text.as_str()), (0, "1/2 a_tenant\n2/2 platform\n"), "{error}");
    assert_eq!(state(&elsewhere), Value::from("before"));
}

#[test]
fn a_damaged_copy_is_refused_and_nothing_is_made_of_it() {
    let folder = Folder::new();
    let (data, copies) = (folder.at("data"), folder.at("copies"));
    std::fs::create_dir_all(&copies).unwrap();
    std::fs::write(copies.join("platform.db"), "no database at all, but long enough to look at ".repeat(50)).unwrap();
    let (status, _, error) = run(&["restore", "--data", data.to_str().unwrap(), "--from", copies.to_str().unwrap()]);
    assert_eq!(status, 1);
    assert!(error.contains("SQLITE_NOTADB"), "{error}");
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 0);
}
