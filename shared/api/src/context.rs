//! One request on its way: who, when, and the only way to a database.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use entity::{EntityDef, id};
use serde_json::{Map, Value as Json, json};
use store::sql::{Access, Actor};
use store::{Batch, DatabaseError, DatabaseName, Mode, ResultSet, Task};

use crate::answer::Answer;
use crate::caller::Caller;
use crate::resource::idempotency::{Kept, Key, request_hash};
use crate::{Host, Problem, Random, Request, Transaction};

/// What a handler knows of its request. A handler reaches databases through this and no other way.
pub struct Context<'a> {
    host: &'a Host,
    /// The time of the request, in milliseconds since 1970: one for everything that it writes.
    pub now_ms: i64,
    /// The request's id, the caller's own where it sent one that fits.
    pub request_id: String,
    /// The address that the request came from.
    pub address: Option<String>,
    /// The user agent, cut to 500 bytes.
    pub user_agent: Option<String>,
    caller: Option<Rc<Caller>>,
    course: Rc<Course>,
    counter: Cell<u16>,
    once: OnceCell<Once>,
}

/// What is done once for each key: the key, and the status of the answer.
struct Once {
    key: Key,
    status: u16,
}

/// What all contexts of a request share.
#[derive(Default)]
pub(crate) struct Course {
    /// Whose request it is, for the host's log.
    tenant: Cell<Option<String>>,
    /// Whether anything was written.
    wrote: Cell<bool>,
    /// Whether a database was brought to this version on the way.
    caught_up: Cell<bool>,
}

impl Course {
    /// The tenant, if it became known.
    pub(crate) fn tenant(&self) -> Option<String> {
        self.tenant.take()
    }

    /// Whether the request may be answered again from its beginning, now that its database is of this version: when
    /// nothing of it was written before it failed.
    pub(crate) fn again(&self) -> bool {
        self.caught_up.get() && !self.wrote.get()
    }
}

impl<'a> Context<'a> {
    pub(crate) fn new(host: &'a Host, request: &Request) -> Self {
        let user_agent = request.header("user-agent").map(|agent| agent.chars().take(500).collect());
        Context {
            host,
            now_ms: host.clock.now_ms(),
            request_id: request_id(request, host.random.as_ref()),
            address: request.address.clone(),
            user_agent,
            caller: None,
            course: Rc::default(),
            counter: Cell::new(0),
            once: OnceCell::new(),
        }
    }

    /// A context without a request: a command on the native host acts as somebody.
    pub fn acting(host: &'a Host, caller: Rc<Caller>) -> Self {
        Context::new(host, &Request::default()).with_caller(caller)
    }

    /// A context without a request and without a caller: the platform itself at work, on a schedule or by command.
    pub fn system(host: &'a Host) -> Self {
        Context::new(host, &Request::default())
    }

    /// The same request once it is known who is behind it: a password, a link or a key has told.
    pub fn on_behalf_of(&self, caller: Rc<Caller>) -> Self {
        self.course.tenant.set(Some(caller.tenant.clone()));
        Context {
            host: self.host,
            now_ms: self.now_ms,
            request_id: self.request_id.clone(),
            address: self.address.clone(),
            user_agent: self.user_agent.clone(),
            caller: Some(caller),
            course: self.course.clone(),
            counter: self.counter.clone(),
            once: OnceCell::new(),
        }
    }

    /// What a body needs to go on when the handler has returned.
    pub fn detached(&self) -> Detached {
        Detached {
            host: self.host.clone(),
            now_ms: self.now_ms,
            request_id: self.request_id.clone(),
            address: self.address.clone(),
            user_agent: self.user_agent.clone(),
            caller: self.caller.clone(),
        }
    }

    /// What is common to the contexts of this request.
    pub(crate) fn course(&self) -> Rc<Course> {
        self.course.clone()
    }

