//! `GET /api/import-jobs/{id}/rejected.csv`.

use std::fmt::Write;

use api::http::{Body, Chunks};
use api::{Context, Detached, Problem, Request, Response, command};
use domain::contacts::csv::write_record;
use domain::contacts::formula::{harmless, original};
use domain::imports::entities::{ImportJob, ImportRejection};
use entity::{Entity, Row, Value, json};
use serde_json::Value as Json;
use store::sql::{Sql, row_by_id};
use store::{ResultSet, Statement, Task};

use crate::job::Job;

/// How many rows a piece of the file has.
const PAGE: usize = 500;
/// The title of the last column, which no import takes for a field. In a file that was rejected before, the reasons of this
/// time take the place of those.
const REASONS: &str = "import_errors";

/// The rows that an import did not take, as they were, with the reasons.
pub fn rejected_rows<'a>(
    context: &'a Context<'a>,
    _request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = command::id_in(parameters, ImportJob::DEFINITION)?;
        let access = context.access(ImportJob::DEFINITION, "read")?;
        let statements = vec![row_by_id(ImportJob::DEFINITION, &id, &access, Job::COLUMNS), page(context, &id, 0)?];
        let results = command::read(context, statements).await?;
        let pages = Pages::begin(context, id, &results)?;
        Ok(Response {
            status: 200,
            headers: vec![
                ("content-type".to_owned(), "text/csv; charset=utf-8; header=present".to_owned()),
                ("content-disposition".to_owned(), "attachment; filename=\"rejected.csv\"".to_owned()),
                ("cache-control".to_owned(), "no-store".to_owned()),
            ],
            body: Body::Stream(Box::new(pages)),
        })
    })
}

fn page(context: &Context<'_>, job: &Value, after: i64) -> Result<Statement, Problem> {
    let access = context.access(ImportRejection::DEFINITION, "read")?;
    let mut sql = Sql::new("SELECT t.row_number, t.cells, t.reasons FROM import_rejections t WHERE t.import_job_id = ");
    sql.bind(job.clone()).push(" AND t.row_number > ").bind(after).push(" AND ");
    sql.access("t", ImportRejection::DEFINITION, &access).push(&format!(" ORDER BY t.row_number LIMIT {PAGE}"));
    Ok(sql.finish())
}

/// The columns of the file that came in.
#[derive(Clone, Copy)]
struct Columns {
    /// How many there are, without the reasons.
    count: usize,
    /// Where the reasons of an earlier import are.
    reasons: Option<usize>,
}

/// Writes rows, and gives the number of the last one when there may be more.
fn write_rows(rows: &[Vec<Value>], columns: Columns, out: &mut String) -> Option<i64> {
    for row in rows {
        let text = |position: usize| row.get(position).and_then(Value::as_text).unwrap_or_default();
        let mut cells = json::read_strings(text(1)).unwrap_or_default();
        if let Some(before) = columns.reasons.filter(|before| *before < cells.len()) {
            cells.remove(before);
        }
        cells.resize(columns.count.max(cells.len()), String::new());
        cells.push(sentences(&json::read(text(2)).unwrap_or_default()));
        write_harmless(&cells, out);
    }
    let last = rows.last().filter(|_| rows.len() == PAGE)?;
    last.first().and_then(Value::as_integer)
}

fn write_harmless(cells: &[String], out: &mut String) {
    let cells: Vec<_> = cells.iter().map(|cell| harmless(original(cell))).collect();
    write_record(cells.iter().map(|cell| &**cell), out);
}

/// Reasons as people read them.
fn sentences(reasons: &Json) -> String {
    let mut sentences = String::new();
    for reason in reasons.as_array().into_iter().flatten() {
        let member = |name: &str| reason.get(name).and_then(Json::as_str).unwrap_or_default();
        let place = if member("column").is_empty() { member("field") } else { member("column") };
        let colon = if place.is_empty() { "" } else { ": " };
        let space = if sentences.is_empty() { "" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(sentences, "{space}{place}{colon}{}", member("message"));
    }
    sentences
}

/// The rest of the file, page by page.
struct Pages {
    context: Detached,
    id: Value,
    columns: Columns,
    ready: Option<String>,
    last: Option<i64>,
}

impl Chunks for Pages {
    fn next(&mut self) -> Task<'_, Option<Result<Vec<u8>, String>>> {
        Box::pin(async move {
            if let Some(ready) = self.ready.take() {
                return Some(Ok(ready.into_bytes()));
            }
            let after = self.last.take()?;
            match self.read(after).await {
                Ok(text) => Some(Ok(text.into_bytes())),
                Err(problem) => Some(Err(problem.detail.clone())),
            }
        })
    }
}

impl Pages {
    /// The header and the first rows are there; the rest is read when it is asked for.
    fn begin(context: &Context<'_>, id: Value, results: &[ResultSet]) -> Result<Self, Problem> {
        let job = results.first().and_then(|set| Job::read(&Row::new(&set.columns, set.rows.first()?)));
        let mut titles = job.ok_or_else(Problem::not_found)?.header.unwrap_or_default();
        let reasons = titles.iter().position(|title| title.trim() == REASONS);
        if let Some(before) = reasons {
            titles.remove(before);
        }
        let columns = Columns { count: titles.len(), reasons };
        titles.push(REASONS.to_owned());
        let mut text = String::new();
        write_harmless(&titles, &mut text);
        let first = results.get(1).map(|set| set.rows.as_slice()).unwrap_or_default();
        let last = write_rows(first, columns, &mut text);
        Ok(Pages { context: context.detached(), id, columns, ready: Some(text), last })
    }

    async fn read(&mut self, after: i64) -> Result<String, Problem> {
        let context = self.context.context();
        let results = command::read(&context, vec![page(&context, &self.id, after)?]).await?;
        let mut text = String::new();
        let rows = results.first().map(|set| set.rows.as_slice()).unwrap_or_default();
        self.last = write_rows(rows, self.columns, &mut text);
        Ok(text)
    }
}
