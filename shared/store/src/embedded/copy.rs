//! Copies of a database: out to a backup while it is in use, and back in.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use entity::Value;

use super::database::Database;
use super::sqlite::{Connection, Open, SqliteError};
use crate::{DatabaseError, Statement};

/// Writes a copy of this moment's state to `target`, which appears whole or not at all. It replaces what is there.
///
/// The copy is made page by page and not by `VACUUM INTO`, which may number rows anew, and full-text indexes point at
/// rows by number.
pub(super) fn backup(database: &Database, target: &Path) -> Result<(), DatabaseError> {
    let part = beside(target, ".part");
    remove_file(&part)?;
    let copied = database.open(true).and_then(|mut source| {
        let mut copy = Connection::open(&part, Open::OrCreate)?;
        source.copy_to(&mut copy)?;
        // A single file: no log beside it that a person moving the backup could forget.
        copy.control("PRAGMA journal_mode = DELETE")
    });
    copied.map_err(|error| error.unavailable())?;
    let kept = File::open(&part).and_then(|file| file.sync_all()).and_then(|()| fs::rename(&part, target));
    kept.map_err(|error| io(target, &error))?;
    sync_folder(target)
}

/// Refuses what is damaged or no database.
pub(super) fn check(source: &Path) -> Result<(), DatabaseError> {
    let mut backup = Connection::open(source, Open::Existing).map_err(|error| error.at(0))?;
    let check = backup.run(&Statement::new("PRAGMA integrity_check(1)", [])).map_err(|error| error.at(0))?;
    let verdict = check.rows.first().and_then(|row| row.first()).and_then(Value::as_text).unwrap_or("nothing");
    if verdict == "ok" {
        return Ok(());
    }
    let corrupt = SqliteError { code: "SQLITE_CORRUPT", message: format!("the backup is damaged: {verdict}") };
    Err(corrupt.at(0))
}

/// Puts the state in `source` in the place of what the database holds, in one transaction: whoever reads meanwhile
/// sees the old state or the new one.
pub(super) fn restore(database: &Database, source: &Path) -> Result<(), DatabaseError> {
    let mut backup = Connection::open(source, Open::Existing).map_err(|error| error.at(0))?;
    let mut target = database.open(false).map_err(|error| error.unavailable())?;
    backup.copy_to(&mut target).map_err(|error| error.at(0))?;
    target.control("PRAGMA journal_mode = WAL").map_err(|error| error.unavailable())
}

/// Removes a database's files, the log last: a log without its database is ignored, the other way round it is not.
pub(super) fn remove(path: &Path) -> Result<(), DatabaseError> {
    remove_file(path)?;
    remove_file(&beside(path, "-wal"))?;
    remove_file(&beside(path, "-shm"))?;
    sync_folder(path)
}

/// Makes names that came or went in the folder of `path` last through a power cut.
pub(super) fn sync_folder(path: &Path) -> Result<(), DatabaseError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| io(path, &error))
}

fn remove_file(path: &Path) -> Result<(), DatabaseError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(path, &error)),
        _ => Ok(()),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

pub(super) fn io(path: &Path, error: &std::io::Error) -> DatabaseError {
    DatabaseError::Unavailable(format!("{}: {error}", path.display()))
}
