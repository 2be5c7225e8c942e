//! The program as a person or a supervisor starts it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use entity::Value;
use store::{Batch, DatabaseError, DatabaseName, EmbeddedOptions, EmbeddedTransport, Mode, Statement, Transport};

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Folder(std::env::temp_dir().join(format!("portico-cli-{}-{number}", std::process::id())))
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn portico(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command.args(arguments).env_remove("PORTICO_DATA").env_remove("PORTICO_DATABASE_URL");
    command
}

/// Exit status, standard output, standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = portico(arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// One statement on a database of a folder, which is made if it is not there.
fn sql(folder: &Path, database: &str, sql: &str) -> Result<Vec<Vec<Value>>, DatabaseError> {
    let database = DatabaseName::tenant(database).unwrap();
    let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        transport.create(&database).await?;
        let batch = Batch { mode: Mode::Write, statements: vec![Statement::new(sql, [])] };
        Ok(transport.run(&database, batch).await?.remove(0).rows)
    })
}

#[test]
fn help_lists_what_there_is() {
    for arguments in [&[][..], &["--help"], &["help"]] {
        let (status, text, _) = run(arguments);
        assert_eq!(status, 0);
        assert!(["serve", "backup", "restore"].iter().all(|name| text.contains(&format!("  {name} "))), "{text}");
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
    let mut child = portico(&["serve", "--port", "0", "--data", data.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("portico serves on ").unwrap();
    assert_eq!(ureq::get(format!("{address}/healthz?who=anna@example.com")).call().unwrap().status(), 200);
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("\"path\":\"/healthz\"") && !log.contains("anna"), "{log}");
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = Folder::new();
    let (status, _, error) = run(&["serve", "--port", &port, "--data", folder.0.to_str().unwrap()]);
    assert_eq!(status, 1);
    assert!(error.contains(&format!("cannot serve on 127.0.0.1:{port}")), "{error}");
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
