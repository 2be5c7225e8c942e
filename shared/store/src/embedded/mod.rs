//! libSQL embedded in this process: a folder with one file for each database. For a laptop, a test, or a small
//! installation of one's own.
//!
//! Reads run at once on the thread that asks, for [`EmbeddedOptions::inline`] at most; those that need longer start
//! again on a thread that may wait. Nearly all reads take a fraction of a millisecond, and handing them to another
//! thread and back would double that. Writes always go to the database's one writer, which commits them in groups.

mod copy;
mod database;
mod group;
pub mod settings;
mod sqlite;
mod workers;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::{Batch, DatabaseError, DatabaseName, Mode, ResultSet, Task, Transport};
use database::Database;
use group::Outcome;
use sqlite::{Connection, Open};
use workers::Workers;

/// Where the files are, and how long anything may take.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// The folder. It is made when the transport is, for nobody else to read.
    pub folder: PathBuf,
    /// How many databases stay open. Past it, the one not used for longest is closed. Each holds up to
    /// `3 + 2 * idle_readers` file handles.
    pub open_databases: usize,
    /// How many idle connections for reading each open database keeps.
    pub idle_readers: usize,
    /// How long a read may hold up the thread that asks for it.
    pub inline: Duration,
    /// How long a read may take at all. Then it is stopped.
    pub read: Duration,
    /// How long a writing batch may take. Then it is stopped and undone.
    pub write: Duration,
    /// How long a batch may wait for its turn.
    pub wait: Duration,
}

impl EmbeddedOptions {
    /// The usual limits, for the databases in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        EmbeddedOptions {
            folder: folder.into(),
            open_databases: 64,
            idle_readers: 4,
            inline: Duration::from_millis(2),
            read: Duration::from_secs(5),
            write: Duration::from_secs(30),
            wait: Duration::from_secs(5),
        }
    }
}

/// Threads for reads that outgrew the serving thread.
const READ_THREADS: usize = 8;

/// How many of them the slow reads of one database may have: the others are for its neighbours.
const READ_SHARE: usize = 2;

/// Threads for writers: so many databases can wait for the disk at once.
const WRITE_THREADS: usize = 16;

/// How many slow reads of one database may wait for a thread.
const LONGEST_QUEUE: usize = 64;

/// [`Transport`] to database files in this process. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub struct EmbeddedTransport {
    shared: Arc<Shared>,
}

struct Shared {
    options: Arc<EmbeddedOptions>,
    registry: Mutex<Registry>,
    readers: Arc<Workers>,
    writers: Arc<Workers>,
}

#[derive(Default)]
struct Registry {
    open: HashMap<DatabaseName, Opened>,
    /// Being made or removed: not to be opened yet, or any more.
    changing: HashSet<DatabaseName>,
    /// Being closed for want of room. They may be opened again meanwhile.
    closing: Vec<DatabaseName>,
    /// Counts uses, to tell which was longest ago.
    uses: u64,
}

struct Opened {
    database: Arc<Database>,
    last_use: u64,
}

impl EmbeddedTransport {
    /// A transport over a folder, which is made if it is not there.
    pub fn new(mut options: EmbeddedOptions) -> Result<Self, DatabaseError> {
        let folder = std::path::absolute(&options.folder);
        options.folder = folder.map_err(|error| copy::io(&options.folder, &error))?;
        make_folder(&options.folder).map_err(|error| copy::io(&options.folder, &error))?;
        let shared = Shared {
            options: Arc::new(options),
            registry: Mutex::default(),
            readers: Workers::new("portico-read", READ_THREADS, READ_SHARE),
            writers: Workers::new("portico-write", WRITE_THREADS, WRITE_THREADS),
        };
        Ok(EmbeddedTransport { shared: Arc::new(shared) })
    }

