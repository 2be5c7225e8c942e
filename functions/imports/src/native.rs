//! Importing a file on the native host, for the command line.

use std::io::Read;
use std::rc::Rc;

use api::problem::Kind;
use api::{Caller, Context, Host, Problem};
use domain::contacts::csv::{CsvReader, Dialect, SAMPLE};
use serde_json::{Map, Value as Json, json};

use crate::batch::new_part;
use crate::common::FIRST_ROW;
use crate::create::create;
use crate::job::{Job, finish};
use crate::part::{hash, take, unreadable};

/// How many records are held at once.
const RECORDS: usize = 2000;

/// How far an import is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The job, for its file of rejected rows.
    pub job_id: String,
    /// Bytes of the file that are read.
    pub bytes: u64,
    /// Rows that are done.
    pub processed: u64,
    /// Rows that became new records.
    pub created: u64,
    /// Rows that changed a record.
    pub updated: u64,
    /// Rows that were not taken.
    pub rejected: u64,
}

/// Imports a file as `caller`. `members` are those of `POST /api/import-jobs`: entity, client_id, mapping, upsert_key,
/// options, dry_run. What is done is told after every few thousand rows.
pub async fn import_file(
    host: &Host,
    caller: Rc<Caller>,
    members: Map<String, Json>,
    file: &mut dyn Read,
    progress: &mut dyn FnMut(&Imported),
) -> Result<Imported, Problem> {
    let mut bytes = vec![0; SAMPLE];
    let mut filled = fill(file, &mut bytes)?;
    let dialect = Dialect::sniff(bytes.get(..filled).unwrap_or_default()).map_err(unreadable)?;

    let context = Context::acting(host, caller.clone());
    let (job_id, _) = create(&context, members).await?;
    let mut job = Job::load(&context, &job_id).await?;
    let job_id = job_id.as_text().unwrap_or_default().to_owned();
    job.delimiter = Some(dialect.delimiter);
    let mut imported = Imported { job_id: job_id.clone(), ..Imported::default() };
    let mut reader = CsvReader::new(dialect);
    let mut records: Vec<Vec<String>> = Vec::new();
    let (mut sequence, mut first_row) = (0, FIRST_ROW);
    loop {
        let read = if filled == 0 { reader.finish() } else { reader.push(bytes.get(..filled).unwrap_or_default()) };
        records.extend(read.map_err(unreadable)?.into_iter().map(|record| record.cells));
        imported.bytes += u64::try_from(filled).unwrap_or_default();
        let last = filled == 0;
        if records.len() >= RECORDS || last && (!records.is_empty() || sequence == 0) {
            // Every part has its own time.
            let context = Context::acting(host, caller.clone());
            let digest = hash(json!(records).to_string().as_bytes());
            let mut part = new_part(&context, sequence, digest, first_row, 0);
            take(&context, &mut job, &mut part, std::mem::take(&mut records)).await?;
            sequence += 1;
            first_row += part.total;
            let count = |number: i64| number.unsigned_abs();
            imported.processed += count(part.processed);
            imported.created += count(part.created);
            imported.updated += count(part.updated);
            imported.rejected += count(part.rejected);
            progress(&imported);
        }
        if last {
            break;
        }
        filled = fill(file, &mut bytes)?;
    }
    finish(&Context::acting(host, caller), &job_id.into()).await?;
    Ok(imported)
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, Problem> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Problem::new(Kind::Malformed, format!("The file cannot be read: {error}"))),
        }
    }
    Ok(filled)
}
