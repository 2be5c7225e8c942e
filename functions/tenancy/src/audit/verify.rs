//! Going through a chain from its beginning.

use std::fmt;

use accounts::rows::{first, read};
use api::{Context, Host, Problem};
use domain::identity::audit_chain::{self, MOST_ENTRIES, Misplaced, SegmentHash};
use entity::Value;
use store::{DatabaseName, ResultSet, Statement};

/// The first thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An entry was removed.
    MissingEntry {
        /// Its number.
        entry: i64,
    },
    /// What should be an entry is none.
    UnreadableEntry {
        /// The number of the last entry before it.
        after: i64,
    },
    /// An entry of a segment was altered, or the segment itself.
    Altered {
        /// The number of the segment.
        segment: i64,
        /// Its first entry.
        first: i64,
        /// Its last entry.
        last: i64,
    },
    /// A segment was removed.
    MissingSegment {
        /// Its number.
        segment: i64,
    },
    /// The chain fits in itself, and is not the one that was sealed: all of it was rewritten.
    Rewritten {
        /// The first segment whose hash the platform remembers otherwise.
        segment: i64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::MissingEntry { entry } => write!(formatter, "entry {entry} of the change log was removed"),
            Finding::UnreadableEntry { after } => write!(formatter, "what follows entry {after} is no entry"),
            Finding::Altered { segment, first, last } => {
                write!(formatter, "segment {segment} was altered, or one of its entries {first} to {last}")
            }
            Finding::MissingSegment { segment } => write!(formatter, "segment {segment} was removed"),
            Finding::Rewritten { segment } => {
                write!(formatter, "segment {segment} is not the one that was sealed: the chain was rewritten")
            }
        }
    }
}

/// What was found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many segments fit.
    pub segments: i64,
    /// How many entries they hold.
    pub entries: i64,
    /// How many entries are in no segment yet. Of those only a gap can be found.
    pub unsealed: i64,
    /// The first thing that does not fit; nothing when all fits.
    pub finding: Option<Finding>,
}

/// Recomputes the chain of a database's change log: one round trip a segment.
///
/// # Errors
///
/// 503 when a database is away.
pub async fn verify(host: &Host, database: &DatabaseName) -> Result<Report, Problem> {
    let context = Context::system(host);
    let anchors = anchors(&context, database).await?;
    let mut report = Report::default();
    let mut previous: Option<String> = None;
    let mut last = 0;
    loop {
        let number = report.segments + 1;
        let sets = read(&context, database, segment_statements(number)).await?;
        let Some(segment) = Segment::read(sets.first()) else {
            let newest = sets.get(2).and_then(|set| set.rows.first()?.first()?.as_integer()).unwrap_or_default();
            let remembered = anchors.iter().map(|(segment, _)| *segment).max().unwrap_or_default();
            if newest.max(remembered) >= number {
                report.finding = Some(Finding::MissingSegment { segment: number });
                return Ok(report);
            }
            break;
        };
        let entries = sets.get(1).ok_or_else(Problem::internal)?;
        report.finding = segment.check(number, last, previous.as_deref(), entries);
        if report.finding.is_none()
            && anchors.iter().any(|(anchored, hash)| *anchored == number && *hash != segment.hash)
        {
            report.finding = Some(Finding::Rewritten { segment: number });
        }
        if report.finding.is_some() {
            return Ok(report);
        }
        report.segments = number;
        report.entries += segment.count;
        last = segment.last;
        previous = Some(segment.hash);
    }
    tail(&context, database, last, &mut report).await?;
    Ok(report)
}

/// A segment as its row says.
struct Segment {
    first: i64,
    last: i64,
    count: i64,
    previous: Option<String>,
    hash: String,
}

impl Segment {
    fn read(set: Option<&ResultSet>) -> Option<Self> {
        let row = first(set)?;
        Some(Segment {
            first: row.integer("first_change_id")?,
            last: row.integer("last_change_id")?,
            count: row.integer("entry_count")?,
            previous: row.text("previous_hash").map(str::to_owned),
            hash: row.text("hash")?.to_owned(),
        })
    }

    fn check(&self, number: i64, last: i64, previous: Option<&str>, entries: &ResultSet) -> Option<Finding> {
        let altered = Finding::Altered { segment: number, first: self.first, last: self.last };
        if self.first != last + 1 || self.previous.as_deref() != previous {
            return Some(altered);
        }
        let mut hash = SegmentHash::new(previous, number, self.first);
        for row in &entries.rows {
            match hash.add(row) {
                Ok(()) => {}
                Err(Misplaced::Missing(entry)) => return Some(Finding::MissingEntry { entry }),
                Err(Misplaced::Unreadable) => return Some(Finding::UnreadableEntry { after: hash.last() }),
            }
        }
        if hash.last() < self.last {
            return Some(Finding::MissingEntry { entry: hash.last() + 1 });
        }
        let fits = hash.entries() == self.count && hash.finish() == self.hash;
        (!fits).then_some(altered)
    }
}

fn segment_statements(number: i64) -> Vec<Statement> {
    let columns = audit_chain::columns().join(", ");
    let bound = |column: &str| format!("(SELECT {column} FROM change_segments WHERE number = ?1)");
    let entries = format!(
        "SELECT {columns} FROM changes WHERE id BETWEEN {} AND {} ORDER BY id LIMIT {}",
        bound("first_change_id"),
        bound("last_change_id"),
        MOST_ENTRIES + 1
    );
    vec![
        Statement::new("SELECT * FROM change_segments WHERE number = ?1", vec![number.into()]),
        Statement::new(entries, vec![number.into()]),
        Statement::new("SELECT max(number) FROM change_segments", Vec::new()),
    ]
}

/// The hashes that the platform remembers of a tenant, by the numbers of their segments.
async fn anchors(context: &Context<'_>, database: &DatabaseName) -> Result<Vec<(i64, String)>, Problem> {
    let sql = "SELECT segment, hash FROM audit_anchors WHERE tenant_id = ?1";
    let statement = Statement::new(sql, vec![database.as_str().into()]);
    let sets = read(context, &DatabaseName::platform(), vec![statement]).await?;
    let anchor = |row: &Vec<Value>| Some((row.first()?.as_integer()?, row.get(1)?.as_text()?.to_owned()));
    Ok(sets.iter().flat_map(|set| &set.rows).filter_map(anchor).collect())
}

/// The entries behind the last segment: they are in no hash yet, and yet have no gap. The database remembers the last
/// number that it gave, so that the newest entry cannot go unnoticed either.
async fn tail(context: &Context<'_>, database: &DatabaseName, last: i64, report: &mut Report) -> Result<(), Problem> {
    let sql = "SELECT count(*) AS entries, coalesce(max(id), ?1) AS newest, \
               (SELECT min(c.id) + 1 FROM (SELECT ?1 AS id UNION ALL SELECT id FROM changes WHERE id > ?1) c WHERE \
               c.id + 1 NOT IN (SELECT id FROM changes WHERE id > ?1)) AS gap, \
               (SELECT seq FROM sqlite_sequence WHERE name = 'changes') AS given FROM changes WHERE id > ?1";
    let sets = read(context, database, vec![Statement::new(sql, vec![last.into()])]).await?;
    let row = first(sets.first()).ok_or_else(Problem::internal)?;
    let integer = |column: &str| row.integer(column).unwrap_or_default();
    report.unsealed = integer("entries");
    if integer("gap") <= integer("newest").max(integer("given")) {
        report.finding = Some(Finding::MissingEntry { entry: integer("gap") });
    }
    Ok(())
}
