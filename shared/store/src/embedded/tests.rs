#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};

use entity::Value;

use super::*;
use crate::Statement;

/// A folder of its own for each test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("portico-store-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

fn open(folder: &Folder) -> EmbeddedTransport {
    EmbeddedTransport::new(EmbeddedOptions::new(&folder.0)).unwrap()
}

fn name(name: &str) -> DatabaseName {
    DatabaseName::tenant(name).unwrap()
}

async fn write(transport: &EmbeddedTransport, database: &DatabaseName, sql: &[&str]) -> Outcome {
    let statements = sql.iter().map(|sql| Statement::new(*sql, [])).collect();
    transport.run(database, Batch { mode: Mode::Write, statements }).await
}

async fn read(transport: &EmbeddedTransport, database: &DatabaseName, sql: &[&str]) -> Outcome {
    let statements = sql.iter().map(|sql| Statement::new(*sql, [])).collect();
    transport.run(database, Batch { mode: Mode::Read, statements }).await
}

async fn number(transport: &EmbeddedTransport, database: &DatabaseName, sql: &str) -> i64 {
    read(transport, database, &[sql]).await.unwrap()[0].rows[0][0].as_integer().unwrap()
}

/// A database `t` with the table `t (n INTEGER PRIMARY KEY, p INTEGER)`, where `p` refers to `n` once committed.
async fn with_table(transport: &EmbeddedTransport) -> DatabaseName {
    let database = name("t");
    transport.create(&database).await.unwrap();
    let table = "CREATE TABLE t (n INTEGER PRIMARY KEY, p INTEGER REFERENCES t DEFERRABLE INITIALLY DEFERRED)";
    write(transport, &database, &[table]).await.unwrap();
    database
}

#[test]
fn databases_come_and_go() {
    let folder = Folder::new();
    wait(async {
        let transport = open(&folder);
        let database = name("one");
        assert_eq!(read(&transport, &database, &["SELECT 1"]).await, Err(DatabaseError::Missing));
        assert_eq!(write(&transport, &database, &["SELECT 1"]).await, Err(DatabaseError::Missing));
        for _ in 0..2 {
            transport.create(&database).await.unwrap();
        }
        transport.create(&DatabaseName::platform()).await.unwrap();
        assert_eq!(transport.list().unwrap(), [database.clone(), DatabaseName::platform()]);
        write(&transport, &database, &["CREATE TABLE t (n)", "INSERT INTO t VALUES (1)"]).await.unwrap();
        for _ in 0..2 {
            transport.remove(&database).await.unwrap();
        }
        assert_eq!(read(&transport, &database, &["SELECT 1"]).await, Err(DatabaseError::Missing));
        transport.create(&database).await.unwrap();
        assert_eq!(number(&transport, &database, "SELECT count(*) FROM sqlite_schema").await, 0);
    });
}

#[test]
fn a_batch_leaves_all_or_nothing() {
    let folder = Folder::new();
    wait(async {
        let transport = open(&folder);
        let database = with_table(&transport).await;
        let error = write(&transport, &database, &["INSERT INTO t VALUES (1, 1)", "INSERT INTO t VALUES (1, 1)"]).await;
        let message = "UNIQUE constraint failed: t.n".to_owned();
        let code = "SQLITE_CONSTRAINT_UNIQUE".to_owned();
        assert_eq!(error, Err(DatabaseError::Failed { statement: 1, code, message }));
        assert_eq!(number(&transport, &database, "SELECT count(*) FROM t").await, 0);
        let deferred = write(&transport, &database, &["INSERT INTO t VALUES (1, 7)", "SELECT 1"]).await;
        assert!(
            matches!(&deferred, Err(DatabaseError::Failed { statement: 1, code, .. }) if code == "SQLITE_CONSTRAINT_FOREIGNKEY"),
            "{deferred:?}"
        );
        assert_eq!(number(&transport, &database, "SELECT count(*) FROM t").await, 0);
    });
}

#[test]
fn a_read_writes_nothing() {
    let folder = Folder::new();
    wait(async {
        let transport = open(&folder);
        let database = with_table(&transport).await;
        let refused = read(&transport, &database, &["INSERT INTO t VALUES (1, 1)"]).await;
        assert!(
            matches!(&refused, Err(DatabaseError::Failed { code, .. }) if code == "SQLITE_READONLY"),
            "{refused:?}"
        );
    });
}