    pub(crate) fn with_caller(mut self, caller: Rc<Caller>) -> Self {
        self.course.tenant.set(Some(caller.tenant.clone()));
        self.caller = Some(caller);
        self
    }

    /// From here on what the request writes is written once for the `Idempotency-Key` that it names, if it names one, and
    /// answered with this status.
    pub(crate) fn carry_out_once(&self, request: &Request, status: u16) -> Result<(), Problem> {
        if let Some(key) = Key::of(request, self.caller()?.id.clone(), request_hash(request))? {
            self.once.get_or_init(|| Once { key, status });
        }
        Ok(())
    }

    /// Adds to a transaction of the caller's database that the request's key is claimed and the answer kept.
    pub(crate) fn keep_answer(&self, database: &DatabaseName, answer: Answer, transaction: &mut Transaction) {
        let own = self.caller.as_ref().is_some_and(|caller| caller.database == *database);
        if let Some(once) = self.once.get().filter(|_| own) {
            once.key.keep(self, once.status, answer, transaction);
        }
    }

    /// What was answered before under the request's key, and its status; nothing when the key is new, or there is none.
    pub(crate) async fn kept_answer(&self) -> Result<Option<(u16, Kept)>, Problem> {
        let Some(once) = self.once.get() else { return Ok(None) };
        let kept = once.key.kept(self, &self.caller()?.database).await?;
        Ok(kept.map(|kept| (once.status, kept)))
    }

    /// The host's settings, clock, randomness and HTTP client. Its databases are reached through [`Context::batch`].
    pub fn host(&self) -> &'a Host {
        self.host
    }

    /// Who is calling, or the refusal when nobody is known.
    pub fn caller(&self) -> Result<&Caller, Problem> {
        self.caller.as_deref().ok_or_else(|| Problem::unauthenticated("Send an access token as a bearer token."))
    }

    /// What of an entity the caller may reach with an action.
    pub fn access(&self, entity: &'static EntityDef, action: &str) -> Result<Access, Problem> {
        self.caller()?.access(entity, action, self.now_ms)
    }

    /// A new id. Ids of one request sort in the order of their making.
    pub fn new_id(&self, entity: &EntityDef) -> String {
        self.prefixed_id(entity.prefix)
    }

    /// A new id with a prefix of its own.
    pub fn prefixed_id(&self, prefix: &str) -> String {
        let mut random = [0; 8];
        self.host.random.fill(&mut random);
        let counter = self.counter.get();
        self.counter.set(counter.wrapping_add(1));
        id::encode(prefix, id::uuid_v7(self.now_ms, counter, u64::from_le_bytes(random)))
    }

    /// Random bytes as lower-case hexadecimal digits, for secrets.
    pub fn random_hex<const BYTES: usize>(&self) -> String {
        let mut random = [0; BYTES];
        self.host.random.fill(&mut random);
        random.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Who writes, for the change log.
    pub fn actor(&self) -> Actor {
        let caller = self.caller.as_deref();
        Actor {
            kind: caller.map_or("SYSTEM", |caller| caller.kind.word()),
            id: caller.map(|caller| caller.id.clone()),
            name: caller.and_then(|caller| caller.name.clone()),
            ip_address: self.address.clone(),
            user_agent: self.user_agent.clone(),
            request_id: Some(self.request_id.clone()),
        }
    }

    /// Sends a batch: one round trip. A database that is away becomes a problem; a failed statement is for the
    /// caller of this to explain.
    pub fn batch<'b>(
        &'b self,
        database: &'b DatabaseName,
        batch: Batch,
    ) -> Task<'b, Result<Vec<ResultSet>, BatchError>> {
        Box::pin(async move {
            let writes = batch.mode == Mode::Write;
            match self.host.databases.run(database, batch).await {
                Ok(results) => {
                    self.course.wrote.set(writes || self.course.wrote.get());
                    Ok(results)
                }
                Err(error) => Err(self.failed(database, error).await),
            }
        })
    }

    async fn failed(&self, database: &DatabaseName, error: DatabaseError) -> BatchError {
        match error {
            DatabaseError::Failed { message, .. } if lacks_something(&message) && self.catch_up(database).await => {
                BatchError::Problem(Problem::unavailable())
            }
            DatabaseError::Failed { statement, code, message } => BatchError::Failed { statement, code, message },
            DatabaseError::Unavailable(reason) => {
                self.log("warn", "database_unavailable", &[("reason", reason.into())]);
                BatchError::Problem(Problem::unavailable())
            }
            DatabaseError::Missing => {
                self.log("warn", "database_missing", &[("database", database.as_str().into())]);
                BatchError::Problem(Problem::unauthenticated("This account is not there any more."))
            }
        }
    }

    /// Brings a tenant's database to this version, once a request, and tells whether it was behind. Nothing of what failed
    /// was written, so that it can be tried again.
    async fn catch_up(&self, database: &DatabaseName) -> bool {
        if self.course.caught_up.get() || *database == DatabaseName::platform() {
            return false;
        }
        // Where another request brings it there just now, this one cannot: then too it is worth another try.
        self.course.caught_up.set(true);
        let outcome = store::migrate::catch_up(self.host.databases.as_ref(), database, self.now_ms).await;
        if outcome != Ok(false) {
            let failed = Json::from(outcome.is_err());
            self.log("warn", "database_behind", &[("database", database.as_str().into()), ("failed", failed)]);
        }
        outcome != Ok(false)
    }

    /// Writes a line to the log. Members hold ids, names of things in the code and numbers; never personal data.
    pub fn log(&self, level: &str, event: &str, members: &[(&str, Json)]) {
        let mut line = Map::new();
        line.insert("level".to_owned(), json!(level));
        line.insert("event".to_owned(), json!(event));
        line.insert("request_id".to_owned(), json!(self.request_id));
        if let Some(caller) = &self.caller {
            line.insert("tenant_id".to_owned(), json!(caller.tenant));
        }
        for (name, value) in members {
            line.insert((*name).to_owned(), value.clone());
        }
        (self.host.log)(&Json::Object(line).to_string());
    }
}

