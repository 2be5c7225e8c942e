//! The way to a database: one batch in, all its results back, in one round trip.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use entity::Value;

/// A future that stays on the thread it was made on. Edge runtimes have one thread, and the native host runs one
/// executor a thread, so nothing here needs `Send`.
pub type Task<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Which database a batch goes to: [`DatabaseName::platform`] or a tenant's own.
///
/// The name is the `sqld` namespace, the Turso database, or the file name without `.db`. It is made by this project
/// (`platform`, or a tenant's id), never taken from a request: letters, digits, `_` and `-` only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DatabaseName(String);

impl DatabaseName {
    /// The platform's own database.
    pub fn platform() -> Self {
        DatabaseName("platform".to_owned())
    }

    /// A tenant's database. Nothing when the name has a character that could leave the folder or the header it is
    /// put into, or is empty or past 64 bytes.
    pub fn tenant(name: &str) -> Option<Self> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let fits = !name.is_empty() && name.len() <= 64 && name.bytes().all(allowed);
        fits.then(|| DatabaseName(name.to_owned()))
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One SQL statement with its positional arguments (`?1`, `?2`, …).
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The text, the same for the same shape of request so that hosts can keep it prepared.
    pub sql: String,
    /// The bound values, in order.
    pub args: Vec<Value>,
}

impl Statement {
    /// A statement with its arguments.
    pub fn new(sql: impl Into<String>, args: impl Into<Vec<Value>>) -> Self {
        Statement { sql: sql.into(), args: args.into() }
    }
}

/// What a batch may do, and so which lock it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A read transaction: every statement sees the same state (`BEGIN`).
    Read,
    /// A write transaction: takes the write lock first (`BEGIN IMMEDIATE`), commits when every statement succeeded,
    /// and otherwise leaves no trace.
    Write,
}

/// Statements that succeed or fail together. The transport adds `BEGIN …`, `COMMIT` and `ROLLBACK`.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Read or write.
    pub mode: Mode,
    /// In order. The first that fails ends the batch.
    pub statements: Vec<Statement>,
}

/// The rows of one statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultSet {
    /// Column names, in order.
    pub columns: Arc<[String]>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Value>>,
    /// Rows inserted, updated or deleted by this statement itself (not by its triggers).
    pub affected: u64,
    /// Rows that the database looked at, where the transport can tell: what Turso bills and what a missing index
    /// shows in.
    pub rows_read: u64,
}

/// Why a batch gave no results. Nothing of it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum DatabaseError {
    /// The database cannot be reached, is locked past its time limit or too busy: the caller may try again.
    Unavailable(String),
    /// There is no such database.
    Missing,
    /// A statement failed: a constraint, a guard, a fault in the SQL.
    Failed {
        /// Which one, counted from 0.
        statement: usize,
        /// SQLite's extended result code by name, such as `SQLITE_CONSTRAINT_UNIQUE`.
        code: String,
        /// SQLite's message, such as `UNIQUE constraint failed: users.email`. For logs and for the mapping to a
        /// field, never for a client.
        message: String,
    },
}

/// A libSQL database server or an embedded library.
pub trait Transport {
    /// Runs a batch as one transaction, in one round trip. As many results as statements.
    ///
    /// Implementations bound every wait and retry `SQLITE_BUSY` and HTTP 429 with jitter before they answer
    /// [`DatabaseError::Unavailable`].
    fn run<'a>(&'a self, database: &'a DatabaseName, batch: Batch) -> Task<'a, Result<Vec<ResultSet>, DatabaseError>>;

    /// Makes an empty database. No error if it is there already.
    fn create<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>>;

    /// Removes a database with all it holds. No error if it is gone already.
    fn remove<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>>;
}
