//! Calendars from outside: fetched by the clock and stored with their age, never when somebody asks for slots.

use api::{Context, Problem, Transaction};
use domain::appointments::entities::BusyTime;
use domain::calendar::{Feed, MOST_BYTES, busy};
use domain::time::{DAY, Interval, TimeZone, seconds_floor, sets};
use entity::{Entity, Row, id};
use serde_json::Value as Json;
use store::outbound::OutboundRequest;
use store::{DatabaseName, ResultSet, Statement};

/// How long a reading is good for, in milliseconds: half an hour.
const EVERY_MS: i64 = 30 * 60_000;
/// How many calendars one visit of the clock reads in a tenant.
const PAGE: i64 = 20;
/// How long another system may take, in milliseconds.
const TIMEOUT_MS: u32 = 10_000;
/// What is said of a system that is away, or answers with more than is taken.
const NO_ANSWER: &str = "The other system does not answer, or with more than 4 MB.";
/// How far ahead busy times are kept, in seconds.
const AHEAD: i64 = 400 * DAY;

/// Reads the calendars that are due, and says how many of them could be read.
pub async fn fetch_due(context: &Context<'_>, database: &DatabaseName) -> Result<u64, Problem> {
    let sql = format!(
        "SELECT s.id, s.client_id, s.busy_feed_url, {} AS time_zone FROM staff s WHERE s.busy_feed_url NOT NULL \
         AND s.is_active AND coalesce(s.busy_feed_due_at, 0) <= ?1 ORDER BY s.busy_feed_due_at LIMIT ?2",
        booking::ZONE_OF_STAFF
    );
    let statement = Statement::new(sql, vec![context.now_ms.into(), PAGE.into()]);
    let sets = booking::read(context, database, vec![statement]).await?;
    claim(context, database, &sets).await?;
    let mut read = 0;
    for set in &sets {
        for row in set.rows.iter().map(|row| Row::new(&set.columns, row)) {
            let found = fetch(context, database, &row).await?;
            read += u64::from(found.is_ok());
            keep(context, database, &row, found).await?;
        }
    }
    Ok(read)
}

/// Puts the next reading of these calendars off before they are read: one that is too much for a function takes it down once,
/// and not with every round of the clock.
async fn claim(context: &Context<'_>, database: &DatabaseName, due: &[ResultSet]) -> Result<(), Problem> {
    let ids: Vec<Json> =
        due.iter().flat_map(|set| &set.rows).filter_map(|row| row.first()?.as_text()).map(Json::from).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let sql = "UPDATE staff SET busy_feed_due_at = ?2 + ?3 WHERE id IN (SELECT value FROM json_each(?1))";
    let args = vec![Json::Array(ids).to_string().into(), context.now_ms.into(), EVERY_MS.into()];
    let mut transaction = Transaction::begin(context);
    transaction.step(Statement::new(sql, args));
    transaction.run(context, database, None).await?;
    Ok(())
}

/// What was read of a calendar.
struct Reading {
    /// The busy times, as a set.
    busy: Vec<Interval>,
    /// What of it was not read.
    warning: Option<String>,
}

/// The busy times of somebody's calendar; or why there are none.
async fn fetch(
    context: &Context<'_>,
    database: &DatabaseName,
    row: &Row<'_>,
) -> Result<Result<Reading, &'static str>, Problem> {
    let feed = match ask(context, row).await {
        Ok(feed) => feed,
        Err(why) => return Ok(Err(why)),
    };
    let warning = warning(&feed);
    let mut times = feed.busy;
    // One's own appointments come back where the feed of them is subscribed to. Those of another installation, or of
    // another tenant, are somebody's time like any other.
    let ids: Vec<Json> = times.iter().filter_map(|time| time.uid.strip_suffix("@portico")).map(Json::from).collect();
    if !ids.is_empty() {
        let sql = "SELECT id FROM appointments WHERE id IN (SELECT value FROM json_each(?1))";
        let statement = Statement::new(sql, vec![Json::Array(ids).to_string().into()]);
        let sets = booking::read(context, database, vec![statement]).await?;
        let own = |id: &str| sets.iter().flat_map(|set| &set.rows).flatten().any(|cell| cell.as_text() == Some(id));
        times.retain(|time| !time.uid.strip_suffix("@portico").is_some_and(own));
    }
    let mut intervals: Vec<Interval> = times.iter().map(|time| time.interval).collect();
    sets::normalise(&mut intervals);
    Ok(Ok(Reading { busy: intervals, warning }))
}

