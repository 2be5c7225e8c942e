//! A connection to a database file, with its prepared statements: the only file here that calls C.
//!
//! libSQL's library is called directly, through the `libsql` crate's own bindings, because that crate's rows cut text
//! off at the first NUL, panic on text that is not UTF-8, copy an error message at every step, and do not tell how
//! many rows were read. Everything unsafe is in this file, behind [`Connection`], which never lends out a pointer.
#![allow(unsafe_code)]

use std::cell::Cell;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::Path;
use std::pin::pin;
use std::ptr::{self, NonNull};
use std::sync::{Arc, Once};
use std::task::{Context, Waker};
use std::time::Instant;

use entity::Value;
use libsql::ffi;

use crate::{DatabaseError, ResultSet, Statement, codes};

/// How many prepared statements a connection keeps.
const KEPT_STATEMENTS: usize = 100;

/// After how many instructions of SQLite's machine the clock is looked at: about every 20 µs.
const STEPS_BETWEEN_LOOKS: c_int = 1000;

/// SQLite's reason for not doing something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SqliteError {
    /// The extended code by name.
    pub code: &'static str,
    /// SQLite's message.
    pub message: String,
}

impl SqliteError {
    /// What it means for the caller: something that passes, or a fault of statement number `statement`.
    pub fn at(self, statement: usize) -> DatabaseError {
        if codes::passes(self.code) {
            return self.unavailable();
        }
        DatabaseError::Failed { statement, code: self.code.to_owned(), message: self.message }
    }

    /// The same where no statement of the caller is to blame.
    pub fn unavailable(&self) -> DatabaseError {
        DatabaseError::Unavailable(format!("{}: {}", self.code, self.message))
    }
}

/// Whether opening a file may make it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Open {
    Existing,
    OrCreate,
}

/// One connection. It may move between threads, but is used by one at a time.
pub(super) struct Connection {
    raw: *mut ffi::sqlite3,
    /// When the running statement must end. Also seen by [`look_at_clock`], so it stays in one place.
    deadline: NonNull<Cell<Option<Instant>>>,
    /// The most recently used first.
    statements: Vec<Prepared>,
}

// SAFETY: a connection opened with SQLITE_OPEN_NOMUTEX may be used from any thread, as long as not from two at once.
// It is not `Sync`, and every method that calls SQLite takes `&mut self` or closes over nothing shared.
unsafe impl Send for Connection {}

impl Connection {
    /// Opens a file. A file that is there but is no database is only noticed by the first statement.
    pub fn open(path: &Path, open: Open) -> Result<Self, SqliteError> {
        initialise();
        let refused = |message: &str| SqliteError { code: "SQLITE_CANTOPEN", message: message.to_owned() };
        let name = path.to_str().and_then(|path| CString::new(path).ok());
        let name = name.ok_or_else(|| refused("the path is not UTF-8"))?;
        let create = if open == Open::OrCreate { ffi::SQLITE_OPEN_CREATE } else { 0 };
        let flags = ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_NOMUTEX | create;
        let mut raw = ptr::null_mut();
        // SAFETY: `name` ends in NUL and outlives the call; `raw` is a valid place for the handle.
        let code = unsafe { ffi::sqlite3_open_v2(name.as_ptr(), &mut raw, flags, ptr::null()) };
        if raw.is_null() {
            return Err(refused("out of memory"));
        }
        let deadline = NonNull::from(Box::leak(Box::new(Cell::new(None))));
        let connection = Connection { raw, deadline, statements: Vec::new() };
        if code != ffi::SQLITE_OK {
            return Err(connection.error());
        }
        // SAFETY: the handle is open, and the deadline lives until `drop` has closed it.
        unsafe {
            let place = deadline.as_ptr().cast::<c_void>();
            ffi::sqlite3_progress_handler(raw, STEPS_BETWEEN_LOOKS, Some(look_at_clock), place);
        }
        Ok(connection)
    }

    /// Statements that run past this moment end with `SQLITE_INTERRUPT`.
    pub fn set_deadline(&mut self, deadline: Option<Instant>) {
        // SAFETY: allocated in `open`, freed in `drop`; SQLite reads it only during a call from this thread.
        unsafe { self.deadline.as_ref() }.set(deadline);
    }

