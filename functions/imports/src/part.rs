//! `POST /api/import-jobs/{id}/rows?sequence=N`: the next part of a file.

use api::http::MAX_BODY_BYTES;
use api::problem::Kind;
use api::{Context, Problem, Request, Response, command, query};
use domain::contacts::csv::{CsvError, CsvReader, Dialect};
use domain::imports::entities::ImportJob;
use entity::{Entity, Invalid, Row as DatabaseRow, Value};
use store::{ResultSet, Statement, Task};

use crate::batch::{Progress, new_part, run};
use crate::common::{FIRST_ROW, ROWS_AT_ONCE};
use crate::job::{Job, over};
use crate::plan::Row;

/// Takes a part.
pub fn import_rows<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = command::id_in(parameters, ImportJob::DEFINITION)?;
        let sequence = read_sequence(&request.query)?;
        check_body(request)?;
        let hash = hash(&request.body);
        let mut place = Place::read(context, &id, sequence).await?;
        if let Some(answer) = place.known(&hash, sequence)? {
            return Ok(answer);
        }
        let mut part = place.begun(context, sequence, hash, request.body.len());
        let records = records(&mut place.job, &request.body)?;
        take(context, &mut place.job, &mut part, records).await?;
        Ok(answer(&part))
    })
}

fn answer(part: &Progress) -> Response {
    command::answer(200, part.document().to_string())
}

fn read_sequence(text: &str) -> Result<i64, Problem> {
    let mut sequence = None;
    for (name, value) in query::pairs(text)? {
        if name != "sequence" {
            let invalid = Invalid::new("unknown_parameter", "There is no such parameter.");
            return Err(Problem::parameter(&name, invalid));
        }
        sequence = value.parse::<i64>().ok().filter(|number| (0..1_000_000_000).contains(number));
    }
    let invalid = || Invalid::new("required", "Must be the number of the part, from 0.");
    sequence.ok_or_else(|| Problem::parameter("sequence", invalid()))
}

fn check_body(request: &Request) -> Result<(), Problem> {
    if request.body.len() > MAX_BODY_BYTES {
        return Err(Problem::new(Kind::TooLarge, "A part may hold at most 1 MiB. Split the file between two records."));
    }
    let content_type = request.header("content-type").unwrap_or_default();
    match content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/csv") {
        true => Ok(()),
        false => Err(Problem::new(Kind::UnsupportedMediaType, "Send the rows as text/csv.")),
    }
}

/// SHA-256 as hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    hmac_sha256::Hash::hash(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where a part stands in its import.
struct Place {
    job: Job,
    /// The part, if it was begun before.
    part: Option<Progress>,
    /// How many parts are before it, and how many of those were broken off.
    before: i64,
    broken: i64,
    /// The number of its first row.
    first_row: i64,
}

impl Place {
    /// The answer when there is nothing to do, or the refusal when this is not the part that is due.
    fn known(&self, hash: &str, sequence: i64) -> Result<Option<Response>, Problem> {
        if let Some(part) = &self.part {
            if part.hash != hash {
                let message = format!("Part {} was sent with other bytes.", part.sequence);
                return Err(Problem::new(Kind::IdempotencyMismatch, message));
            }
            if part.processed == part.total {
                return Ok(Some(answer(part).with_header("idempotency-replayed", "true")));
            }
        }
        if !self.job.open {
            return Err(over());
        }
        if self.before != sequence || self.broken > 0 {
            let due = self.before - i64::from(self.broken > 0);
            return Err(Problem::new(Kind::Conflict, format!("Part {due} comes first.")));
        }
        Ok(None)
    }

    /// The part, as far as it is.
    fn begun(&mut self, context: &Context<'_>, sequence: i64, hash: String, bytes: usize) -> Progress {
        let fresh = || new_part(context, sequence, hash, self.first_row, bytes);
        let mut part = self.part.take().unwrap_or_else(fresh);
        part.bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        part
    }

