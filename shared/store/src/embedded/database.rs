//! One open database file: connections that read, and one that writes.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::group::{self, Job, Outcome};
use super::sqlite::{Connection, Open, SqliteError};
use super::workers::Workers;
use super::{EmbeddedOptions, settings};
use crate::{Batch, DatabaseError, DatabaseName, ResultSet};

/// How many batches commit together at most, so that the first of them need not wait for very many.
const LARGEST_GROUP: usize = 64;

/// How many batches may wait for one database's writer.
const LONGEST_QUEUE: usize = 1024;

/// Kept open while it is in use and for as long as there is room.
pub(super) struct Database {
    name: DatabaseName,
    path: PathBuf,
    options: Arc<EmbeddedOptions>,
    /// Idle connections, the most recently used last.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Writer>,
}

#[derive(Default)]
struct Writer {
    /// Taken out while a group runs.
    connection: Option<Connection>,
    queue: VecDeque<Job>,
    /// Whether a worker is at the queue or about to be.
    running: bool,
}

impl Database {
    pub fn new(name: DatabaseName, path: PathBuf, options: Arc<EmbeddedOptions>) -> Self {
        Database { name, path, options, readers: Mutex::default(), writer: Mutex::default() }
    }

    /// Reads on this thread, for so long at most. `None` when the time was not enough: nothing is lost by starting a
    /// read again.
    pub fn read(&self, batch: &Batch, limit: Duration) -> Option<Outcome> {
        let connection = lock(&self.readers).pop();
        let mut connection = match connection.map_or_else(|| self.open(true), Ok) {
            Ok(connection) => connection,
            Err(error) => return Some(Err(error.unavailable())),
        };
        connection.set_deadline(Some(Instant::now() + limit));
        let outcome = match batch.statements.as_slice() {
            // One statement sees one state without any help.
            [_] => group::statements(&mut connection, batch),
            _ => snapshot(&mut connection, batch),
        };
        connection.roll_back();
        let mut readers = lock(&self.readers);
        if readers.len() < self.options.idle_readers {
            readers.push(connection);
        }
        match outcome {
            Err((_, error)) if error.code == "SQLITE_INTERRUPT" => None,
            Err((statement, error)) => Some(Err(error.at(statement))),
            Ok(sets) => Some(Ok(sets)),
        }
    }

    /// Queues a batch for the writer. The answer comes once it is on the disk.
    pub fn write(self: &Arc<Self>, batch: Batch, workers: &Arc<Workers>) -> oneshot::Receiver<Outcome> {
        let (answer, receiver) = oneshot::channel();
        let mut writer = lock(&self.writer);
        if writer.queue.len() >= LONGEST_QUEUE {
            drop(writer);
            let _ = answer.send(Err(DatabaseError::Unavailable("too many writes are waiting".to_owned())));
            return receiver;
        }
        writer.queue.push_back(Job { batch, answer, since: Instant::now() });
        if !std::mem::replace(&mut writer.running, true) {
            drop(writer);
            let database = self.clone();
            workers.submit(&self.name, Box::new(move || database.write_group()));
        }
        receiver
    }

    /// Runs what is waiting as one group. Whether more has come meanwhile.
    fn write_group(&self) -> bool {
        let (connection, jobs) = {
            let mut writer = lock(&self.writer);
            let count = writer.queue.len().min(LARGEST_GROUP);
            let jobs: Vec<Job> = writer.queue.drain(..count).collect();
            (writer.connection.take(), jobs)
        };
        // After a panic the connection may be in the middle of anything: it is closed, and the answers are dropped.
        let connection = catch_unwind(AssertUnwindSafe(|| self.commit(connection, jobs))).ok().flatten();
        let mut writer = lock(&self.writer);
        writer.connection = connection;
        writer.running = !writer.queue.is_empty();
        writer.running
    }

    fn commit(&self, connection: Option<Connection>, jobs: Vec<Job>) -> Option<Connection> {
        let waited_too_long = |job: &Job| job.since.elapsed() > self.options.wait;
        let (late, jobs): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(waited_too_long);
        let refuse = |jobs: Vec<Job>, error: DatabaseError| {
            jobs.into_iter().for_each(|job| drop(job.answer.send(Err(error.clone()))));
        };
        refuse(late, DatabaseError::Unavailable("the write waited too long".to_owned()));
        match connection.map_or_else(|| self.open(false), Ok) {
            Ok(mut connection) => {
                group::run(&mut connection, jobs, self.options.write);
                Some(connection)
            }
            Err(error) => {
                refuse(jobs, error.unavailable());
                None
            }
        }
    }

    /// A new connection with the documented settings.
    pub fn open(&self, reads_only: bool) -> Result<Connection, SqliteError> {
        let mut connection = Connection::open(&self.path, Open::Existing)?;
        for pragma in settings::EVERY_CONNECTION {
            connection.control(pragma)?;
        }
        if reads_only {
            connection.control(settings::READER)?;
        }
        Ok(connection)
    }
}

/// Several statements that see the same state.
fn snapshot(connection: &mut Connection, batch: &Batch) -> Result<Vec<ResultSet>, (usize, SqliteError)> {
    connection.control("BEGIN").map_err(|error| (0, error))?;
    let sets = group::statements(connection, batch)?;
    connection.control("COMMIT").map_err(|error| (0, error))?;
    Ok(sets)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