    /// Whether no transaction is open.
    pub fn is_autocommit(&self) -> bool {
        // SAFETY: the handle is open.
        unsafe { ffi::sqlite3_get_autocommit(self.raw) != 0 }
    }

    /// Runs a statement without arguments that is needed often, such as `COMMIT`.
    pub fn control(&mut self, sql: &'static str) -> Result<(), SqliteError> {
        self.run_sql(sql, &[]).map(|_| ())
    }

    /// Runs one statement to its end.
    pub fn run(&mut self, statement: &Statement) -> Result<ResultSet, SqliteError> {
        self.run_sql(&statement.sql, &statement.args)
    }

    /// Rolls back, if a transaction is open.
    pub fn roll_back(&mut self) {
        self.set_deadline(None);
        if !self.is_autocommit() {
            // It fails only when the transaction is gone already, which is what is wanted.
            let _ = self.control("ROLLBACK");
        }
    }

    /// Makes `target` an exact copy of this database, page by page, as it is at this moment. Writers go on meanwhile.
    pub fn copy_to(&mut self, target: &mut Connection) -> Result<(), SqliteError> {
        // SAFETY: both handles are open, and `&mut` keeps everybody else away from them until the copy is finished.
        let code = unsafe {
            let main = c"main".as_ptr();
            let copy = ffi::sqlite3_backup_init(target.raw, main, self.raw, main);
            if copy.is_null() {
                return Err(target.error());
            }
            let code = ffi::sqlite3_backup_step(copy, -1);
            // Leaves the reason, if the step had one, in `target`.
            ffi::sqlite3_backup_finish(copy);
            code
        };
        match code {
            ffi::SQLITE_DONE => Ok(()),
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => {
                Err(SqliteError { code: "SQLITE_BUSY", message: "somebody else holds the database".to_owned() })
            }
            _ => Err(target.error()),
        }
    }

    fn run_sql(&mut self, sql: &str, args: &[Value]) -> Result<ResultSet, SqliteError> {
        let prepared = self.prepared(sql)?;
        let running = Running(prepared);
        running.bind(args).map_err(|_| self.error())?;
        // SAFETY: the handle is open, the statement belongs to it and is not finalised while `self` is borrowed.
        unsafe {
            // A run that was interrupted left its count behind.
            ffi::sqlite3_stmt_status(prepared, ffi::LIBSQL_STMTSTATUS_ROWS_READ, 1);
            let changes_before = ffi::sqlite3_total_changes64(self.raw);
            let mut rows = Vec::new();
            loop {
                match ffi::sqlite3_step(prepared) {
                    ffi::SQLITE_ROW => rows.push(running.row()),
                    ffi::SQLITE_DONE => break,
                    _ => return Err(self.error()),
                }
            }
            let changed = ffi::sqlite3_total_changes64(self.raw) != changes_before;
            let affected = if changed { ffi::sqlite3_changes64(self.raw) } else { 0 };
            let read = ffi::sqlite3_stmt_status(prepared, ffi::LIBSQL_STMTSTATUS_ROWS_READ, 1);
            Ok(ResultSet {
                columns: self.columns(),
                rows,
                affected: u64::try_from(affected).unwrap_or_default(),
                rows_read: u64::try_from(read).unwrap_or_default(),
            })
        }
    }

    /// The column names of the statement that ran last. SQLite compiles a statement anew when the schema has changed,
    /// and then they may be others.
    fn columns(&mut self) -> Arc<[String]> {
        let Some(last) = self.statements.first_mut() else { return Arc::default() };
        // SAFETY: the statement is prepared, and reading a count leaves it as it is.
        let compiled = unsafe { ffi::sqlite3_stmt_status(last.raw, ffi::SQLITE_STMTSTATUS_REPREPARE, 0) };
        match &last.columns {
            Some((then, columns)) if *then == compiled => columns.clone(),
            _ => last.columns.insert((compiled, column_names(last.raw))).1.clone(),
        }
    }