#[test]
fn the_settings_hold() {
    let folder = Folder::new();
    wait(async {
        let transport = open(&folder);
        let database = with_table(&transport).await;
        for (pragma, expected) in
            [("journal_mode", Value::from("wal")), ("synchronous", 2.into()), ("foreign_keys", 1.into())]
        {
            let sql = format!("PRAGMA {pragma}");
            for mode in [Mode::Read, Mode::Write] {
                let batch = Batch { mode, statements: vec![Statement::new(sql.as_str(), [])] };
                assert_eq!(transport.run(&database, batch).await.unwrap()[0].rows[0][0], expected, "{sql}");
            }
        }
    });
}

#[test]
fn a_slow_read_moves_to_another_thread_and_a_runaway_is_stopped() {
    let folder = Folder::new();
    let mut options = EmbeddedOptions::new(&folder.0);
    options.read = Duration::from_millis(400);
    let transport = EmbeddedTransport::new(options).unwrap();
    wait(async {
        let database = with_table(&transport).await;
        let slow =
            "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 200000) SELECT count(*) FROM c";
        assert_eq!(number(&transport, &database, slow).await, 200_000);
        let endless = "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT count(*) FROM c";
        let stopped = read(&transport, &database, &["SELECT 1", endless]).await;
        assert!(matches!(stopped, Err(DatabaseError::Unavailable(_))), "{stopped:?}");
        assert_eq!(number(&transport, &database, "SELECT 1").await, 1);
    });
}

#[test]
fn a_flood_of_slow_reads_does_not_hold_up_a_neighbour() {
    const SLOW: &str =
        "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 200000) SELECT count(*) FROM c";
    let folder = Folder::new();
    let mut options = EmbeddedOptions::new(&folder.0);
    (options.read, options.wait) = (Duration::from_secs(60), Duration::from_secs(60));
    let transport = EmbeddedTransport::new(options).unwrap();
    let local = tokio::task::LocalSet::new();
    wait(local.run_until(async {
        let (noisy, neighbour) = (name("noisy"), name("neighbour"));
        for database in [&noisy, &neighbour] {
            transport.create(database).await.unwrap();
        }
        let answered = Arc::new(AtomicU32::new(0));
        let flood = (0..24).map(|_| {
            let (transport, noisy, answered) = (transport.clone(), noisy.clone(), answered.clone());
            tokio::task::spawn_local(async move {
                assert_eq!(number(&transport, &noisy, SLOW).await, 200_000);
                answered.fetch_add(1, Ordering::Relaxed);
            })
        });
        let flood: Vec<_> = flood.collect();
        // What was spawned goes first.
        tokio::task::yield_now().await;
        assert_eq!(number(&transport, &neighbour, SLOW).await, 200_000);
        let before = answered.load(Ordering::Relaxed);
        assert!(before <= 8, "{before} reads of the neighbour's were answered first");
        for read in flood {
            read.await.unwrap();
        }
    }));
}

#[test]
fn a_write_past_its_time_takes_only_itself_down() {
    let folder = Folder::new();
    let mut options = EmbeddedOptions::new(&folder.0);
    options.write = Duration::from_millis(100);
    let transport = EmbeddedTransport::new(options).unwrap();
    wait(async {
        let database = with_table(&transport).await;
        let endless =
            "INSERT INTO t WITH RECURSIVE c (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM c) SELECT i, i FROM c";
        let outcomes = together(
            &transport,
            &database,
            |n| if n == 3 { endless.into() } else { format!("INSERT INTO t VALUES ({n}, {n})") },
            8,
        )
        .await;
        for (n, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome.is_ok(), n != 3, "{outcome:?}");
        }
        assert_eq!(number(&transport, &database, "SELECT count(*) FROM t").await, 7);
    });
}

