//! What the rows of a batch refer to, all of it in one round trip: the records that they update, the companies that
//! they name, and the records that they point to.

use api::resource::Resource;
use api::{Context, Problem, command};
use domain::contacts::entities::{Company, Contact};
use entity::filter::fold;
use entity::index::NameIndex;
use entity::shape::CUSTOM_PREFIX;
use entity::{Entity, EntityDef, FieldDef, Storage, Value, cells};
use serde_json::Value as Json;
use store::sql::{Access, Sql};
use store::{ResultSet, Statement};

use crate::job::Job;
use crate::plan::Incoming;

/// What was found.
#[derive(Default)]
pub struct Found {
    /// The record of each key, and whether the caller may change it.
    pub records: ByName<(String, bool)>,
    /// The companies by their folded names.
    pub companies: ByName<String>,
    /// The ids that rows may point to.
    pub targets: NameIndex,
}

/// Things by name. Of several with one name the last one counts.
pub struct ByName<T> {
    names: NameIndex,
    things: Vec<T>,
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        ByName { names: NameIndex::default(), things: Vec::new() }
    }
}

impl<T> ByName<T> {
    /// The thing with this name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.things.get(self.names.get(name)?)
    }

    /// Adds a thing, or puts it in the place of the one with this name.
    pub fn insert(&mut self, name: &str, thing: T) {
        let (place, _) = self.names.insert(name);
        match self.things.get_mut(place) {
            Some(present) => *present = thing,
            None => self.things.push(thing),
        }
    }
}

/// The expression of the key of a row under `t`.
pub fn key_expression(job: &Job, key: &str) -> String {
    match key.strip_prefix(CUSTOM_PREFIX) {
        // The definition's own rule allows letters, digits and `_` in a name.
        Some(name) => format!("json_extract(t.custom_fields, '$.{name}')"),
        None => job.entity.field(key).map_or_else(|| "NULL".to_owned(), |field| format!("t.{}", field.name)),
    }
}

/// The value in a row that its record is found by.
pub fn key_of(job: &Job, incoming: &Incoming) -> Option<Json> {
    let key = job.upsert_key.as_deref()?;
    let value = match key.strip_prefix(CUSTOM_PREFIX) {
        Some(name) => incoming.members.get("custom_fields").and_then(|custom| custom.get(name)),
        None => incoming.members.get(key),
    };
    value.filter(|value| !value.is_null()).cloned()
}

/// A key as it is compared.
pub fn canonical(job: &Job, key: &Json) -> String {
    let text = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
    let field = job.upsert_key.as_deref().and_then(|name| job.entity.field(name));
    match field.is_some_and(|field| field.kind.storage() == Storage::Words) {
        true => fold(&text),
        false => text,
    }
}

/// Every reference among the members of a row.
pub fn references<'i>(job: &Job, incoming: &'i Incoming) -> impl Iterator<Item = (&'static FieldDef, &'i str)> {
    let entity = job.entity;
    incoming.members.iter().filter_map(move |(name, value)| {
        let field = entity.field(name).filter(|field| field.kind.references().is_some())?;
        Some((field, value.as_str()?))
    })
}

/// Whether the names of companies become companies.
pub fn links_companies(context: &Context<'_>, job: &Job) -> bool {
    job.entity.name == Contact::DEFINITION.name
        && context.access(Company::DEFINITION, "read").is_ok()
        && context.access(Company::DEFINITION, "create").is_ok()
}

/// The company that a row names.
pub fn company_of(incoming: &Incoming) -> Option<&str> {
    match incoming.members.contains_key("company_id") {
        true => None,
        false => incoming.members.get("company_name").and_then(Json::as_str),
    }
}

/// Looks up what the rows refer to.
pub async fn look_up(context: &Context<'_>, job: &Job, incoming: &[Incoming]) -> Result<Found, Problem> {
    let asked = Asked::of(context, job, incoming)?;
    if asked.statements.is_empty() {
        return Ok(Found::default());
    }
    let Asked { statements, by_key, by_name } = asked;
    let results = command::read(context, statements).await?;
    Ok(found(job, &results, by_key, by_name))
}

/// What is looked up: records if there are keys, companies if there are names, and then what is pointed to.
struct Asked {
    statements: Vec<Statement>,
    by_key: bool,
    by_name: bool,
}

