//! One batch of rows: looked up in one round trip, written in the next, with the counters that tell how far the
//! import is. Either all of it happens or nothing.

use api::custom::{Definitions, Stale};
use api::problem::Kind;
use api::{Context, Problem, Transaction, command};
use domain::contacts::entities::Company;
use domain::imports::Mapping;
use domain::imports::entities::{ImportPart, ImportRejection};
use entity::{Entity, Value, cells};
use serde_json::{Map, Value as Json};
use store::Statement;

use crate::job::{Job, custom_fields, over, written};
use crate::lookup::{key_expression, look_up};
use crate::plan::{Plan, Planner, Record, Row, read};
use crate::write::{guard_none, guard_reach, insert_all, update_all};

/// How often a batch begins again because somebody wrote what it had looked up.
const ATTEMPTS: usize = 3;

/// How far a part is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// The part's own id.
    pub id: String,
    /// Its place in the file, from 0.
    pub sequence: i64,
    /// SHA-256 of its bytes.
    pub hash: String,
    /// The number of its first row.
    pub first_row: i64,
    /// How many rows it has.
    pub total: i64,
    /// How many of them are done.
    pub processed: i64,
    /// How many became new records.
    pub created: i64,
    /// How many changed a record.
    pub updated: i64,
    /// How many were not taken.
    pub rejected: i64,
    /// How many bytes it has.
    pub bytes: i64,
    /// Whether it is written down yet.
    pub begun: bool,
}

impl Progress {
    /// The answer that a part gets.
    pub fn document(&self) -> Json {
        entity::json::object([
            ("sequence", self.sequence.into()),
            ("first_row", self.first_row.into()),
            ("total_rows", self.total.into()),
            ("processed_rows", self.processed.into()),
            ("created_rows", self.created.into()),
            ("updated_rows", self.updated.into()),
            ("rejected_rows", self.rejected.into()),
        ])
    }
}

/// Carries out one batch, and moves the part on.
pub async fn run(context: &Context<'_>, job: &Job, part: &mut Progress, rows: &[Row]) -> Result<(), Problem> {
    let mut definitions = command::definitions(context, job.entity).await?;
    for _ in 0..ATTEMPTS {
        let custom = custom_fields(&definitions, job.entity);
        let mapping = match job.columns(&custom) {
            Err(_) if definitions.renew(context).await? => continue,
            mapping => mapping?,
        };
        let incoming = read(job, &mapping, rows);
        let found = look_up(context, job, &incoming).await?;
        let planner = Planner { context, job, definitions: &definitions, mapping: &mapping, found: &found };
        let plan = planner.plan(rows, &incoming)?;

        let Written { transaction, after, stale, raced } =
            write(context, job, part, rows, &plan, &definitions, &mapping)?;
        match transaction.run(context, &context.caller()?.database, Some(job.entity)).await {
            Ok(_) => {
                *part = after;
                return Ok(());
            }
            Err(refused) if stale.is(&refused) && definitions.renew(context).await? => {}
            Err(refused) if raced.contains(&refused.step) && !refused.code.is_empty() => {}
            Err(refused) => return Err(refused.problem),
        }
    }
    Err(Problem::new(Kind::Conflict, "Others are writing the same records at this moment. Send the part again."))
}

/// A batch that is ready to be written.
struct Written {
    transaction: Transaction,
    /// How far the part is then.
    after: Progress,
    /// Tells that the tenant's own fields are others by now.
    stale: Stale,
    /// The steps whose failure means that what was looked up is no longer so.
    raced: Vec<usize>,
}

fn write(
    context: &Context<'_>,
    job: &Job,
    part: &Progress,
    rows: &[Row],
    plan: &Plan,
    definitions: &Definitions,
    mapping: &Mapping<'_>,
) -> Result<Written, Problem> {
    let mut after = part.clone();
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    after.processed += count(rows.len());
    after.created += count(plan.created.len());
    after.updated += count(plan.updates);
    after.rejected += count(plan.rejected.len());
    after.begun = true;

    let mut transaction = Transaction::begin(context);
    let stale = definitions.guard(job.entity, &mut transaction);
    let open = "INSERT INTO guard SELECT status IN ('PENDING', 'RUNNING') FROM import_jobs WHERE id = ?1";
    transaction.guard(Statement::new(open, vec![job.id.clone()]), over());
    move_on(context, job, part, &after, written(mapping), &mut transaction)?;
    let mut raced = Vec::new();
    if !job.dry_run {
        write_records(context, job, plan, &mut transaction, &mut raced)?;
    }
    if !plan.rejected.is_empty() {
        transaction.step(reject(context, job, plan));
    }
    Ok(Written { transaction, after, stale, raced })
}

