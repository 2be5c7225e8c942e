//! From rows of a file to records: which are new, which are changed, and which are not taken.

use api::custom::Definitions;
use api::input::{Purpose, read_row};
use api::{Context, InputError, Problem};
use domain::contacts::entities::Company;
use domain::contacts::formula;
use domain::imports::{Mapping, convert};
use entity::filter::fold;
use entity::shape::CUSTOM_PREFIX;
use entity::{Entity, Value, cells, json};
use serde_json::{Map, Value as Json};

use crate::job::Job;
use crate::lookup::{self, ByName, Found};

/// A row of the file.
pub struct Row {
    /// Its number in the file, the header being 1.
    pub number: i64,
    /// Its cells as they are in the file.
    pub cells: Vec<String>,
}

/// A row, read as the members of a record.
pub struct Incoming {
    /// The members that could be read.
    pub members: Map<String, Json>,
    /// What is wrong with the others.
    reasons: Vec<Json>,
}

/// Reads rows by a mapping.
pub fn read(job: &Job, mapping: &Mapping<'_>, rows: &[Row]) -> Vec<Incoming> {
    let read = |row: &Row| {
        let cells: Vec<String> = row.cells.iter().map(|cell| formula::original(cell).to_owned()).collect();
        let converted = convert(mapping, &job.options, &cells);
        let reasons = converted.problems.iter().map(|problem| problem.to_json()).collect();
        Incoming { members: converted.members, reasons }
    };
    rows.iter().map(read).collect()
}

/// A row by column, as the database holds it.
pub type Record = Map<String, Json>;

/// What a batch writes.
#[derive(Default)]
pub struct Plan {
    /// New companies that contacts name.
    pub companies: Vec<Record>,
    /// Their names.
    pub company_names: Vec<Json>,
    /// New records.
    pub created: Vec<Record>,
    /// The keys that no record may have by then.
    pub new_keys: Vec<Json>,
    /// Changed records: the id, and the columns that change.
    pub updated: Vec<Record>,
    /// Rows that are not taken: number, cells and reasons.
    pub rejected: Vec<(i64, Json, Json)>,
    /// How many rows changed a record, whether it was there before or is new with this batch.
    pub updates: usize,
}

/// Where a record of this batch is.
#[derive(Clone, Copy)]
enum Pending {
    Created(usize),
    Updated(usize),
}

/// Decides about the rows of a batch.
pub struct Planner<'a> {
    /// The request.
    pub context: &'a Context<'a>,
    /// The import.
    pub job: &'a Job,
    /// The tenant's own fields.
    pub definitions: &'a Definitions,
    /// Which column is what.
    pub mapping: &'a Mapping<'a>,
    /// What the rows refer to.
    pub found: &'a Found,
}