/// Runs writes that reach the writer in one group: they are queued while it is busy with another.
async fn together(
    transport: &EmbeddedTransport,
    database: &DatabaseName,
    sql: impl Fn(usize) -> String,
    count: usize,
) -> Vec<Outcome> {
    let open = transport.shared.get(database).unwrap();
    let batch = |sql: String| Batch { mode: Mode::Write, statements: vec![Statement::new(sql, [])] };
    let busy =
        "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 100000) SELECT count(*) FROM c";
    let first = open.write(batch(busy.to_owned()), &transport.shared.writers);
    let rest: Vec<_> = (0..count).map(|n| open.write(batch(sql(n)), &transport.shared.writers)).collect();
    first.await.unwrap().unwrap();
    let mut outcomes = Vec::new();
    for outcome in rest {
        outcomes.push(outcome.await.unwrap());
    }
    outcomes
}

#[test]
fn a_batch_that_fails_in_a_group_leaves_its_neighbours_alone() {
    let folder = Folder::new();
    wait(async {
        let transport = open(&folder);
        let database = with_table(&transport).await;
        // Of every four: two good ones, one that breaks a key, one whose foreign key is found broken at the commit.
        let sql = |n: usize| match n % 4 {
            0 | 1 => format!("INSERT INTO t VALUES ({n}, {n}) RETURNING n"),
            2 => format!("INSERT INTO t VALUES (1000 + {n}, NULL), ({}, NULL)", n - 1),
            _ => format!("INSERT INTO t VALUES ({n}, 5000)"),
        };
        let outcomes = together(&transport, &database, sql, 40).await;
        for (n, outcome) in outcomes.into_iter().enumerate() {
            match (n % 4, outcome) {
                (0 | 1, Ok(sets)) => assert_eq!(sets[0].rows[0][0], Value::from(i64::try_from(n).unwrap())),
                (2, Err(DatabaseError::Failed { code, .. })) => assert_eq!(code, "SQLITE_CONSTRAINT_UNIQUE"),
                (3, Err(DatabaseError::Failed { code, .. })) => assert_eq!(code, "SQLITE_CONSTRAINT_FOREIGNKEY"),
                (_, other) => panic!("{n}: {other:?}"),
            }
        }
        assert_eq!(number(&transport, &database, "SELECT count(*) FROM t").await, 20);
        assert_eq!(number(&transport, &database, "SELECT max(n) FROM t").await, 37);
    });
}

#[test]
fn concurrent_writers_each_get_their_own_answer() {
    let folder = Folder::new();
    let transport = open(&folder);
    wait(async {
        let database = with_table(&transport).await;
        write(&transport, &database, &["CREATE TABLE counter (n)", "INSERT INTO counter VALUES (0)"]).await.unwrap();
    });
    let writers: Vec<_> = (0..8i64)
        .map(|writer| {
            let transport = transport.clone();
            std::thread::spawn(move || {
                wait(async {
                    let database = name("t");
                    for n in 0..50i64 {
                        let id = writer * 1000 + n;
                        let statements = vec![
                            Statement::new("UPDATE counter SET n = n + 1", []),
                            Statement::new("INSERT INTO t VALUES (?1, ?1) RETURNING n", [Value::from(id)]),
                        ];
                        let sets = transport.run(&database, Batch { mode: Mode::Write, statements }).await.unwrap();
                        assert_eq!(sets[1].rows, [[Value::from(id)]]);
                        // What was acknowledged is there for whoever reads next.
                        let sql = "SELECT count(*) FROM t WHERE n = ?1";
                        let seen = vec![Statement::new(sql, [Value::from(id)])];
                        let sets =
                            transport.run(&database, Batch { mode: Mode::Read, statements: seen }).await.unwrap();
                        assert_eq!(sets[0].rows, [[Value::from(1)]]);
                    }
                });
            })
        })
        .collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    wait(async {
        let database = name("t");
        assert_eq!(number(&transport, &database, "SELECT n FROM counter").await, 400);
        assert_eq!(number(&transport, &database, "SELECT count(*) FROM t").await, 400);
    });
}

#[test]
fn several_reads_see_one_state() {
    let folder = Folder::new();
    let transport = open(&folder);
    wait(async {
        let database = with_table(&transport).await;
        let writer = {
            let transport = transport.clone();
            std::thread::spawn(move || {
                wait(async {
                    for n in 1..200 {
                        write(&transport, &name("t"), &[&format!("INSERT INTO t VALUES ({n}, {n})")]).await.unwrap();
                    }
                });
            })
        };
        while !writer.is_finished() {
            let count = "SELECT count(*) FROM t";
            let sets = read(&transport, &database, &[count, "SELECT sum(n) FROM t", count]).await.unwrap();
            assert_eq!(sets[0], sets[2]);
        }
        writer.join().unwrap();
    });
}

