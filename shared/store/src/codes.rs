//! SQLite's result codes by name, the same whichever way to the database is taken.
//!
//! A server gives only the primary code (`SQLITE_CONSTRAINT`) and the message, so what kind of constraint it was is
//! read from the message. A violated primary key carries the same message as a violated unique index; both are
//! `SQLITE_CONSTRAINT_UNIQUE` here.

/// The name of a constraint's extended code, from SQLite's message.
pub(crate) fn constraint(message: &str) -> &'static str {
    const KINDS: [(&str, &str); 5] = [
        ("UNIQUE constraint failed", "SQLITE_CONSTRAINT_UNIQUE"),
        ("FOREIGN KEY constraint failed", "SQLITE_CONSTRAINT_FOREIGNKEY"),
        ("NOT NULL constraint failed", "SQLITE_CONSTRAINT_NOTNULL"),
        ("CHECK constraint failed", "SQLITE_CONSTRAINT_CHECK"),
        ("cannot store", "SQLITE_CONSTRAINT_DATATYPE"),
    ];
    let kind = KINDS.iter().find(|(start, _)| message.starts_with(start));
    // What is left is `RAISE(ABORT, '…')` in a trigger, whose message is free.
    kind.map_or("SQLITE_CONSTRAINT_TRIGGER", |(_, name)| name)
}

/// The name of a numeric result code. `message` tells the kinds of constraint apart.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn named(code: i32, message: &str) -> &'static str {
    const PRIMARY: [&str; 27] = [
        "SQLITE_OK",
        "SQLITE_ERROR",
        "SQLITE_INTERNAL",
        "SQLITE_PERM",
        "SQLITE_ABORT",
        "SQLITE_BUSY",
        "SQLITE_LOCKED",
        "SQLITE_NOMEM",
        "SQLITE_READONLY",
        "SQLITE_INTERRUPT",
        "SQLITE_IOERR",
        "SQLITE_CORRUPT",
        "SQLITE_NOTFOUND",
        "SQLITE_FULL",
        "SQLITE_CANTOPEN",
        "SQLITE_PROTOCOL",
        "SQLITE_EMPTY",
        "SQLITE_SCHEMA",
        "SQLITE_TOOBIG",
        "SQLITE_CONSTRAINT",
        "SQLITE_MISMATCH",
        "SQLITE_MISUSE",
        "SQLITE_NOLFS",
        "SQLITE_AUTH",
        "SQLITE_FORMAT",
        "SQLITE_RANGE",
        "SQLITE_NOTADB",
    ];
    // The low byte is the primary code; the rest says more, which only matters for constraints.
    let name = usize::try_from(code & 0xff).ok().and_then(|index| PRIMARY.get(index)).copied();
    match name {
        Some("SQLITE_CONSTRAINT") => constraint(message),
        Some(name) => name,
        None => "SQLITE_ERROR",
    }
}

/// Whether trying again may help: somebody else holds a lock, or the machine is short of something.
pub(crate) fn passes(code: &str) -> bool {
    const PASSING: [&str; 9] = [
        "SQLITE_BUSY",
        "SQLITE_LOCKED",
        "SQLITE_NOMEM",
        "SQLITE_INTERRUPT",
        "SQLITE_IOERR",
        "SQLITE_FULL",
        "SQLITE_CANTOPEN",
        "SQLITE_PROTOCOL",
        "TRANSACTION_",
    ];
    PASSING.iter().any(|start| code.starts_with(start))
}