impl Asked {
    fn of(context: &Context<'_>, job: &Job, incoming: &[Incoming]) -> Result<Self, Problem> {
        let mut statements = Vec::new();
        let keys: Vec<Json> = incoming.iter().filter_map(|row| key_of(job, row)).collect();
        let key = job.upsert_key.as_deref().filter(|_| !keys.is_empty());
        if let Some(key) = key {
            statements.push(records(context, job, key, keys)?);
        }
        let names: Vec<Json> = match links_companies(context, job) {
            true => incoming.iter().filter_map(company_of).map(Json::from).collect(),
            false => Vec::new(),
        };
        let by_name = !names.is_empty();
        if by_name {
            statements.push(companies(context, job, names)?);
        }
        let mut pointed: Vec<(&'static EntityDef, Vec<Json>)> = Vec::new();
        for (field, id) in incoming.iter().flat_map(|row| references(job, row)) {
            let target = field.kind.references().and_then(|name| crate::MODULE.resource(job.entity).behind(name));
            let Some(Resource { entity: target, .. }) = target else { continue };
            match pointed.iter_mut().find(|(known, _)| known.table == target.table) {
                Some((_, ids)) => ids.push(id.into()),
                None => pointed.push((target, vec![id.into()])),
            }
        }
        for (target, ids) in pointed {
            statements.push(targets(context, job, target, ids));
        }
        Ok(Asked { statements, by_key: key.is_some(), by_name })
    }
}

fn found(job: &Job, results: &[ResultSet], by_key: bool, by_name: bool) -> Found {
    let mut found = Found::default();
    let mut results = results.iter();
    let text =
        |row: &[Value], position: usize| row.get(position).and_then(Value::as_text).unwrap_or_default().to_owned();
    for row in results.by_ref().take(usize::from(by_key)).flat_map(|set| &set.rows) {
        let key = row.get(1).map(cells::json).unwrap_or_default();
        let may = row.get(2).and_then(Value::as_integer) == Some(1);
        found.records.insert(&canonical(job, &key), (text(row, 0), may));
    }
    for row in results.by_ref().take(usize::from(by_name)).flat_map(|set| &set.rows) {
        found.companies.insert(&fold(&text(row, 1)), text(row, 0));
    }
    for row in results.flat_map(|set| &set.rows) {
        found.targets.insert(&text(row, 0));
    }
    found
}

fn companies(context: &Context<'_>, job: &Job, names: Vec<Json>) -> Result<Statement, Problem> {
    let access = context.access(Company::DEFINITION, "read")?;
    let mut sql = Sql::new("SELECT t.id, t.name FROM companies t WHERE t.client_id = ");
    sql.bind(job.client.clone()).push(" AND t.name IN (SELECT value FROM json_each(");
    sql.bind(Json::Array(names).to_string()).push(")) AND ").access("t", Company::DEFINITION, &access);
    // The oldest last, which is the one that counts. The plus keeps the planner on the index of names.
    sql.push(" ORDER BY +t.id DESC");
    Ok(sql.finish())
}

fn records(context: &Context<'_>, job: &Job, key: &str, keys: Vec<Json>) -> Result<Statement, Problem> {
    let entity = job.entity;
    let readable = context.access(entity, "read")?;
    let writable = context.access(entity, "update").unwrap_or_default();
    let expression = key_expression(job, key);
    let mut sql = Sql::new("SELECT t.id, ");
    sql.push(&expression).push(", coalesce(").access("t", entity, &writable).push(", 0) FROM ").push(entity.table);
    sql.push(" t WHERE t.client_id = ").bind(job.client.clone()).push(" AND ").push(&expression);
    sql.push(" IN (SELECT value FROM json_each(").bind(Json::Array(keys).to_string()).push(")) AND ");
    sql.access("t", entity, &readable).push(" ORDER BY +t.id DESC");
    Ok(sql.finish())
}

/// The rows of `target` that may be pointed to: the caller may read them, and they are the client's or everybody's.
fn targets(context: &Context<'_>, job: &Job, target: &'static EntityDef, ids: Vec<Json>) -> Statement {
    let access = context.access(target, "read").unwrap_or_else(|_| Access::default());
    let mut sql = Sql::new("SELECT t.id FROM ");
    sql.push(target.table).push(" t WHERE t.id IN (SELECT value FROM json_each(");
    sql.bind(Json::Array(ids).to_string()).push(")) AND ").access("t", target, &access);
    if let Some(column) = target.scope.client.filter(|path| *path != "id" && !path.contains('.')) {
        sql.push(&format!(" AND (t.{column} IS NULL OR t.{column} = ")).bind(job.client.clone()).push(")");
    }
    sql.finish()
}