    async fn read(context: &Context<'_>, id: &Value, sequence: i64) -> Result<Self, Problem> {
        let access = context.access(ImportJob::DEFINITION, "update")?;
        let args: Vec<Value> = vec![id.clone(), sequence.into()];
        let part = "SELECT * FROM import_parts WHERE import_job_id = ?1 AND sequence = ?2";
        let before = "SELECT count(*) AS parts, coalesce(max(first_row + total_rows), ?3) AS next_row, \
                      coalesce(sum(processed_rows < total_rows), 0) AS broken FROM import_parts \
                      WHERE import_job_id = ?1 AND sequence < ?2";
        let statements = vec![
            store::sql::row_by_id(ImportJob::DEFINITION, id, &access, Job::COLUMNS),
            Statement::new(part, args.clone()),
            Statement::new(before, [args, vec![FIRST_ROW.into()]].concat()),
        ];
        Self::found(&command::read(context, statements).await?)
    }

    fn found(results: &[ResultSet]) -> Result<Self, Problem> {
        let first = |position: usize| {
            let set: &ResultSet = results.get(position)?;
            Some(DatabaseRow::new(&set.columns, set.rows.first()?))
        };
        let job = first(0).and_then(|row| Job::read(&row)).ok_or_else(Problem::not_found)?;
        let summary = first(2).ok_or_else(Problem::internal)?;
        let number = |name: &str| summary.integer(name).unwrap_or_default();
        Ok(Place {
            job,
            part: first(1).map(|row| read_part(&row)),
            before: number("parts"),
            broken: number("broken"),
            first_row: number("next_row"),
        })
    }
}

fn read_part(row: &DatabaseRow<'_>) -> Progress {
    let number = |name: &str| row.integer(name).unwrap_or_default();
    Progress {
        id: row.text("id").unwrap_or_default().to_owned(),
        sequence: number("sequence"),
        hash: row.text("content_hash").unwrap_or_default().to_owned(),
        first_row: number("first_row"),
        total: number("total_rows"),
        processed: number("processed_rows"),
        created: number("created_rows"),
        updated: number("updated_rows"),
        rejected: number("rejected_rows"),
        bytes: 0,
        begun: true,
    }
}

/// The records of a part. The first one says how the file is written.
fn records(job: &mut Job, bytes: &[u8]) -> Result<Vec<Vec<String>>, Problem> {
    let dialect = match job.delimiter {
        Some(delimiter) => Dialect { delimiter, ..Dialect::default() },
        None => Dialect::sniff(bytes).map_err(unreadable)?,
    };
    job.delimiter = Some(dialect.delimiter);
    let mut reader = CsvReader::new(dialect);
    let mut records = reader.push(bytes).map_err(unreadable)?;
    records.extend(reader.finish().map_err(unreadable)?);
    Ok(records.into_iter().map(|record| record.cells).collect())
}

/// What is wrong with a file as a problem.
pub fn unreadable(error: CsvError) -> Problem {
    let kind = match error {
        CsvError::TooLarge { .. } => Kind::TooLarge,
        CsvError::Utf16 | CsvError::NotUtf8 { .. } | CsvError::UnclosedQuote { .. } => Kind::Malformed,
    };
    Problem::new(kind, error.to_string())
}

/// Takes the records of a part, from where it was broken off if it was.
pub async fn take(
    context: &Context<'_>,
    job: &mut Job,
    part: &mut Progress,
    mut records: Vec<Vec<String>>,
) -> Result<(), Problem> {
    if part.sequence == 0 {
        take_header(job, &mut records)?;
    }
    part.total = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let mut rows = records
        .into_iter()
        .zip(part.first_row..)
        .map(|(cells, number)| Row { number, cells })
        .skip(usize::try_from(part.processed).unwrap_or_default())
        .peekable();
    // A part without rows is written down too: it may have brought the header.
    while rows.peek().is_some() || !part.begun {
        let batch: Vec<Row> = rows.by_ref().take(ROWS_AT_ONCE).collect();
        run(context, job, part, &batch).await?;
    }
    Ok(())
}

fn take_header(job: &mut Job, records: &mut Vec<Vec<String>>) -> Result<(), Problem> {
    let repeated = job.header.is_some() && job.header.as_ref() == records.first();
    if !job.header_in_file && !repeated {
        return Ok(());
    }
    if records.first().is_none_or(|titles| titles.iter().all(|title| title.trim().is_empty())) {
        return Err(Problem::new(Kind::Malformed, "The file does not begin with the titles of its columns."));
    }
    job.header = Some(records.remove(0));
    Ok(())
}
