//! How a database file is opened. A benchmark that compares with the library alone takes these very lines.

/// Run on every connection.
///
/// - `journal_mode = WAL`: readers and the writer do not wait for each other. It is a property of the file.
/// - `synchronous = FULL`: a commit is on the disk before anybody is told of it.
/// - `foreign_keys = ON`: the library is built so; it is said here because data depends on it.
/// - `busy_timeout`: how long to wait for a lock of another process (a backup, a migration by command), in ms.
/// - `cache_size`: 8 MiB of pages for each connection. Mapping the file into memory besides made no difference that
///   could be measured, and turns a disk error into a dead process.
/// - `temp_store = MEMORY`: sorting, and the undo log of a savepoint, need no temporary file.
/// - `journal_size_limit`: a log that a long reader let grow is cut back to 64 MiB.
pub const EVERY_CONNECTION: &[&str] = &[
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -8192",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
];

/// Run on a connection that only reads: a write through it fails with `SQLITE_READONLY`.
pub const READER: &str = "PRAGMA query_only = ON";