#[test]
fn more_databases_than_may_stay_open() {
    let folder = Folder::new();
    let mut options = EmbeddedOptions::new(&folder.0);
    options.open_databases = 3;
    let transport = EmbeddedTransport::new(options).unwrap();
    wait(async {
        for round in 0..3 {
            for tenant in 0..12 {
                let database = name(&format!("t{tenant}"));
                transport.create(&database).await.unwrap();
                let sql = ["CREATE TABLE IF NOT EXISTS t (n)", "INSERT INTO t VALUES (1)"];
                write(&transport, &database, &sql).await.unwrap();
                assert_eq!(number(&transport, &database, "SELECT count(*) FROM t").await, round + 1);
                assert!(transport.shared.registry().open.len() <= 4);
            }
        }
        for tenant in 0..12 {
            transport.remove(&name(&format!("t{tenant}"))).await.unwrap();
        }
        assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 0);
    });
}

#[test]
fn a_backup_taken_under_load_is_whole_and_can_be_restored() {
    let folder = Folder::new();
    let transport = open(&folder);
    wait(async {
        let database = with_table(&transport).await;
        let writer = {
            let transport = transport.clone();
            std::thread::spawn(move || {
                wait(async {
                    for n in 0..300 {
                        let sql = [
                            format!("INSERT INTO t VALUES ({}, NULL)", 2 * n),
                            format!("INSERT INTO t VALUES ({}, NULL)", 2 * n + 1),
                        ];
                        write(&transport, &name("t"), &[&sql[0], &sql[1]]).await.unwrap();
                    }
                });
            })
        };
        let target = folder.0.join("copy.backup");
        while number(&transport, &database, "SELECT count(*) FROM t").await < 50 {}
        transport.backup(&database, &target).await.unwrap();
        transport.backup(&database, &target).await.unwrap();
        writer.join().unwrap();
        assert!(!folder.0.join("copy.backup-wal").exists() && !folder.0.join("copy.backup.part").exists());

        // Over the old state, with a reader whose statements are already prepared, and into a new database.
        let before = number(&transport, &database, "SELECT count(*) FROM t").await;
        let other = name("other");
        for restored in [&database, &other] {
            transport.restore(restored, &target).await.unwrap();
            let count = number(&transport, restored, "SELECT count(*) FROM t").await;
            assert!(count >= 50 && count < before && count % 2 == 0, "{count} of {before}");
            write(&transport, restored, &["INSERT INTO t VALUES (100000, NULL)"]).await.unwrap();
            assert_eq!(number(&transport, restored, "SELECT count(*) FROM t").await, count + 1);
            let check = read(&transport, restored, &["PRAGMA integrity_check"]).await.unwrap();
            assert_eq!(check[0].rows, [[Value::from("ok")]]);
        }
    });
}

#[test]
fn a_damaged_backup_changes_nothing() {
    let folder = Folder::new();
    let transport = open(&folder);
    wait(async {
        let database = with_table(&transport).await;
        write(&transport, &database, &["INSERT INTO t VALUES (1, 1)"]).await.unwrap();
        let target = folder.0.join("copy.backup");
        std::fs::write(&target, "this is no database, however long it may be ".repeat(100)).unwrap();
        let refused = transport.restore(&database, &target).await;
        assert!(matches!(&refused, Err(DatabaseError::Failed { code, .. }) if code == "SQLITE_NOTADB"), "{refused:?}");
        assert!(transport.restore(&database, folder.0.join("absent")).await.is_err());
        assert_eq!(number(&transport, &database, "SELECT count(*) FROM t").await, 1);
    });
}

#[test]
fn work_that_panics_costs_itself_only() {
    let workers = Workers::new("test", 1, 1);
    workers.submit(&name("t"), once(|| panic!("on purpose")));
    let (answer, outcome) = oneshot::channel();
    workers.submit(&name("t"), once(move || assert!(answer.send(7).is_ok())));
    assert_eq!(wait(outcome), Ok(7));
}