    /// The prepared statement, which stays prepared for next time unless too many others come in between.
    fn prepared(&mut self, sql: &str) -> Result<*mut ffi::sqlite3_stmt, SqliteError> {
        if let Some(found) = self.statements.iter().position(|kept| *kept.sql == *sql) {
            if let Some(upto) = self.statements.get_mut(..=found) {
                upto.rotate_right(1);
            }
        } else {
            let prepared = self.prepare(sql)?;
            self.statements.truncate(KEPT_STATEMENTS - 1);
            self.statements.insert(0, prepared);
        }
        // Never NULL in practice, and SQLite answers SQLITE_MISUSE to a NULL statement.
        Ok(self.statements.first().map_or(ptr::null_mut(), |first| first.raw))
    }

    fn prepare(&self, sql: &str) -> Result<Prepared, SqliteError> {
        let refused = |message: &str| SqliteError { code: "SQLITE_ERROR", message: message.to_owned() };
        let length = c_int::try_from(sql.len()).map_err(|_| refused("the statement is too long"))?;
        let start = sql.as_ptr().cast::<c_char>();
        let mut raw = ptr::null_mut();
        let mut rest = ptr::null();
        let flags = ffi::SQLITE_PREPARE_PERSISTENT.unsigned_abs();
        // SAFETY: `start` has `length` bytes, and SQLite copies what it keeps of them.
        let code = unsafe { ffi::sqlite3_prepare_v3(self.raw, start, length, flags, &mut raw, &mut rest) };
        if code != ffi::SQLITE_OK {
            return Err(self.error());
        }
        let prepared = Prepared { sql: sql.into(), raw, columns: None };
        let used = (rest as usize).saturating_sub(start as usize);
        let more = sql.get(used..).is_some_and(|rest| !rest.trim_matches([' ', '\n', '\r', '\t', ';']).is_empty());
        if raw.is_null() || more {
            return Err(refused("exactly one statement is expected"));
        }
        Ok(prepared)
    }

    /// What SQLite last complained of.
    fn error(&self) -> SqliteError {
        // SAFETY: the handle is open (or failed to open, for which both calls are allowed); the message is copied
        // before anything else can replace it.
        let (code, message) = unsafe {
            let message = CStr::from_ptr(ffi::sqlite3_errmsg(self.raw)).to_string_lossy().into_owned();
            (ffi::sqlite3_extended_errcode(self.raw), message)
        };
        SqliteError { code: codes::named(code, &message), message }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.statements.clear();
        // SAFETY: no statement is left, so the handle is closed for good and nothing sees the deadline any more.
        unsafe {
            ffi::sqlite3_close_v2(self.raw);
            drop(Box::from_raw(self.deadline.as_ptr()));
        }
    }
}

/// A prepared statement, in the list of the connection that it belongs to.
struct Prepared {
    sql: Box<str>,
    raw: *mut ffi::sqlite3_stmt,
    /// The names of its columns, and how often it had been compiled anew when they were asked for.
    columns: Option<(c_int, Arc<[String]>)>,
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // SAFETY: made by `prepare` and finalised only here; NULL is allowed.
        unsafe { ffi::sqlite3_finalize(self.raw) };
    }
}

/// A statement between its first step and its reset. The arguments are bound without a copy, so that dropping this
/// also lets go of them.
struct Running(*mut ffi::sqlite3_stmt);

impl Drop for Running {
    fn drop(&mut self) {
        // SAFETY: the statement outlives this guard, which borrows nothing but stays inside `run_sql`.
        unsafe {
            ffi::sqlite3_reset(self.0);
            ffi::sqlite3_clear_bindings(self.0);
        }
    }
}

impl Running {
    /// Binds by position. Too many arguments, or one of 2 GiB, are an error; missing ones are NULL.
    fn bind(&self, args: &[Value]) -> Result<(), c_int> {
        for (position, value) in (1..).zip(args) {
            // SAFETY: text and bytes live until `run_sql` returns, and this guard unbinds them before. A length past
            // `c_int` is refused as SQLITE_TOOBIG by the 64-bit calls.
            let code = unsafe {
                match value {
                    Value::Null => ffi::sqlite3_bind_null(self.0, position),
                    Value::Integer(number) => ffi::sqlite3_bind_int64(self.0, position, *number),
                    Value::Real(number) => ffi::sqlite3_bind_double(self.0, position, *number),
                    Value::Text(text) => {
                        let (start, length) = (text.as_ptr().cast(), text.len() as u64);
                        ffi::sqlite3_bind_text64(self.0, position, start, length, None, ffi::SQLITE_UTF8 as u8)
                    }
                    Value::Blob(bytes) => {
                        let (start, length) = (bytes.as_ptr().cast(), bytes.len() as u64);
                        ffi::sqlite3_bind_blob64(self.0, position, start, length, None)
                    }
                }
            };
            if code != ffi::SQLITE_OK {
                return Err(code);
            }
        }
        Ok(())
    }

