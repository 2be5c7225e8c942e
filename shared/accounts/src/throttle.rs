//! Slowing down whoever guesses: attempts are counted for an address of mail and for an address of the network, in
//! the platform's database, so that all instances of the function count together.
//!
//! An attempt is counted before its password is looked at and taken back when it was right: a thousand guesses at
//! once are a thousand. What is locked is refused without looking. Addresses that nobody has are counted too.
//!
//! Sign-ups are counted besides, whatever comes of them: each makes a database.

use api::http::network_of;
use api::problem::Kind;
use api::{Context, Problem, sql_fault_of};
use entity::Value;
use entity::json::write_strings;
use store::{Batch, DatabaseName, Mode, ResultSet, Statement};

use crate::secret::hash;

/// Attempts without success that an address of mail has free. With the next one the first lock begins.
const FREE_FOR_LOGIN: i64 = 10;
/// Attempts that an address of the network has free: many people may share one.
const FREE_FOR_ADDRESS: i64 = 50;
/// The first lock, in milliseconds. Each further attempt without success doubles it.
const FIRST_LOCK_MS: i64 = 1000;
/// The longest lock: a quarter of an hour. Longer ones would help whoever wants to keep somebody out.
const LONGEST_LOCK_MS: i64 = 15 * 60 * 1000;
/// After this long without an attempt all is forgotten.
const FORGOTTEN_MS: i64 = 24 * 60 * 60 * 1000;

/// How many sign-ups there may be in a day, unless [`SIGN_UPS_A_DAY`] says otherwise.
const SIGN_UPS: i64 = 200;
/// Which part of them may come from one network.
const FROM_ONE_NETWORK: i64 = 10;
/// The setting with the number of sign-ups that an installation takes in a day. A tenth of them may come from one network.
const SIGN_UPS_A_DAY: &str = "PORTICO_SIGN_UPS_A_DAY";

/// An attempt, as far as it is counted.
pub struct Attempt {
    counters: Vec<Counter>,
}

struct Counter {
    key: String,
    rule: Rule,
}

/// What a counter does.
#[derive(Clone, Copy, PartialEq)]
enum Rule {
    /// Counts guesses at one address of mail.
    Login,
    /// Counts guesses from one network.
    Network,
    /// Counts everything, so many a day.
    Daily(i64),
}

impl Attempt {
    /// An attempt at something with an address of mail, by whoever sent the request.
    pub fn new(context: &Context<'_>, purpose: &str, email: &str) -> Self {
        let login = Counter { key: login_key(purpose, email), rule: Rule::Login };
        let network = network_key(context, purpose).map(|key| Counter { key, rule: Rule::Network });
        Attempt { counters: std::iter::once(login).chain(network).collect() }
    }

    /// An attempt to sign up with an address of mail.
    pub fn sign_up(context: &Context<'_>, email: &str) -> Self {
        let most = context.host().settings.get(SIGN_UPS_A_DAY).and_then(|most| most.parse().ok()).unwrap_or(SIGN_UPS);
        let all = Counter { key: hash("sign-up/all"), rule: Rule::Daily(most) };
        let of_network = Rule::Daily((most / FROM_ONE_NETWORK).max(1));
        let network = network_key(context, SIGN_UP).map(|key| Counter { key, rule: of_network });
        let login = Counter { key: login_key(SIGN_UP, email), rule: Rule::Login };
        Attempt { counters: std::iter::once(all).chain(network).chain([login]).collect() }
    }

    /// Counts the attempt and runs a query in the same round trip, or refuses with 429 while a lock lasts.
    pub async fn begin(&self, context: &Context<'_>, query: Statement) -> Result<ResultSet, Problem> {
        let now = context.now_ms;
        let mut statements = Vec::new();
        for counter in &self.counters {
            statements.push(Statement::new(
                "DELETE FROM sign_in_throttles WHERE key = ?1 AND expires_at <= ?2",
                vec![counter.key.clone().into(), now.into()],
            ));
            statements.push(Statement::new(
                "SELECT locked_until FROM sign_in_throttles WHERE key = ?1 AND locked_until > ?2",
                vec![counter.key.clone().into(), now.into()],
            ));
            statements.push(match counter.rule {
                Rule::Login => count_guess(context, counter, FREE_FOR_LOGIN),
                Rule::Network => count_guess(context, counter, FREE_FOR_ADDRESS),
                Rule::Daily(most) => self.count_of_day(context, counter, most),
            });
        }
        statements.push(query);
        let batch = Batch { mode: Mode::Write, statements };
        let results = context.batch(&DatabaseName::platform(), batch).await;
        let mut results = results.map_err(|error| sql_fault_of(context, error))?;
        let answer = results.pop().unwrap_or_default();
        let locks = results.iter().skip(1).step_by(3).flat_map(|set| &set.rows).flatten();
        match locks.filter_map(Value::as_integer).max() {
            Some(until) => Err(locked(until - now)),
            None => Ok(answer),
        }
    }