    /// The names of all databases in the folder, in order.
    pub fn list(&self) -> Result<Vec<DatabaseName>, DatabaseError> {
        let folder = &self.shared.options.folder;
        let entries = std::fs::read_dir(folder).map_err(|error| copy::io(folder, &error))?;
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".db").map(str::to_owned))
            .collect();
        names.sort_unstable();
        Ok(names.iter().filter_map(|name| DatabaseName::tenant(name)).collect())
    }

    /// Writes a consistent copy to a file while the database is in use, replacing what is there. The copy is one
    /// file, whole or absent, and on the disk when this returns.
    pub async fn backup(&self, database: &DatabaseName, target: impl Into<PathBuf>) -> Result<(), DatabaseError> {
        let (opened, target) = (self.shared.get(database)?, target.into());
        self.shared.in_background(database, move |_| copy::backup(&opened, &target)).await
    }

    /// Replaces all that a database holds with a backup, making the database if it is not there. Readers see the old
    /// state or the new one. A damaged backup is refused and changes nothing.
    pub async fn restore(&self, database: &DatabaseName, source: impl Into<PathBuf>) -> Result<(), DatabaseError> {
        let source = source.into();
        let checked = source.clone();
        self.shared.in_background(database, move |_| copy::check(&checked)).await?;
        self.create(database).await?;
        let opened = self.shared.get(database)?;
        self.shared.in_background(database, move |_| copy::restore(&opened, &source)).await
    }

    async fn read(&self, name: &DatabaseName, batch: Batch) -> Outcome {
        let database = self.shared.get(name)?;
        if let Some(outcome) = database.read(&batch, self.shared.options.inline) {
            return outcome;
        }
        if self.shared.readers.waiting(name) >= LONGEST_QUEUE {
            return Err(DatabaseError::Unavailable("too many slow reads are waiting".to_owned()));
        }
        let (answer, outcome) = oneshot::channel();
        let (since, options) = (Instant::now(), self.shared.options.clone());
        let work = once(move || {
            let late = || Some(Err(DatabaseError::Unavailable("the read waited too long".to_owned())));
            let outcome = if since.elapsed() > options.wait { late() } else { database.read(&batch, options.read) };
            let stopped = || Err(DatabaseError::Unavailable(format!("the read was stopped after {:?}", options.read)));
            let _ = answer.send(outcome.unwrap_or_else(stopped));
        });
        self.shared.readers.submit(name, work);
        outcome.await.unwrap_or_else(|_| Err(abandoned()))
    }
}

impl Transport for EmbeddedTransport {
    fn run<'a>(&'a self, database: &'a DatabaseName, batch: Batch) -> Task<'a, Result<Vec<ResultSet>, DatabaseError>> {
        Box::pin(async move {
            match batch.mode {
                _ if batch.statements.is_empty() => Ok(Vec::new()),
                Mode::Read => self.read(database, batch).await,
                Mode::Write => {
                    let outcome = self.shared.get(database)?.write(batch, &self.shared.writers);
                    outcome.await.unwrap_or_else(|_| Err(abandoned()))
                }
            }
        })
    }

    fn create<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        let name = database.clone();
        Box::pin(self.shared.in_background(database, move |shared| shared.create(&name)))
    }

    fn remove<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        let name = database.clone();
        Box::pin(self.shared.in_background(database, move |shared| shared.remove(&name)))
    }
}

impl Shared {
    fn path(&self, name: &DatabaseName) -> PathBuf {
        self.options.folder.join(format!("{}.db", name.as_str()))
    }

    /// The database, opened if need be.
    fn get(self: &Arc<Self>, name: &DatabaseName) -> Result<Arc<Database>, DatabaseError> {
        let mut registry = self.registry();
        registry.uses += 1;
        let now = registry.uses;
        if let Some(opened) = registry.open.get_mut(name) {
            opened.last_use = now;
            return Ok(opened.database.clone());
        }
        let path = self.path(name);
        if registry.changing.contains(name) || !is_database(&path) {
            return Err(DatabaseError::Missing);
        }
        let database = Arc::new(Database::new(name.clone(), path, self.options.clone()));
        registry.open.insert(name.clone(), Opened { database: database.clone(), last_use: now });
        let crowded = registry.open.len() > self.options.open_databases;
        let closing = if crowded { registry.least_used() } else { None };
        if let Some((name, closing)) = closing {
            registry.closing.push(name.clone());
            // Closing the last connection moves the log into the file: work for a thread that may wait.
            let (shared, closed) = (self.clone(), name.clone());
            let work = once(move || {
                drop(closing);
                shared.registry().closed(&closed);
            });
            self.writers.submit(&name, work);
        }
        Ok(database)
    }