    /// The current row.
    ///
    /// # Safety
    /// The last step must have returned `SQLITE_ROW`.
    unsafe fn row(&self) -> Vec<Value> {
        // SAFETY: there is a current row.
        unsafe {
            (0..ffi::sqlite3_column_count(self.0))
                .map(|column| value(ffi::sqlite3_column_value(self.0, column)))
                .collect()
        }
    }
}

/// A copy of a cell.
///
/// # Safety
/// `cell` must be what `sqlite3_column_value` gave for the current row, on the one thread that uses the connection: it
/// has no lock of its own (SQLITE_OPEN_NOMUTEX), so that there is nothing to protect the value from.
unsafe fn value(cell: *mut ffi::sqlite3_value) -> Value {
    // SAFETY: pointers are copied from before the next call.
    unsafe {
        match ffi::sqlite3_value_type(cell) {
            ffi::SQLITE_INTEGER => Value::Integer(ffi::sqlite3_value_int64(cell)),
            ffi::SQLITE_FLOAT => Value::Real(ffi::sqlite3_value_double(cell)),
            ffi::SQLITE_TEXT => {
                let bytes = bytes(cell, ffi::sqlite3_value_text(cell));
                let lossy = || String::from_utf8_lossy(bytes).into_owned();
                Value::Text(std::str::from_utf8(bytes).map_or_else(|_| lossy(), str::to_owned))
            }
            ffi::SQLITE_BLOB => Value::Blob(bytes(cell, ffi::sqlite3_value_blob(cell).cast()).to_vec()),
            _ => Value::Null,
        }
    }
}

/// # Safety
/// `start` must be what `sqlite3_value_text` or `_blob` gave for this cell of the current row.
unsafe fn bytes<'a>(cell: *mut ffi::sqlite3_value, start: *const u8) -> &'a [u8] {
    // SAFETY: SQLite keeps as many bytes there as it says, until the next step.
    unsafe {
        let length = usize::try_from(ffi::sqlite3_value_bytes(cell)).unwrap_or_default();
        if start.is_null() { &[] } else { std::slice::from_raw_parts(start, length) }
    }
}

fn column_names(statement: *mut ffi::sqlite3_stmt) -> Arc<[String]> {
    // SAFETY: the statement is prepared; a name is a C string that lives until the next call for it, or NULL when
    // memory ran out.
    unsafe {
        let name = |column: c_int| {
            let name = ffi::sqlite3_column_name(statement, column);
            if name.is_null() { String::new() } else { CStr::from_ptr(name).to_string_lossy().into_owned() }
        };
        (0..ffi::sqlite3_column_count(statement)).map(name).collect()
    }
}

/// Tells SQLite to stop once the deadline has passed.
unsafe extern "C" fn look_at_clock(deadline: *mut c_void) -> c_int {
    // SAFETY: `open` registered this with a pointer to the connection's deadline.
    let deadline = unsafe { &*deadline.cast::<Cell<Option<Instant>>>() };
    c_int::from(deadline.get().is_some_and(|deadline| Instant::now() >= deadline))
}

/// Sets the library up, the way the `libsql` crate does: it insists on being first, and whoever uses both in one
/// process (a benchmark) must not find it set up already.
fn initialise() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // A database in memory is opened without waiting, so one poll is enough, and it cannot fail.
        let _ = pin!(libsql::Builder::new_local(":memory:").build()).poll(&mut Context::from_waker(Waker::noop()));
    });
}

#[cfg(test)]
#[path = "sqlite_tests.rs"]
mod tests;