    /// Takes the attempt back, because it was right. What goes wrong here only leaves the count higher.
    pub async fn succeeded(&self, context: &Context<'_>) {
        let taken_back = |counter: &Counter| match counter.rule {
            Rule::Login => Some(forget(&counter.key)),
            Rule::Network => Some(take_back(counter)),
            Rule::Daily(_) => None,
        };
        let batch = Batch { mode: Mode::Write, statements: self.counters.iter().filter_map(taken_back).collect() };
        if context.batch(&DatabaseName::platform(), batch).await.is_err() {
            context.log("warn", "attempt_not_taken_back", &[]);
        }
    }

    /// Counts one of a day, which begins with the first. What another lock refuses is not counted: whoever is refused
    /// for their own number does not use up everybody's.
    fn count_of_day(&self, context: &Context<'_>, counter: &Counter, most: i64) -> Statement {
        let sql = "INSERT INTO sign_in_throttles (id, key, failures, expires_at, locked_until) \
                   SELECT ?1, ?2, 1, ?3 + ?4, iif(?5 <= 1, ?3 + ?4, NULL) WHERE NOT EXISTS (SELECT 1 FROM \
                   sign_in_throttles WHERE key IN (SELECT value FROM json_each(?6)) AND locked_until > ?3) \
                   ON CONFLICT (key) DO UPDATE SET failures = failures + 1, \
                   locked_until = iif(failures + 1 >= ?5, expires_at, NULL)";
        let keys: Vec<&str> = self.counters.iter().map(|counter| counter.key.as_str()).collect();
        let args: Vec<Value> = vec![
            context.prefixed_id("thr").into(),
            counter.key.clone().into(),
            context.now_ms.into(),
            FORGOTTEN_MS.into(),
            most.into(),
            write_strings(&keys).into(),
        ];
        Statement::new(sql, args)
    }
}

/// Lets an address of mail sign in at once: whoever has the mailbox has set another password.
pub async fn release(context: &Context<'_>, email: &str) {
    let batch = Batch { mode: Mode::Write, statements: vec![forget(&login_key(SIGN_IN, email))] };
    if context.batch(&DatabaseName::platform(), batch).await.is_err() {
        context.log("warn", "attempts_not_forgotten", &[]);
    }
}

/// Attempts to sign in.
pub const SIGN_IN: &str = "sign-in";
/// Attempts to sign up.
const SIGN_UP: &str = "sign-up";
/// Requests for a link. They are never right, so that nobody's mailbox is filled.
pub const RESET: &str = "reset";

/// Takes away what is forgotten anyway: a statement for the tick.
pub fn forget_expired(now_ms: i64) -> Statement {
    Statement::new("DELETE FROM sign_in_throttles WHERE expires_at <= ?1", vec![now_ms.into()])
}

fn login_key(purpose: &str, email: &str) -> String {
    hash(&format!("{purpose}/login/{}", email.to_ascii_lowercase()))
}

fn network_key(context: &Context<'_>, purpose: &str) -> Option<String> {
    let network = network_of(context.address.as_deref()?);
    Some(hash(&format!("{purpose}/address/{network}")))
}

/// Counts up, unless there is a lock. The lock doubles with each attempt past the free ones.
fn count_guess(context: &Context<'_>, counter: &Counter, free: i64) -> Statement {
    let sql = "INSERT INTO sign_in_throttles (id, key, failures, expires_at) VALUES (?1, ?2, 1, ?3 + ?4) \
               ON CONFLICT (key) DO UPDATE SET failures = failures + 1, expires_at = ?3 + ?4, \
               locked_until = iif(failures + 1 < ?5, NULL, ?3 + min(?6, ?7 << min(failures + 1 - ?5, 20))) \
               WHERE locked_until IS NULL OR locked_until <= ?3";
    let args: Vec<Value> = vec![
        context.prefixed_id("thr").into(),
        counter.key.clone().into(),
        context.now_ms.into(),
        FORGOTTEN_MS.into(),
        free.into(),
        LONGEST_LOCK_MS.into(),
        FIRST_LOCK_MS.into(),
    ];
    Statement::new(sql, args)
}

fn forget(key: &str) -> Statement {
    Statement::new("DELETE FROM sign_in_throttles WHERE key = ?1", vec![key.into()])
}

/// One attempt fewer: somebody who has one account does not wipe out what was guessed at others.
fn take_back(counter: &Counter) -> Statement {
    let sql = "UPDATE sign_in_throttles SET failures = max(failures - 1, 0), \
               locked_until = iif(failures - 1 < ?2, NULL, locked_until) WHERE key = ?1";
    Statement::new(sql, vec![counter.key.clone().into(), FREE_FOR_ADDRESS.into()])
}

fn locked(milliseconds: i64) -> Problem {
    let seconds = u32::try_from((milliseconds + 999) / 1000).unwrap_or(1);
    let mut problem = Problem::new(Kind::TooManyRequests, "There were too many attempts. Wait before the next one.");
    problem.retry_after = Some(seconds);
    problem
}