    fn create(&self, name: &DatabaseName) -> Result<(), DatabaseError> {
        let path = self.path(name);
        self.changing(name, || {
            if is_database(&path) {
                return Ok(());
            }
            let made = Connection::open(&path, Open::OrCreate);
            made.and_then(|mut file| file.control("PRAGMA journal_mode = WAL")).map_err(|error| error.unavailable())?;
            copy::sync_folder(&path)
        })
    }

    fn remove(&self, name: &DatabaseName) -> Result<(), DatabaseError> {
        self.changing(name, || {
            self.close(name)?;
            copy::remove(&self.path(name))
        })
    }

    /// Does something while nobody else opens, makes or removes the database.
    fn changing(
        &self,
        name: &DatabaseName,
        work: impl FnOnce() -> Result<(), DatabaseError>,
    ) -> Result<(), DatabaseError> {
        if !self.registry().changing.insert(name.clone()) {
            return Err(DatabaseError::Unavailable("the database is being made or removed".to_owned()));
        }
        let done = work();
        self.registry().changing.remove(name);
        done
    }

    /// Waits for whoever is using the database, then closes it. A connection still open when its file is removed
    /// could take the log of a later database of the same name with it.
    fn close(&self, name: &DatabaseName) -> Result<(), DatabaseError> {
        let deadline = Instant::now() + self.options.read + self.options.wait;
        loop {
            let (closed, idle) = self.registry().close(name);
            // Closed here, where the registry is not held.
            drop(idle);
            if closed {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(DatabaseError::Unavailable("the database is in use".to_owned()));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Runs something that waits on the disk on a thread that may.
    async fn in_background(
        self: &Arc<Self>,
        database: &DatabaseName,
        work: impl FnOnce(&Shared) -> Result<(), DatabaseError> + Send + 'static,
    ) -> Result<(), DatabaseError> {
        let (answer, outcome) = oneshot::channel();
        let shared = self.clone();
        self.writers.submit(database, once(move || drop(answer.send(work(&shared)))));
        outcome.await.unwrap_or_else(|_| Err(abandoned()))
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registry {
    /// Takes out the database that was not used for longest, of those that nobody is using now.
    fn least_used(&mut self) -> Option<(DatabaseName, Arc<Database>)> {
        let idle = self.open.iter().filter(|(_, opened)| Arc::strong_count(&opened.database) == 1);
        let name = idle.min_by_key(|(_, opened)| opened.last_use).map(|(name, _)| name.clone())?;
        self.open.remove(&name).map(|opened| (name, opened.database))
    }

    /// Takes a database out if nobody is using it. Whether it is closed once what is returned is dropped.
    fn close(&mut self, name: &DatabaseName) -> (bool, Option<Arc<Database>>) {
        let in_use = self.open.get(name).is_some_and(|opened| Arc::strong_count(&opened.database) > 1);
        if in_use || self.closing.contains(name) {
            return (false, None);
        }
        (true, self.open.remove(name).map(|opened| opened.database))
    }

    fn closed(&mut self, name: &DatabaseName) {
        if let Some(index) = self.closing.iter().position(|closing| closing == name) {
            self.closing.swap_remove(index);
        }
    }
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Work that is done once.
fn once(work: impl FnOnce() + Send + 'static) -> workers::Work {
    let mut work = Some(work);
    Box::new(move || {
        if let Some(work) = work.take() {
            work();
        }
        false
    })
}

fn abandoned() -> DatabaseError {
    DatabaseError::Unavailable("the work was abandoned".to_owned())
}

/// Only asks for the name: opening the file here would, on closing it, drop SQLite's locks on it.
fn is_database(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
