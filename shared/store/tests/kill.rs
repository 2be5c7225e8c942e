//! A process that is killed in the middle of writing loses nothing that it acknowledged.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use entity::Value;
use store::{Batch, DatabaseName, EmbeddedOptions, EmbeddedTransport, Mode, Statement, Transport};

const FOLDER: &str = "PORTICO_KILL_TEST_FOLDER";

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

async fn run(transport: &EmbeddedTransport, mode: Mode, statements: Vec<Statement>) -> Vec<Vec<Vec<Value>>> {
    let sets = transport.run(&DatabaseName::platform(), Batch { mode, statements }).await.unwrap();
    sets.into_iter().map(|set| set.rows).collect()
}

/// Not a test by itself: the process that gets killed. It prints a line for each acknowledged write.
#[test]
fn the_process_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let transport = EmbeddedTransport::new(EmbeddedOptions::new(PathBuf::from(folder))).unwrap();
    let first = runtime().block_on(async {
        transport.create(&DatabaseName::platform()).await.unwrap();
        let tables =
            ["CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY)", "CREATE TABLE IF NOT EXISTS log (id INTEGER)"];
        run(&transport, Mode::Write, tables.map(|sql| Statement::new(sql, [])).into()).await;
        let highest = Statement::new("SELECT coalesce(max(id), 0) / 1000000 + 1 FROM row", []);
        run(&transport, Mode::Read, vec![highest]).await[0][0][0].as_integer().unwrap()
    });
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let transport = transport.clone();
            std::thread::spawn(move || {
                runtime().block_on(async {
                    for n in 0.. {
                        let id = first * 1_000_000 + writer * 100_000 + n;
                        let insert =
                            |table| Statement::new(format!("INSERT INTO {table} VALUES (?1)"), [Value::from(id)]);
                        run(&transport, Mode::Write, vec![insert("row"), insert("log")]).await;
                        // One write call for each line, so that none is cut by another.
                        std::io::stdout().write_all(format!("\nacknowledged {id} end\n").as_bytes()).unwrap();
                    }
                });
            })
        })
        .collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
}

#[test]
fn killing_the_process_loses_no_acknowledged_write() {
    let folder = std::env::temp_dir().join(format!("portico-kill-{}", std::process::id()));
    let mut acknowledged = Vec::new();
    for round in 1..=4 {
        acknowledged.extend(write_until_killed(&folder, round * 150));
        let transport = EmbeddedTransport::new(EmbeddedOptions::new(&folder)).unwrap();
        let counts = runtime().block_on(async {
            let here = "SELECT count(*) FROM json_each(?1) WHERE value IN (SELECT id FROM row)";
            let ids = Value::from(format!("{acknowledged:?}"));
            let torn = "SELECT count(*) FROM (SELECT id FROM row EXCEPT SELECT id FROM log) UNION ALL SELECT count(*) FROM (SELECT id FROM log EXCEPT SELECT id FROM row)";
            let statements = vec![Statement::new(here, [ids]), Statement::new(torn, []), Statement::new("PRAGMA integrity_check", [])];
            run(&transport, Mode::Read, statements).await
        });
        assert_eq!(counts[0][0][0], Value::from(i64::try_from(acknowledged.len()).unwrap()), "round {round}");
        assert_eq!(counts[1], [[Value::from(0)], [Value::from(0)]]);
        assert_eq!(counts[2], [[Value::from("ok")]]);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Starts the writing process, kills it after so many acknowledgements, and gives back those that were heard.
fn write_until_killed(folder: &Path, count: usize) -> Vec<i64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["the_process_that_is_killed", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut heard = Vec::new();
    for line in lines {
        let line = line.unwrap();
        heard
            .extend(line.strip_prefix("acknowledged ").and_then(|rest| rest.strip_suffix(" end")?.parse::<i64>().ok()));
        if heard.len() == count {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(heard.len() >= count, "the writing process ended by itself");
    heard
}
