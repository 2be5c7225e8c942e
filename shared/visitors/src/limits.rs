//! How often somebody may ask. What is guaranteed:
//!
//! - Configurations and everything that writes are counted in the tenant's database, in the round trip that looks the
//!   widget up: all instances of the function, on every host, count together and exactly, and a request that fails later
//!   on counts too. A window is a minute of the clock.
//! - An address (of IPv6 the /64 that a subscriber has) is counted first, then the widget, then the tenant, and what is
//!   refused at one of these is not counted at the next. So a flood from one address uses up at most that address's share
//!   of what the widget may be asked, and nobody else is refused for it. A flood from very many addresses does use up the
//!   widget's, and no other widget's.
//! - What is written down is bounded: nothing for a widget that is not there, and no new address where the widget or the
//!   tenant has been asked as often as it may be. Rows that have ended are taken away by the requests that follow.
//! - A slot that is held is nobody else's for five minutes, and costs no work: an address has a few by each widget.
//! - Before any of that, and for slots and links alone, an instance counts by itself, so that a flood costs no more work of
//!   the database than the address's share; and it does a few things at a time for an address, so that others do not wait
//!   behind all of that share. This does not hold across instances, and where every request is an instance of its own (Spin)
//!   it does not hold at all; a call for slots needs a token there like everywhere, which is counted.

use api::problem::Kind;
use api::{Context, Counted, Problem};
use booking::Holder;
use domain::embed::entities::RateLimit;
use entity::{Entity, Value};
use store::sql::Sql;
use store::{ResultSet, Statement};

use crate::support::hash;

/// How long a window is, in milliseconds.
const WINDOW_MS: i64 = 60_000;
/// What one instance takes from an address in a window, whatever it asks.
const OF_INSTANCE: i64 = 600;
/// What one instance does for an address at a time. A page asks for a few things at once, and many people may share an
/// address; whoever comes ninth is asked to come again in a second.
const AT_ONCE: i64 = 8;

/// The setting that multiplies all limits: for an installation behind a proxy that hides the addresses of visitors, and for
/// measuring.
const ALLOWANCE: &str = "PORTICO_EMBED_ALLOWANCE";

/// How often in a window.
pub struct Limit {
    /// What is limited.
    purpose: &'static str,
    /// From one address.
    address: i64,
    /// Through one widget.
    widget: i64,
    /// In the whole tenant.
    tenant: i64,
}

/// Configurations. Many people may share an address.
pub const CONFIGURATIONS: Limit = Limit { purpose: "configuration", address: 240, widget: 12_000, tenant: 60_000 };
/// Holds, bookings, enquiries, changes by link.
pub const ENTRIES: Limit = Limit { purpose: "entry", address: 60, widget: 3000, tenant: 15_000 };

/// An address, a widget, a tenant.
const LEVELS: usize = 3;
/// How many statements count a request.
pub const STATEMENTS: usize = LEVELS + 1;
/// How many rows that have ended a request takes away. It adds three, and a fourth for its challenge.
const ENDED_AT_ONCE: i64 = 16;

/// The most slots that are kept at a time for one address by one widget. Many people may share an address, but few of them
/// fill the same form within five minutes.
const MOST_HOLDS: i64 = 20;

/// Refuses an address that asks this instance too often, or too much at a time: a request is under way for as long as what this
/// gives is kept.
pub fn of_instance(context: &Context<'_>, network: &str) -> Result<Counted, Problem> {
    let counted = context.host().memory.count(network, context.now_ms.div_euclid(WINDOW_MS));
    let allowed = |limit: i64| limit.saturating_mul(allowance(context));
    if i64::from(counted.times()) > allowed(OF_INSTANCE) {
        return Err(too_many(context));
    }
    if i64::from(counted.under_way()) > allowed(AT_ONCE) {
        let mut problem = too_many(context);
        problem.retry_after = Some(1);
        return Err(problem);
    }
    Ok(counted)
}

/// Refuses, without asking the database, what it would refuse: an address that has asked this instance alone as often as it
/// may ask all of them. `what` is what [`Limit::count`] tells widgets apart by.
pub fn spare_database(context: &Context<'_>, limit: &Limit, network: &str, what: &str) -> Result<(), Problem> {
    let window = context.now_ms.div_euclid(WINDOW_MS);
    let counted = context.host().memory.count(&format!("{}\n{what}\n{network}", limit.purpose), window);
    match i64::from(counted.times()) > limit.address.saturating_mul(allowance(context)) {
        true => Err(too_many(context)),
        false => Ok(()),
    }
}

