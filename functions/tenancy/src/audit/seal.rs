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
/// made up for by the next: each hash stands for all before it. So older ones are for copies that are put back, and become
/// the fewer the older they are. Where the platform remembers this segment or a later one, the database is of an earlier
/// time, or somebody began its chain anew: unless somebody else has sealed further meanwhile.
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
    let of_segment = || -> Vec<Value> { vec![database.as_str().into(), newest.number.into()] };
    let mut transaction = Transaction::begin(context);
    let step = transaction.step(Statement::new(FOLLOWS, of_segment()));
    transaction.step(new_row(context, AuditAnchor::DEFINITION, cells).1);
    transaction.step(Statement::new(THIN_OUT, of_segment()));
    match transaction.run(context, &platform, None).await {
        Ok(_) => Ok(None),
        Err(refused) if refused.step == step && refused.code.starts_with("SQLITE_CONSTRAINT") => {
            let known = remembers(context, database).await?;
            Ok((!known).then_some(Finding::Rewritten { segment: newest.number }))
        }
        Err(refused) => Err(refused.problem),
    }
}

/// That the platform remembers only segments of before.
const FOLLOWS: &str = "INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM audit_anchors WHERE tenant_id = ?1 AND \
                       segment >= ?2)";

/// Takes away what is a hundred segments old and more, but the last of every ten of up to a thousand, of every hundred of up
/// to ten thousand, and so on: ninety in a power of ten stay.
const THIN_OUT: &str = "DELETE FROM audit_anchors WHERE tenant_id = ?1 AND segment <= ?2 - 100 AND EXISTS (SELECT 1 FROM \
                        audit_anchors n WHERE n.tenant_id = ?1 AND n.segment > audit_anchors.segment AND n.segment <= ?2 - \
                        100 AND n.segment / substr('1000000000000000', 1, length(?2 - audit_anchors.segment) - 1) = \
                        audit_anchors.segment / substr('1000000000000000', 1, length(?2 - audit_anchors.segment) - 1))";

/// Whether the newest segment that the platform remembers is of the chain that the database has.
async fn remembers(context: &Context<'_>, database: &DatabaseName) -> Result<bool, Problem> {
    let anchor = "SELECT segment, hash FROM audit_anchors WHERE tenant_id = ?1 ORDER BY segment DESC LIMIT 1";
    let anchor = Statement::new(anchor, vec![database.as_str().into()]);
    let sets = read(context, &DatabaseName::platform(), vec![anchor]).await?;
    let Some(newest) = sets.first().and_then(|set| set.rows.first()) else { return Ok(false) };
    let segment = "SELECT 1 FROM change_segments WHERE number = ?1 AND hash = ?2";
    let sets = read(context, database, vec![Statement::new(segment, newest.clone())]).await?;
    Ok(first(sets.first()).is_some())
}