impl Planner<'_> {
    /// Decides about every row.
    pub fn plan(&self, rows: &[Row], incoming: &[Incoming]) -> Result<Plan, Problem> {
        let mut plan = Plan::default();
        let mut pending = ByName::default();
        let mut companies = ByName::default();
        for (row, incoming) in rows.iter().zip(incoming) {
            let key = lookup::key_of(self.job, incoming);
            let canonical = key.as_ref().map(|key| lookup::canonical(self.job, key));
            let here = canonical.as_ref().and_then(|key| pending.get(key)).copied();
            let there = canonical.as_ref().and_then(|key| self.found.records.get(key));
            let is_new = here.is_none() && there.is_none();
            match self.read(incoming, is_new, there.is_none_or(|(_, may)| *may)) {
                Err(reasons) => {
                    plan.rejected.push((row.number, json::of_strings(row.cells.clone()), Json::Array(reasons)))
                }
                Ok(mut record) => {
                    self.link_company(incoming, &mut record, &mut companies, &mut plan)?;
                    let place = match (here, there) {
                        (Some(place), _) => {
                            plan.updates += 1;
                            overlay(&mut plan, place, record);
                            Some(place)
                        }
                        (None, Some((id, _))) => {
                            plan.updates += 1;
                            record.insert("id".to_owned(), id.as_str().into());
                            plan.updated.push(record);
                            Some(Pending::Updated(plan.updated.len() - 1))
                        }
                        (None, None) => {
                            self.stamp(&mut record, self.context.new_id(self.job.entity))?;
                            plan.created.push(record);
                            plan.new_keys.extend(key);
                            Some(Pending::Created(plan.created.len() - 1))
                        }
                    };
                    if let Some((name, place)) = canonical.zip(place) {
                        pending.insert(&name, place);
                    }
                }
            }
        }
        Ok(plan)
    }

    /// Checks a row, and gives its columns or everything that is wrong with it.
    fn read(&self, incoming: &Incoming, is_new: bool, may_update: bool) -> Result<Record, Vec<Json>> {
        let mut reasons = incoming.reasons.clone();
        let mut members = incoming.members.clone();
        if is_new {
            members = without_nulls(members);
            if members.is_empty() && reasons.is_empty() {
                reasons.push(self.reason("", "empty", "The row holds nothing that is imported."));
            }
            members.insert("client_id".to_owned(), cells::json(&self.job.client));
        } else if !may_update {
            reasons.push(self.reason("", "forbidden", "The record is there, and you may not change it."));
        }
        for (field, id) in lookup::references(self.job, incoming) {
            let oneself = self.context.caller().is_ok_and(|caller| caller.id == id);
            if !oneself && self.found.targets.get(id).is_none() {
                let message = "Is not there, or not for you, or belongs to another client.";
                reasons.push(self.reason(field.name, "not_found", message));
            }
        }
        let purpose = if is_new { Purpose::Create } else { Purpose::Patch };
        match read_row(self.job.entity, &members, purpose, self.definitions) {
            Ok(read) if reasons.is_empty() => Ok(cells::row(read.iter().map(|(column, value)| (*column, value)))),
            Ok(_) => Err(reasons),
            Err(refused) => {
                let told: Vec<Json> = reasons.iter().filter_map(|reason| reason.get("field").cloned()).collect();
                let more = refused.into_iter().map(|error| self.refusal(error));
                // A cell that could not be read is missing, too; that is told already.
                reasons.extend(more.filter(|reason| !reason.get("field").is_some_and(|field| told.contains(field))));
                Err(reasons)
            }
        }
    }

    fn refusal(&self, error: InputError) -> Json {
        let pointer = error.pointer.trim_start_matches('/');
        let field = match pointer.strip_prefix("custom_fields/") {
            Some(name) => [CUSTOM_PREFIX, name].concat(),
            None => pointer.to_owned(),
        };
        self.reason(&field, error.code, &error.message)
    }

    fn reason(&self, field: &str, code: &str, message: &str) -> Json {
        let names = self.mapping.titles.iter().zip(&self.mapping.targets);
        let column = names.into_iter().find(|(_, target)| target.as_ref().is_some_and(|target| target.name() == field));
        let title = column.map(|(title, _)| title.as_str()).unwrap_or_default();
        json::object([
            ("column", title.into()),
            ("field", field.into()),
            ("code", code.into()),
            ("message", message.into()),
        ])
    }

    /// Points the record to the company that the row names, a new one if there is none.
    fn link_company(
        &self,
        incoming: &Incoming,
        record: &mut Record,
        companies: &mut ByName<String>,
        plan: &mut Plan,
    ) -> Result<(), Problem> {
        let Some(name) = lookup::company_of(incoming).filter(|_| lookup::links_companies(self.context, self.job))
        else {
            return Ok(());
        };
        let folded = fold(name);
        let known = self.found.companies.get(&folded).or_else(|| companies.get(&folded)).cloned();
        let id = match known {
            Some(id) => id,
            None => {
                let mut members = Map::new();
                members.insert("client_id".to_owned(), cells::json(&self.job.client));
                members.insert("name".to_owned(), name.into());
                let read = read_row(Company::DEFINITION, &members, Purpose::Create, self.definitions);
                // A tenant that asks more of a company than a name has the name alone.
                let Ok(read) = read else { return Ok(()) };
                let mut company = cells::row(read.iter().map(|(column, value)| (*column, value)));
                let id = self.context.new_id(Company::DEFINITION);
                self.stamp(&mut company, id.clone())?;
                plan.companies.push(company);
                plan.company_names.push(name.into());
                companies.insert(&folded, id.clone());
                id
            }
        };
        record.insert("company_id".to_owned(), id.into());
        Ok(())
    }

    fn stamp(&self, record: &mut Record, id: String) -> Result<(), Problem> {
        let by: Json = self.context.caller()?.id.as_str().into();
        let now: Json = self.context.now_ms.into();
        for (column, value) in [("created_at", now.clone()), ("updated_at", now), ("version", 1.into())] {
            record.insert(column.to_owned(), value);
        }
        record.insert("id".to_owned(), id.into());
        record.insert("created_by".to_owned(), by.clone());
        record.insert("updated_by".to_owned(), by);
        Ok(())
    }
}

/// Puts the columns of a later row over those of an earlier one that means the same record.
fn overlay(plan: &mut Plan, place: Pending, later: Record) {
    let earlier = match place {
        Pending::Created(position) => plan.created.get_mut(position),
        Pending::Updated(position) => plan.updated.get_mut(position),
    };
    let Some(earlier) = earlier else { return };
    for (column, value) in later {
        let custom = |cell: Option<&Json>| match cell.and_then(Json::as_str).and_then(json::read) {
            Some(Json::Object(members)) => Some(members),
            _ => None,
        };
        let value = match (column.as_str(), custom(earlier.get(&column)), custom(Some(&value))) {
            ("custom_fields", Some(mut members), Some(more)) => {
                for (name, member) in more {
                    members.insert(name, member);
                }
                if matches!(place, Pending::Created(_)) {
                    members = without_nulls(members);
                }
                Json::Object(members).to_string().into()
            }
            _ => value,
        };
        earlier.insert(column, value);
    }
}

fn without_nulls(members: Map<String, Json>) -> Map<String, Json> {
    let mut kept = Map::new();
    for (name, member) in members {
        if !member.is_null() {
            kept.insert(name, member);
        }
    }
    kept
}

/// The ids of records.
pub fn ids(records: &[Record]) -> Value {
    let ids = records.iter().filter_map(|record| record.get("id").cloned()).collect();
    Json::Array(ids).to_string().into()
}