impl Limit {
    /// The statements that count a request: the first ones of its batch. `what` is what tells widgets apart, and `exists`
    /// gives a row where it is there: what somebody has made up is not written down.
    pub fn count(&self, context: &Context<'_>, network: &str, what: &str, exists: &Statement) -> Vec<Statement> {
        let keys = self.keys(network, what);
        let limits = self.limits(context);
        let window = context.now_ms - context.now_ms.rem_euclid(WINDOW_MS);
        let mut statements = Vec::new();
        for (position, key) in keys.iter().enumerate() {
            let mut sql = Sql::new("INSERT INTO rate_limits (id, key, window_start, count, expires_at) SELECT ");
            sql.bind(context.prefixed_id(RateLimit::NAME.prefix)).push(", ").bind(key.as_str()).push(", ");
            sql.bind(window).push(", 1, ").bind(window + 2 * WINDOW_MS).push(" WHERE ");
            let counts = |sql: &mut Sql, key: &str, comparison: &str, limit: i64| {
                sql.push("EXISTS (SELECT 1 FROM rate_limits WHERE key = ").bind(key).push(" AND window_start >= ");
                sql.bind(window).push(" AND count ").push(comparison).bind(limit).push(")");
            };
            match position.checked_sub(1).and_then(|before| keys.get(before).zip(limits.get(before))) {
                // Counted only where the one before has room.
                Some((before, limit)) => counts(&mut sql, before, "<= ", *limit),
                // An address is written down only where the others have room: as many rows as a tenant may be asked are
                // the most that there are of a window.
                None => {
                    sql.push("EXISTS (").append(exists.clone()).push(")");
                    for (other, limit) in keys.iter().zip(limits).skip(1) {
                        sql.push(" AND NOT ");
                        counts(&mut sql, other, "> ", limit);
                    }
                }
            }
            // What waited in the database's line since the last minute counts in this one: the clock does not go back.
            sql.push(
                " ON CONFLICT (key) DO UPDATE SET count = iif(window_start >= excluded.window_start, count + 1, 1), ",
            );
            sql.push("window_start = max(window_start, excluded.window_start), ");
            sql.push("expires_at = max(expires_at, excluded.expires_at) RETURNING count");
            statements.push(sql.finish());
        }
        statements.push(forget_ended(context));
        statements
    }

    /// Refuses a request that is one too many, by the results of [`Limit::count`].
    pub fn hold(&self, context: &Context<'_>, results: &[ResultSet]) -> Result<(), Problem> {
        for (set, limit) in results.iter().zip(self.limits(context)) {
            let count = set.rows.first().and_then(|row| row.first()).and_then(Value::as_integer);
            if count.is_none_or(|count| count > limit) {
                return Err(too_many(context));
            }
        }
        Ok(())
    }

    fn limits(&self, context: &Context<'_>) -> [i64; LEVELS] {
        [self.address, self.widget, self.tenant].map(|limit| limit.saturating_mul(allowance(context)))
    }

    fn keys(&self, network: &str, what: &str) -> [String; LEVELS] {
        let key = |rest: &[&str]| hash(&format!("{}\n{}", self.purpose, rest.join("\n")));
        [key(&[what, network]), key(&[what]), key(&[])]
    }
}

/// Takes away rows that have ended: more with each request than it may add, so that they never pile up, whether or not a
/// clock comes by.
fn forget_ended(context: &Context<'_>) -> Statement {
    // No row has a client; said so, there is an index that begins with it.
    let sql = "DELETE FROM rate_limits WHERE rowid IN (SELECT rowid FROM rate_limits WHERE client_id IS NULL AND \
               expires_at <= ?1 ORDER BY expires_at LIMIT ?2)";
    Statement::new(sql, vec![context.now_ms.into(), ENDED_AT_ONCE.into()])
}

/// Whose hold it is, and how many they may have at a time.
pub fn holder(context: &Context<'_>, network: &str, widget: &str) -> Holder {
    let hash = hash(&format!("holder\n{widget}\n{network}"));
    Holder { hash, most: MOST_HOLDS.saturating_mul(allowance(context)) }
}

fn allowance(context: &Context<'_>) -> i64 {
    let setting = context.host().settings.get(ALLOWANCE);
    setting.and_then(|setting| setting.parse().ok()).filter(|allowance| *allowance > 0).unwrap_or(1)
}

fn too_many(context: &Context<'_>) -> Problem {
    let mut problem = Problem::new(Kind::TooManyRequests, "There were too many requests. Wait before the next one.");
    let rest = WINDOW_MS - context.now_ms.rem_euclid(WINDOW_MS);
    problem.retry_after = Some(u32::try_from((rest + 999) / 1000).unwrap_or(60));
    problem
}

/// Keeps that a challenge was used, for as long as its token lives. A second entry for it fails here.
pub fn use_up(context: &Context<'_>, challenge: &str) -> Statement {
    Statement::new(
        "INSERT INTO rate_limits (id, key, window_start, count, expires_at) VALUES (?1, ?2, ?3, 1, ?4)",
        vec![
            context.prefixed_id(RateLimit::NAME.prefix).into(),
            hash(&format!("challenge\n{challenge}")).into(),
            context.now_ms.into(),
            (context.now_ms + crate::token::LIFETIME_MS + WINDOW_MS).into(),
        ],
    )
}
