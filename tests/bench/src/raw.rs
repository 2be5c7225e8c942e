//! The same work directly through the `libsql` crate.
//!
//! The same schema with the same triggers, the same settings, and the statements that the planner renders, without
//! its guards: no authentication, no permissions beyond the client in the condition, no validation, no JSON, no HTTP.
//! Statements are rendered once; each call only brings its values.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use domain::contacts::entities::Contact;
use entity::{Entity, EntityDef, Shape, Value};
use libsql::{Connection, Statement as Prepared};
use store::Statement;
use store::embedded::settings;
use store::sql::{Actor, List, begin_changes, end_changes, insert};

use crate::rounds::{Side, Turn};
use crate::works::{Work, job_title, new_contact, own_contact, search_words};
use crate::{Outcome, at_once, site};

/// The `libsql` crate, used in one of two ways.
pub struct Raw {
    path: PathBuf,
    prepared: bool,
    /// Stays open, as the server's do: with its last connection a database's log goes, and is then made anew.
    _open: Connection,
    /// Who writes, if writers take turns within the program. SQLite's own way is to sleep and look again.
    turn: Mutex<()>,
}

impl Raw {
    /// As somebody does it who knows how: statements stay prepared, writers take turns by a lock.
    pub fn prepared(folder: &Path) -> Outcome<Self> {
        Raw::open(folder, true)
    }

    /// As it comes to mind first: every call prepares its statement, writers wait for the lock of the file.
    pub fn fresh(folder: &Path) -> Outcome<Self> {
        Raw::open(folder, false)
    }

    /// Carries out statements as one transaction, again and again.
    pub fn writer(&self) -> Outcome<impl FnMut(&[Statement]) -> Outcome> {
        let mut session = Session::open(self)?;
        Ok(move |statements: &[Statement]| {
            session.run("BEGIN IMMEDIATE", Vec::new())?;
            for statement in statements {
                session.run(&statement.sql, statement.args.clone())?;
            }
            session.run("COMMIT", Vec::new())?;
            Ok(())
        })
    }

    fn open(folder: &Path, prepared: bool) -> Outcome<Self> {
        let path = site::file(folder);
        Ok(Raw { _open: connect(&path)?, path, prepared, turn: Mutex::default() })
    }
}

/// A connection with the settings of the native host.
fn connect(path: &Path) -> Outcome<Connection> {
    let connection = at_once(libsql::Builder::new_local(path).build())??.connect()?;
    for pragma in settings::EVERY_CONNECTION {
        at_once(connection.execute_batch(pragma))??;
    }
    // SQLite opens the file when it is first asked for something of it.
    at_once(connection.execute_batch("SELECT count(*) FROM clients"))??;
    Ok(connection)
}

impl Side for Raw {
    fn name(&self) -> &'static str {
        if self.prepared { "libsql" } else { "libsql, naively" }
    }

    fn process(&self) -> Option<u32> {
        Some(std::process::id())
    }

    fn connect(&self, work: Work, connection: usize) -> Outcome<Turn<'_>> {
        let mut session = Session::open(self)?;
        match work {
            Work::Page => {
                let page = list(None)?;
                Ok(Box::new(move || session.read(&page.sql, page.args.clone())))
            }
            Work::Search => {
                const WORD: &str = "placeholder";
                let search = list(Some(WORD))?;
                let mut number = connection * 1_000_000;
                Ok(Box::new(move || {
                    let words = search_words(number);
                    number += 1;
                    let filled = |value: &Value| value.as_text().map(|text| Value::from(text.replace(WORD, &words)));
                    let args = search.args.iter().map(|value| filled(value).unwrap_or_else(|| value.clone()));
                    session.read(&search.sql, args.collect())
                }))
            }
            Work::Create => {
                let (begin, client) = (begin()?, Value::from(site::caller()?.client));
                let sql =
                    insert(Contact::NAME.table, &contact(&client, connection, 0), &columns(Contact::DEFINITION)).sql;
                let mut number = connection * 1_000_000;
                Ok(Box::new(move || {
                    let cells = contact(&client, connection, number);
                    number += 1;
                    session.write(&begin, &sql, cells.into_iter().map(|(_, value)| value).collect())
                }))
            }
            Work::Update => {
                let (begin, own) = (begin()?, Value::from(own_contact(connection)));
                let sql = format!(
                    "UPDATE contacts SET job_title = ?1, updated_at = ?2, updated_by = ?3, version = version + 1 \
                     WHERE id = ?4 AND version = ?5 RETURNING {}",
                    columns(Contact::DEFINITION).join(", ")
                );
                let user = Value::from(site::caller()?.id);
                let mut version = session.first_integer("SELECT version FROM contacts WHERE id = ?1", own.clone())?;
                Ok(Box::new(move || {
                    let title = Value::from(job_title(version));
                    let args = vec![title, now_ms().into(), user.clone(), own.clone(), version.into()];
                    version += 1;
                    session.write(&begin, &sql, args)
                }))
            }
        }
    }
}

