//! Sealing what has been written since the last time.

use accounts::rows::{first, new_row, read};
use api::{Context, Host, Problem, Transaction};
use domain::identity::audit_chain::{self, MOST_ENTRIES, Misplaced, SegmentHash};
use domain::identity::entities::{AuditAnchor, ChangeSegment};
use entity::{Entity, Value};
use store::{DatabaseName, ResultSet, Statement};

use super::Finding;

/// The most segments of one call, so that it ends in a time that a tick has: 10,000 entries.
const MOST_SEGMENTS: usize = 20;

/// What a call of [`seal`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealing {
    /// How many segments were sealed.
    pub segments: usize,
    /// Whether there is more to seal.
    pub more: bool,
    /// Why sealing stopped: an entry was removed before it was sealed. Nothing behind it is sealed any more.
    pub finding: Option<Finding>,
}

/// The newest segment of a chain.
struct Head {
    number: i64,
    last: i64,
    hash: Option<String>,
}

/// Seals the entries of a database's change log that are in no segment yet: the platform's own log or a tenant's.
///
/// # Errors
///
/// 503 when a database is away. What was sealed until then stays sealed.
pub async fn seal(host: &Host, database: &DatabaseName) -> Result<Sealing, Problem> {
    let context = Context::system(host);
    let mut sealing = Sealing::default();
    let mut newest = None;
    while sealing.segments < MOST_SEGMENTS {
        let (head, entries) = unsealed(&context, database).await?;
        // A segment is itself a write, which must not keep the sealing going for ever.
        let kind = audit_chain::columns().iter().position(|column| *column == "entity_type");
        let own = |row: &Vec<Value>| kind.and_then(|kind| row.get(kind)?.as_text()) == Some("ChangeSegment");
        sealing.more = !entries.rows.iter().all(own);
        if !sealing.more {
            break;
        }
        let mut segment = SegmentHash::new(head.hash.as_deref(), head.number + 1, head.last + 1);
        let misplaced = entries.rows.iter().find_map(|row| segment.add(row).err());
        if segment.entries() > 0 {
            let Some(sealed) = insert(&context, database, &head, segment).await? else { break };
            sealing.segments += 1;
            newest = Some(sealed);
        }
        if let Some(misplaced) = misplaced {
            sealing.finding = Some(match misplaced {
                Misplaced::Missing(entry) => Finding::MissingEntry { entry },
                Misplaced::Unreadable => Finding::UnreadableEntry { after: head.last },
            });
            break;
        }
    }
    if let Some(newest) = newest {
        let finding = anchor(&context, database, &newest).await?;
        sealing.finding = sealing.finding.or(finding);
    }
    Ok(sealing)
}

async fn unsealed(context: &Context<'_>, database: &DatabaseName) -> Result<(Head, ResultSet), Problem> {
    let newest = "SELECT number, last_change_id, hash FROM change_segments ORDER BY number DESC LIMIT 1";
    let entries = format!(
        "SELECT {} FROM changes WHERE id > (SELECT coalesce(max(last_change_id), 0) FROM change_segments) \
         ORDER BY id LIMIT {MOST_ENTRIES}",
        audit_chain::columns().join(", ")
    );
    let statements = vec![Statement::new(newest, Vec::new()), Statement::new(entries, Vec::new())];
    let mut sets = read(context, database, statements).await?;
    let entries = sets.pop().ok_or_else(Problem::internal)?;
    let row = first(sets.first());
    let integer = |column: &str| row.and_then(|row| row.integer(column)).unwrap_or_default();
    let hash = row.and_then(|row| row.text("hash")).map(str::to_owned);
    Ok((Head { number: integer("number"), last: integer("last_change_id"), hash }, entries))
}

/// Inserts a segment; nothing when somebody else was quicker.
async fn insert(
    context: &Context<'_>,
    database: &DatabaseName,
    head: &Head,
    segment: SegmentHash,
) -> Result<Option<Head>, Problem> {
    let (number, last, entries) = (head.number + 1, segment.last(), segment.entries());
    let hash = segment.finish();
    let cells = vec![
        ("number", number.into()),
        ("first_change_id", (head.last + 1).into()),
        ("last_change_id", last.into()),
        ("entry_count", entries.into()),
        ("previous_hash", head.hash.clone().into()),
        ("hash", hash.as_str().into()),
        ("sealed_at", context.now_ms.into()),
    ];
    let mut transaction = Transaction::begin(context);
    let step = transaction.step(new_row(context, ChangeSegment::DEFINITION, cells).1);
    match transaction.run(context, database, None).await {
        Ok(_) => Ok(Some(Head { number, last, hash: Some(hash) })),
        Err(refused) if refused.step == step && refused.code == "SQLITE_CONSTRAINT_UNIQUE" => Ok(None),
        Err(refused) => Err(refused.problem),
    }
}

/// Keeps the newest hash of a tenant where the tenant's database cannot reach it. One that a crash leaves out is
/// made up for by the next: each hash stands for all before it. Where the platform remembers a segment of this number
/// already, the database is of an earlier time, or somebody began its chain anew.
async fn anchor(context: &Context<'_>, database: &DatabaseName, newest: &Head) -> Result<Option<Finding>, Problem> {
    let platform = DatabaseName::platform();
    if *database == platform {
        return Ok(None);
    }
    let cells = vec![
        ("tenant_id", database.as_str().into()),
        ("segment", newest.number.into()),
        ("last_change_id", newest.last.into()),
        ("hash", newest.hash.clone().into()),
        ("sealed_at", context.now_ms.into()),
    ];
    let mut transaction = Transaction::begin(context);
    let step = transaction.step(new_row(context, AuditAnchor::DEFINITION, cells).1);
    match transaction.run(context, &platform, None).await {
        Ok(_) => Ok(None),
        Err(refused) if refused.step == step && refused.code == "SQLITE_CONSTRAINT_UNIQUE" => {
            Ok(Some(Finding::Rewritten { segment: newest.number }))
        }
        Err(refused) => Err(refused.problem),
    }
}