/// A context that outlives its handler, for bodies that are made while they are sent.
pub struct Detached {
    host: Host,
    now_ms: i64,
    request_id: String,
    address: Option<String>,
    user_agent: Option<String>,
    caller: Option<Rc<Caller>>,
}

impl Detached {
    /// The context of the same request.
    pub fn context(&self) -> Context<'_> {
        Context {
            host: &self.host,
            now_ms: self.now_ms,
            request_id: self.request_id.clone(),
            address: self.address.clone(),
            user_agent: self.user_agent.clone(),
            caller: self.caller.clone(),
            course: Rc::default(),
            counter: Cell::new(0),
            once: OnceCell::new(),
        }
    }
}

/// Why a batch gave no results.
#[derive(Clone, Debug, PartialEq)]
pub enum BatchError {
    /// A statement failed, and nothing was written.
    Failed {
        /// Which, counted from 0.
        statement: usize,
        /// SQLite's code by name.
        code: String,
        /// SQLite's message.
        message: String,
    },
    /// The database is away.
    Problem(Problem),
}

/// Whether SQLite does not know a table or a column of a statement: the database may be of an older version.
fn lacks_something(message: &str) -> bool {
    ["no such column", "no such table", "has no column named"].iter().any(|fault| message.contains(fault))
}

/// The id of a request: its own if it is one that can go into logs and headers, or a new one.
pub fn request_id(request: &Request, random: &dyn Random) -> String {
    let fits = |text: &&str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        (8..=64).contains(&text.len()) && text.bytes().all(allowed)
    };
    let new = || {
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        format!("{:016x}", u64::from_le_bytes(bytes))
    };
    request.header("x-request-id").filter(fits).map_or_else(new, str::to_owned)
}