/// The statement of a page: the planner's own, for the same caller.
fn list(search: Option<&str>) -> Outcome<Statement> {
    let entity = Contact::DEFINITION;
    let access = site::caller()?.access(entity, "read", site::THEN_MS).map_err(|problem| problem.detail.clone())?;
    let columns = columns(entity);
    let page = List {
        shape: Shape::of(entity),
        access: &access,
        filter: None,
        search,
        order: &[],
        cursor: None,
        limit: api::query::DEFAULT_LIMIT + 1,
        columns: &columns,
    };
    Ok(page.statements().pop().ok_or("a list without a statement")?)
}

fn columns(entity: &'static EntityDef) -> Vec<&'static str> {
    api::render::visible(entity, None).iter().map(|field| field.name).collect()
}

/// The statement that tells the triggers who writes.
fn begin() -> Outcome<Statement> {
    let caller = site::caller()?;
    let actor = Actor {
        kind: "USER",
        id: Some(caller.id),
        name: caller.name,
        ip_address: Some("127.0.0.1".to_owned()),
        user_agent: Some("bench".to_owned()),
        request_id: Some("0123456789abcdef".to_owned()),
    };
    Ok(begin_changes(&actor, site::THEN_MS))
}

/// The cells of a new contact. What is left out takes the default of its column.
fn contact(client: &Value, connection: usize, number: usize) -> Vec<(&'static str, Value)> {
    // Ids in the order of their making, as they are everywhere.
    let random = u64::try_from(connection << 40 | number).unwrap_or_default();
    let id = entity::id::encode("ctc", entity::id::uuid_v7(now_ms(), 0, random));
    let now = Value::from(now_ms());
    let mut cells = vec![("id", id.into()), ("client_id", client.clone()), ("version", 1.into())];
    cells.extend([("created_at", now.clone()), ("updated_at", now)]);
    cells.extend(new_contact(number).map(|(column, value)| (column, Value::from(value))));
    cells
}

/// The present, in milliseconds since 1970.
pub fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or_default()
}

/// One thread's connection.
struct Session<'a> {
    raw: &'a Raw,
    connection: Connection,
    kept: Vec<(String, Prepared)>,
}

impl<'a> Session<'a> {
    fn open(raw: &'a Raw) -> Outcome<Self> {
        Ok(Session { raw, connection: connect(&raw.path)?, kept: Vec::new() })
    }

    fn read(&mut self, sql: &str, args: Vec<Value>) -> Outcome {
        match self.run(sql, args)? {
            0 => Err("nothing was found".into()),
            _ => Ok(()),
        }
    }

    fn write(&mut self, begin: &Statement, sql: &str, args: Vec<Value>) -> Outcome {
        let raw = self.raw;
        let _turn = raw.prepared.then(|| raw.turn.lock().unwrap_or_else(PoisonError::into_inner));
        self.run("BEGIN IMMEDIATE", Vec::new())?;
        self.run(&begin.sql, begin.args.clone())?;
        if self.run(sql, args)? != 1 {
            return Err("the row was changed by somebody else".into());
        }
        self.run(&end_changes().sql, Vec::new())?;
        self.run("COMMIT", Vec::new())?;
        Ok(())
    }

    fn first_integer(&mut self, sql: &str, arg: Value) -> Outcome<i64> {
        let prepared = at_once(self.connection.prepare(sql))??;
        let mut rows = at_once(prepared.query(params(vec![arg])))??;
        let row = at_once(rows.next())??.ok_or("no such row")?;
        Ok(row.get(0)?)
    }

    /// Runs a statement to its end, takes every value of every row, and gives how many rows there were.
    fn run(&mut self, sql: &str, args: Vec<Value>) -> Outcome<usize> {
        if !self.raw.prepared {
            return count(&at_once(self.connection.prepare(sql))??, args);
        }
        let index = match self.kept.iter().position(|(kept, _)| kept == sql) {
            Some(index) => index,
            None => {
                self.kept.push((sql.to_owned(), at_once(self.connection.prepare(sql))??));
                self.kept.len() - 1
            }
        };
        let prepared = &self.kept.get(index).ok_or("a statement went missing")?.1;
        let rows = count(prepared, args)?;
        prepared.reset();
        Ok(rows)
    }
}

fn count(prepared: &Prepared, args: Vec<Value>) -> Outcome<usize> {
    let mut rows = at_once(prepared.query(params(args)))??;
    let mut count = 0;
    while let Some(row) = at_once(rows.next())?? {
        for column in 0..row.column_count() {
            std::hint::black_box(row.get_value(column)?);
        }
        count += 1;
    }
    Ok(count)
}

fn params(args: Vec<Value>) -> libsql::params::Params {
    let value = |value| match value {
        Value::Null => libsql::Value::Null,
        Value::Integer(number) => libsql::Value::Integer(number),
        Value::Real(number) => libsql::Value::Real(number),
        Value::Text(text) => libsql::Value::Text(text),
        Value::Blob(bytes) => libsql::Value::Blob(bytes),
    };
    libsql::params::Params::Positional(args.into_iter().map(value).collect())
}
