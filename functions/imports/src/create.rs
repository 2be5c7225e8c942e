//! `POST /api/import-jobs`.

use api::input::{Purpose, json_object, pointer_to, read_row};
use api::resource::{bound, plan_create};
use api::{Answer, Context, InputError, Problem, Request, Response, Transaction, command};
use domain::imports::entities::ImportJob;
use domain::imports::{Importable, Options, suggest};
use entity::{Entity, Storage, Value, json};
use serde_json::{Map, Value as Json};
use store::Task;

use crate::common::{IMPORTABLE, errors};
use crate::job::{Job, custom_fields, titles};

/// The names of members in a request, and of what they are kept in.
const MEMBERS: &[(&str, &str)] = &[
    ("entity", "entity_type"),
    ("client_id", "client_id"),
    ("file_name", "file_name"),
    ("mapping", "mapping"),
    ("options", "options"),
    ("upsert_key", "upsert_key"),
    ("dry_run", "is_dry_run"),
];

/// The most titles of a file, and the most characters of one.
const MOST_TITLES: usize = 1000;
const LONGEST_TITLE: usize = 1000;

/// Begins an import.
pub fn create_import<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    _parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move { Ok(create(context, json_object(request)?).await?.1) })
}

/// Begins an import as the members of a request say: the id of the job, and the answer.
pub async fn create(context: &Context<'_>, mut members: Map<String, Json>) -> Result<(Value, Response), Problem> {
    let header = read_header(members.remove("header"))?;
    let total_bytes = members.remove("total_bytes").filter(|bytes| !bytes.is_null());
    let members = bound(context, ImportJob::DEFINITION, renamed(members)?)?;
    let entity = IMPORTABLE
        .iter()
        .copied()
        .find(|entity| Some(entity.name) == members.get("entity_type").and_then(Json::as_str));
    let entity = entity.ok_or_else(|| {
        let names: Vec<&str> = IMPORTABLE.iter().map(|entity| entity.name).collect();
        Problem::invalid_at("/entity", "not_a_choice", format!("Must be one of {}.", names.join(", ")))
    })?;
    context.access(entity, "create")?;

    let definitions = command::definitions(context, entity).await?;
    let cells = read_row(ImportJob::DEFINITION, &members, Purpose::Create, &definitions);
    let mut cells = cells.map_err(|refused| Problem::invalid(refused.into_iter().map(asked_as).collect()))?;
    let custom = custom_fields(&definitions, entity);
    let object = |name: &str| members.get(name).and_then(Json::as_object).cloned();
    let options = Options::read(&object("options").unwrap_or_default());
    let job = Job {
        id: Value::Null,
        client: Value::Null,
        entity,
        dry_run: false,
        delimiter: None,
        header_in_file: header.is_none(),
        header,
        mapping: object("mapping"),
        options: options.map_err(|refused| Problem::invalid(errors("/options", refused)))?,
        upsert_key: members.get("upsert_key").and_then(Json::as_str).map(str::to_owned),
        open: true,
    };
    let importable = Importable { entity, custom: &custom };
    if let Some(key) = &job.upsert_key {
        check_key(importable, key)?;
    }
    let mut suggestions = Vec::new();
    if let Some(titles) = &job.header {
        suggestions = suggest(importable, titles);
        // A mapping that does not fit is refused now; with none, the suggestions are there for a person to look at.
        if job.mapping.is_some() {
            job.columns(&custom)?;
        }
    }
    cells.push(("dialect", job.dialect().to_string().into()));
    cells.extend(read_total(total_bytes)?);

    let mut transaction = Transaction::begin(context);
    let planned = plan_create(context, crate::MODULE.resource(ImportJob::DEFINITION), cells, "", &mut transaction)?;
    let suggestions: Vec<Json> = suggestions
        .into_iter()
        .map(|column| {
            json::object([
                ("title", column.title.into()),
                ("field", column.field.into()),
                ("confidence", column.confidence.into()),
            ])
        })
        .collect();
    let mut answer = Answer::of(ImportJob::DEFINITION);
    answer.push("{\"job\":");
    answer.push_row(&planned.id);
    answer.push(&format!(",\"suggestions\":{}}}", Json::Array(suggestions)));
    transaction.answers(answer.clone());
    let results = transaction.run(context, &context.caller()?.database, Some(ImportJob::DEFINITION)).await?;
    let rows = results.get(planned.step).map(|set| set.rows.as_slice()).unwrap_or_default();
    Ok((planned.id, answer.response(context.host(), 201, rows)))
}

/// Members under the names that they are kept by. A file needs no name.
fn renamed(members: Map<String, Json>) -> Result<Map<String, Json>, Problem> {
    let mut renamed = Map::new();
    let mut refused = Vec::new();
    for (name, value) in members {
        match MEMBERS.iter().find(|(asked, _)| *asked == name) {
            // A mapping of null is one that is yet to be made.
            Some((_, kept)) if !value.is_null() => {
                renamed.insert((*kept).to_owned(), value);
            }
            Some(_) => {}
            None => refused.push(InputError {
                pointer: pointer_to(&name),
                code: "unknown_field",
                message: "There is no such member.".to_owned(),
            }),
        }
    }
    if !renamed.contains_key("file_name") {
        renamed.insert("file_name".to_owned(), "import.csv".into());
    }
    if refused.is_empty() { Ok(renamed) } else { Err(Problem::invalid(refused)) }
}

/// A refusal under the name that the request has for the member.
fn asked_as(error: InputError) -> InputError {
    let asked = MEMBERS.iter().find(|(_, kept)| error.pointer.strip_prefix('/') == Some(kept));
    match asked {
        Some((asked, _)) => InputError { pointer: format!("/{asked}"), ..error },
        None => error,
    }
}

fn read_header(header: Option<Json>) -> Result<Option<Vec<String>>, Problem> {
    let Some(header) = header.filter(|header| !header.is_null()) else { return Ok(None) };
    let titles = titles(header);
    let fits = |title: &String| title.len() <= LONGEST_TITLE;
    let titles = titles.filter(|titles| (1..=MOST_TITLES).contains(&titles.len()) && titles.iter().all(fits));
    let message = format!("Must be a list of 1 to {MOST_TITLES} titles.");
    titles.map(Some).ok_or_else(|| Problem::invalid_at("/header", "wrong_type", message))
}

fn read_total(bytes: Option<Json>) -> Result<Option<(&'static str, Value)>, Problem> {
    let Some(bytes) = bytes else { return Ok(None) };
    let field = ImportJob::DEFINITION.field("total_bytes").ok_or_else(Problem::internal)?;
    let value = field.kind.parse(&bytes).map_err(|invalid| Problem::invalid(errors("/total_bytes", vec![invalid])))?;
    Ok(Some((field.name, value)))
}

/// Rows find their records by what an index serves, or by a field of the tenant's own.
fn check_key(importable: Importable<'_>, key: &str) -> Result<(), Problem> {
    let target = importable.target(key).filter(|target| {
        let served = importable.entity.field(key).is_none_or(|field| field.indexed);
        served && target.kind().storage() != Storage::Document && target.kind().references().is_none()
    });
    let message = "Must be a field that an index serves, such as email, phone or external_id, or custom_fields.<name>.";
    target.map(|_| ()).ok_or_else(|| Problem::invalid_at("/upsert_key", "not_a_key", message))
}
