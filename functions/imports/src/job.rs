//! A job as it is kept, and its end: `POST /api/import-jobs/{id}/finish`.

use api::custom::Definitions;
use api::problem::Kind;
use api::resource::guard_row;
use api::{Context, Problem, Request, Response, Transaction, command, render};
use domain::imports::entities::ImportJob;
use domain::imports::{Importable, Mapping, Options};
use entity::custom::CustomField;
use entity::{Entity, EntityDef, Row, Value, json};
use serde_json::{Map, Value as Json};
use store::{Statement, Task};

use crate::common::{IMPORTABLE, errors};

/// An import.
#[derive(Clone)]
pub struct Job {
    /// Its id.
    pub id: Value,
    /// The client whose records these become.
    pub client: Value,
    /// What they become.
    pub entity: &'static EntityDef,
    /// Whether it only says what it would do.
    pub dry_run: bool,
    /// What stands between cells, once the file was looked at.
    pub delimiter: Option<u8>,
    /// The titles of the columns, once they are known.
    pub header: Option<Vec<String>>,
    /// Whether the file begins with them, too.
    pub header_in_file: bool,
    /// The field of each column, by title.
    pub mapping: Option<Map<String, Json>>,
    /// How dates and numbers are written.
    pub options: Options,
    /// The field by which a row finds the record that it updates.
    pub upsert_key: Option<String>,
    /// Whether it takes rows.
    pub open: bool,
}

impl Job {
    /// The columns of `import_jobs` that it is read from.
    pub const COLUMNS: &[&str] =
        &["id", "client_id", "entity_type", "is_dry_run", "dialect", "mapping", "options", "upsert_key", "status"];

    /// Reads a row. Nothing when it is of an entity that files cannot be brought in for.
    pub fn read(row: &Row<'_>) -> Option<Self> {
        let document = |column: &str| match json::read(row.text(column)?)? {
            Json::Object(members) => Some(members),
            _ => None,
        };
        let dialect = document("dialect").unwrap_or_default();
        let delimiter = dialect.get("delimiter").and_then(Json::as_str).and_then(|text| text.bytes().next());
        let header = dialect.get("header").cloned().and_then(titles);
        Some(Job {
            id: row.cell("id")?.clone(),
            client: row.cell("client_id")?.clone(),
            entity: IMPORTABLE.iter().find(|entity| Some(entity.name) == row.text("entity_type"))?,
            dry_run: row.integer("is_dry_run") == Some(1),
            delimiter,
            header_in_file: dialect.get("header_in_file").and_then(Json::as_bool).unwrap_or(true),
            header,
            mapping: document("mapping"),
            options: Options::read(&document("options").unwrap_or_default()).unwrap_or_default(),
            upsert_key: row.text("upsert_key").map(str::to_owned),
            open: matches!(row.text("status"), Some("PENDING" | "RUNNING")),
        })
    }

    /// Reads the job with this id.
    #[cfg(not(target_family = "wasm"))]
    pub async fn load(context: &Context<'_>, id: &Value) -> Result<Self, Problem> {
        let access = context.access(ImportJob::DEFINITION, "read")?;
        let statements = vec![store::sql::row_by_id(ImportJob::DEFINITION, id, &access, Self::COLUMNS)];
        let results = command::read(context, statements).await?;
        let job = results.first().and_then(|set| Self::read(&Row::new(&set.columns, set.rows.first()?)));
        job.ok_or_else(Problem::not_found)
    }

    /// The dialect as it is kept.
    pub fn dialect(&self) -> Json {
        let delimiter = self.delimiter.map(|delimiter| char::from(delimiter).to_string());
        json::object([
            ("delimiter", delimiter.into()),
            ("header", self.header.clone().map_or(Json::Null, json::of_strings)),
            ("header_in_file", self.header_in_file.into()),
        ])
    }

    /// The field of each column: as the job says, or as far as a suggestion is sure.
    pub fn columns<'c>(&self, custom: &'c [CustomField]) -> Result<Mapping<'c>, Problem> {
        let importable = Importable { entity: self.entity, custom };
        let titles = self.header.as_deref().unwrap_or_default();
        let mapping = match &self.mapping {
            None => Mapping::suggested(importable, titles),
            Some(mapping) => Mapping::read(importable, titles, mapping)
                .map_err(|refused| Problem::invalid(errors("/mapping", refused)))?,
        };
        if mapping.targets.iter().all(Option::is_none) {
            let message = "No column fills a field. Say in a mapping which column is what.";
            return Err(Problem::invalid_at("/mapping", "empty", message));
        }
        let fills = |key: &&String| mapping.targets.iter().flatten().any(|target| target.name() == **key);
        if let Some(key) = self.upsert_key.as_ref().filter(|key| !fills(key)) {
            let message = format!("No column fills {key}, by which rows are to find their records.");
            return Err(Problem::invalid_at("/upsert_key", "not_mapped", message));
        }
        Ok(mapping)
    }
}

/// The tenant's own fields of an entity, as mappings take them.
pub fn custom_fields(definitions: &Definitions, entity: &EntityDef) -> Vec<CustomField> {
    definitions.fields(entity).into_iter().cloned().collect()
}

/// The titles of a header; nothing when it is no list of strings.
pub fn titles(header: Json) -> Option<Vec<String>> {
    match header {
        Json::Array(titles) => json::strings(titles),
        _ => None,
    }
}

/// A mapping as a job keeps it.
pub fn written(mapping: &Mapping<'_>) -> Map<String, Json> {
    let mut written = Map::new();
    for (title, target) in mapping.titles.iter().zip(&mapping.targets) {
        if let Some(target) = target {
            written.insert(title.clone(), target.name().into());
        }
    }
    written
}

/// The refusal of rows for a job that is over.
pub fn over() -> Problem {
    Problem::new(Kind::Conflict, "This import is over. Begin another one.")
}

/// Ends an import.
pub fn finish_import<'a>(
    context: &'a Context<'a>,
    _request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = command::id_in(parameters, ImportJob::DEFINITION)?;
        let row = finish(context, &id).await?;
        Ok(command::answer(200, format!("{{\"job\":{row}}}")))
    })
}

/// Ends an import, and gives the job as a document. Ending it again changes nothing.
pub async fn finish(context: &Context<'_>, id: &Value) -> Result<String, Problem> {
    let caller = context.caller()?;
    let mut transaction = Transaction::begin(context);
    guard_row(context, ImportJob::DEFINITION, id, None, "update", &mut transaction)?;
    let complete = "INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM import_parts WHERE import_job_id = ?1 AND \
                    processed_rows < total_rows)";
    let message = "A part of the file was broken off. Send it again first.";
    transaction.guard(Statement::new(complete, vec![id.clone()]), Problem::new(Kind::Conflict, message));
    let end = "UPDATE import_jobs SET status = 'COMPLETED', completed_at = ?2, updated_at = ?2, updated_by = ?3, \
               version = version + 1 WHERE id = ?1 AND status IN ('PENDING', 'RUNNING')";
    transaction.step(Statement::new(end, vec![id.clone(), context.now_ms.into(), caller.id.clone().into()]));
    let fields = render::visible(ImportJob::DEFINITION, None);
    let columns: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let access = context.access(ImportJob::DEFINITION, "read")?;
    let step = transaction.step(store::sql::row_by_id(ImportJob::DEFINITION, id, &access, &columns));
    let results = transaction.run(context, &context.caller()?.database, Some(ImportJob::DEFINITION)).await?;
    let row = results.get(step).and_then(|set| set.rows.first()).ok_or_else(Problem::not_found)?;
    Ok(render::row_document(&fields, row))
}