/// What staff are told of a calendar that was read only in part.
fn warning(feed: &Feed) -> Option<String> {
    let unread = match feed.unread {
        0 => String::new(),
        1 => "1 event could not be read in full. ".to_owned(),
        unread => format!("{unread} events could not be read in full. "),
    };
    let more = if feed.incomplete { "There is more in the calendar than is read." } else { "" };
    Some(format!("{unread}{more}").trim().to_owned()).filter(|warning| !warning.is_empty())
}

/// What another system says of somebody's time.
async fn ask(context: &Context<'_>, row: &Row<'_>) -> Result<Feed, &'static str> {
    let url = row.text("busy_feed_url").unwrap_or_default();
    if !is_public(url) {
        return Err("The address must begin with https:// and name a public host.");
    }
    let request = OutboundRequest {
        method: "GET",
        url: url.to_owned(),
        headers: vec![("accept".to_owned(), "text/calendar".to_owned())],
        body: Vec::new(),
        timeout_ms: TIMEOUT_MS,
        largest_answer: MOST_BYTES,
        public_only: true,
    };
    let answer = context.host().outbound.send(request).await.map_err(|_| NO_ANSWER)?;
    if answer.status != 200 {
        return Err("The other system refuses to give the calendar.");
    }
    let text = String::from_utf8_lossy(&answer.body);
    let zone = row.text("time_zone").and_then(TimeZone::named).unwrap_or(TimeZone::UTC);
    let now = seconds_floor(context.now_ms);
    busy(&text, &zone, Interval::new(now - DAY, now + AHEAD)).map_err(|_| "What came is no calendar.")
}

/// Whether an address may be one outside: by name, and encrypted. Names that lead inside are the host's to refuse.
fn is_public(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let letters = name.rsplit('.').next().is_some_and(|last| last.bytes().any(|byte| byte.is_ascii_alphabetic()));
    let inside = [".local", ".internal", ".localhost"].iter().any(|end| name.ends_with(end));
    name.contains('.') && letters && !inside && !host.contains(['@', '['])
}

/// Keeps what was read in place of what was there; of a calendar that could not be read, why, and the old times.
async fn keep(
    context: &Context<'_>,
    database: &DatabaseName,
    row: &Row<'_>,
    found: Result<Reading, &'static str>,
) -> Result<(), Problem> {
    let staff = row.text("id").unwrap_or_default();
    let mut transaction = Transaction::begin(context);
    // Somebody may have entered another address, or none, while this one was read.
    let same = "INSERT INTO guard SELECT busy_feed_url IS ?2 FROM staff WHERE id = ?1";
    let same = Statement::new(same, vec![staff.into(), row.text("busy_feed_url").into()]);
    let same = transaction.guard(same, Problem::not_found());
    let (fetched, warning, error) = match found {
        Ok(reading) => {
            transaction.step(Statement::new("DELETE FROM busy_times WHERE staff_id = ?1", vec![staff.into()]));
            transaction.step(insert(context, row, &reading.busy));
            (true, reading.warning, None)
        }
        Err(why) => (false, None, Some(why)),
    };
    // The warning is of the times that are kept, and stays with them.
    let sql = "UPDATE staff SET busy_feed_fetched_at = iif(?3, ?2, busy_feed_fetched_at), busy_feed_warning = iif(?3, ?4, \
               busy_feed_warning), busy_feed_error = ?5 WHERE id = ?1";
    let args = vec![staff.into(), context.now_ms.into(), fetched.into(), warning.into(), error.into()];
    transaction.step(Statement::new(sql, args));
    match transaction.run(context, database, None).await {
        Err(refused) if refused.step != same => Err(refused.problem),
        _ => Ok(()),
    }
}

/// All of them in one statement, each at most a day long.
fn insert(context: &Context<'_>, row: &Row<'_>, intervals: &[Interval]) -> Statement {
    let mut list = String::from("[");
    for interval in intervals {
        let mut start = interval.start;
        while start < interval.end {
            let end = interval.end.min(start + DAY);
            list.push_str(if list.len() > 1 { "," } else { "" });
            list.push_str(&format!("[{},{}]", start * 1000, end * 1000));
            start = end;
        }
    }
    list.push(']');
    // The time of the reading, and then bytes of the database's own: there may be thousands.
    let prefix = BusyTime::DEFINITION.prefix;
    let stamp: String = id::encode(prefix, id::uuid_v7(context.now_ms, 0, 0)).chars().take(prefix.len() + 11).collect();
    Statement::new(
        "INSERT INTO busy_times (id, client_id, staff_id, start_time, end_time) SELECT ?1 || lower(hex(randomblob(8))), \
         ?2, ?3, value ->> 0, value ->> 1 FROM json_each(?4)",
        vec![stamp.into(), row.text("client_id").into(), row.text("id").into(), list.into()],
    )
}