/// Writes down how far the part and the job are. Two requests with the same part do not both get past this.
fn move_on(
    context: &Context<'_>,
    job: &Job,
    before: &Progress,
    after: &Progress,
    mapping: Map<String, Json>,
    transaction: &mut Transaction,
) -> Result<(), Problem> {
    let busy = || Problem::new(Kind::Conflict, "This part is being taken at this moment. Send it again later.");
    let counters: [Value; 4] = [after.processed, after.created, after.updated, after.rejected].map(Value::Integer);
    if before.begun {
        let sql = "INSERT INTO guard SELECT processed_rows = ?2 FROM import_parts WHERE id = ?1";
        transaction.guard(Statement::new(sql, vec![before.id.clone().into(), before.processed.into()]), busy());
        let sql = "UPDATE import_parts SET processed_rows = ?2, created_rows = ?3, updated_rows = ?4, \
                   rejected_rows = ?5 WHERE id = ?1";
        let mut args = vec![after.id.clone().into()];
        args.extend(counters);
        transaction.step(Statement::new(sql, args));
    } else {
        let sql = "INSERT INTO import_parts (id, client_id, import_job_id, sequence, content_hash, first_row, \
                   total_rows, processed_rows, created_rows, updated_rows, rejected_rows) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let mut args = vec![
            after.id.clone().into(),
            job.client.clone(),
            job.id.clone(),
            after.sequence.into(),
            after.hash.clone().into(),
            after.first_row.into(),
            after.total.into(),
        ];
        args.extend(counters);
        transaction.guard(Statement::new(sql, args), busy());
    }
    let sql = "UPDATE import_jobs SET status = 'RUNNING', started_at = coalesce(started_at, ?2), dialect = ?3, \
               mapping = ?4, processed_rows = processed_rows + ?5, created_rows = created_rows + ?6, \
               updated_rows = updated_rows + ?7, rejected_rows = rejected_rows + ?8, \
               processed_bytes = processed_bytes + ?9, updated_at = ?2, updated_by = ?10, version = version + 1 \
               WHERE id = ?1";
    let bytes = if after.processed == after.total { after.bytes } else { 0 };
    transaction.step(Statement::new(
        sql,
        vec![
            job.id.clone(),
            context.now_ms.into(),
            job.dialect().to_string().into(),
            Json::Object(mapping).to_string().into(),
            (after.processed - before.processed).into(),
            (after.created - before.created).into(),
            (after.updated - before.updated).into(),
            (after.rejected - before.rejected).into(),
            bytes.into(),
            context.caller()?.id.clone().into(),
        ],
    ));
    Ok(())
}

/// Adds what the records need, and names the steps whose failure means that what was looked up is no longer so.
fn write_records(
    context: &Context<'_>,
    job: &Job,
    plan: &Plan,
    transaction: &mut Transaction,
    raced: &mut Vec<usize>,
) -> Result<(), Problem> {
    let entity = job.entity;
    if !plan.companies.is_empty() {
        let names = guard_none("companies", "t.name", &job.client, &plan.company_names);
        raced.push(transaction.step(names));
        transaction.step(insert_all("companies", &plan.companies));
        let access = context.access(Company::DEFINITION, "create")?;
        let guard = guard_reach(Company::DEFINITION, &plan.companies, &access);
        transaction.guard(guard, Problem::forbidden());
    }
    if !plan.updated.is_empty() {
        let access = context.access(entity, "update")?;
        raced.push(transaction.guard(guard_reach(entity, &plan.updated, &access), Problem::forbidden()));
        transaction.step(update_all(entity, &plan.updated, context.now_ms, &context.caller()?.id));
    }
    if !plan.created.is_empty() {
        if let Some(key) = job.upsert_key.as_deref().filter(|_| !plan.new_keys.is_empty()) {
            let keys = guard_none(entity.table, &key_expression(job, key), &job.client, &plan.new_keys);
            raced.push(transaction.step(keys));
        }
        transaction.step(insert_all(entity.table, &plan.created));
        let access = context.access(entity, "create")?;
        transaction.guard(guard_reach(entity, &plan.created, &access), Problem::forbidden());
    }
    Ok(())
}

fn reject(context: &Context<'_>, job: &Job, plan: &Plan) -> Statement {
    let by: Json = context.caller().map(|caller| caller.id.as_str()).unwrap_or_default().into();
    let now: Json = context.now_ms.into();
    let mut rows = Vec::with_capacity(plan.rejected.len());
    for (number, row, reasons) in &plan.rejected {
        let mut record = Record::new();
        for (column, cell) in [
            ("id", context.new_id(ImportRejection::DEFINITION).into()),
            ("client_id", cells::json(&job.client)),
            ("import_job_id", cells::json(&job.id)),
            ("row_number", (*number).into()),
            ("cells", row.to_string().into()),
            ("reasons", reasons.to_string().into()),
            ("created_at", now.clone()),
            ("updated_at", now.clone()),
            ("created_by", by.clone()),
            ("updated_by", by.clone()),
            ("version", 1.into()),
        ] {
            record.insert(column.to_owned(), cell);
        }
        rows.push(record);
    }
    insert_all(ImportRejection::DEFINITION.table, &rows)
}

/// A part that is not written down yet.
pub fn new_part(context: &Context<'_>, sequence: i64, hash: String, first_row: i64, bytes: usize) -> Progress {
    Progress {
        id: context.new_id(ImportPart::DEFINITION),
        sequence,
        hash,
        first_row,
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        ..Progress::default()
    }
}
