//! `GET /api/contacts/{id}/duplicates`.

use std::collections::BTreeMap;

use api::resource::id_of;
use api::{Context, Problem, Request, Response, sql_fault_of};
use domain::contacts::duplicates::compare;
use domain::contacts::entities::Contact;
use entity::{Entity, Value};
use store::sql::{Access, Sql, row_by_id};
use store::{Batch, Mode, Statement, Task};

use super::{columns, person, write_contact, write_likeness};

/// How many contacts of a kind are compared, and how many are shown.
const EACH: usize = 200;
const SHOWN: usize = 50;

/// What contacts that are worth comparing have in common with the contact `s`; the contacts are `t`.
///
/// Names are found by how the family name begins, as it is written and the wrong way round.
const ALIKE: &[&str] = &[
    "t.email = (SELECT s.email {subject})",
    "t.phone IN (SELECT s.phone {subject} UNION SELECT s.mobile {subject} UNION SELECT s.work_phone {subject})",
    "t.mobile IN (SELECT s.phone {subject} UNION SELECT s.mobile {subject} UNION SELECT s.work_phone {subject})",
    "t.display_name = (SELECT s.display_name {subject})",
    "t.last_name >= (SELECT substr(s.last_name, 1, 4) {subject}) AND \
     t.last_name < (SELECT substr(s.last_name, 1, 4) || char(1114111) {subject}) AND \
     substr(t.first_name, 1, 1) COLLATE NOCASE = (SELECT substr(s.first_name, 1, 1) {subject})",
    "t.last_name >= (SELECT substr(s.first_name, 1, 4) {subject}) AND \
     t.last_name < (SELECT substr(s.first_name, 1, 4) || char(1114111) {subject}) AND \
     substr(t.first_name, 1, 1) COLLATE NOCASE = (SELECT substr(s.last_name, 1, 1) {subject})",
];

/// Contacts that may be the same person as this one, likeliest first.
pub fn list_duplicates<'a>(
    context: &'a Context<'a>,
    _request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = id_of(Contact::DEFINITION, parameters.first().map(String::as_str).unwrap_or_default())?;
        let access = context.access(Contact::DEFINITION, "read")?;
        let columns = columns();
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut statements = vec![row_by_id(Contact::DEFINITION, &id, &access, &names)];
        statements.extend(ALIKE.iter().map(|alike| candidates(&id, alike, &access, &names)));
        let results = context.batch(&context.caller()?.database, Batch { mode: Mode::Read, statements }).await;
        let mut results = results.map_err(|error| sql_fault_of(context, error))?.into_iter();
        let subject = results.next().and_then(|set| set.rows.into_iter().next()).ok_or_else(Problem::not_found)?;
        let subject = person(&columns, &subject).ok_or_else(Problem::internal)?;

        let mut others: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for row in results.flat_map(|set| set.rows) {
            if let Some(id) = row.first().and_then(Value::as_text) {
                others.insert(id.to_owned(), row);
            }
        }
        let mut alike: Vec<_> = others
            .values()
            .filter_map(|row| compare(&subject, &person(&columns, row)?).map(|(score, reasons)| (score, reasons, row)))
            .collect();
        alike.sort_by_key(|(score, _, _)| std::cmp::Reverse(*score));
        let mut body = String::from("{\"data\":[");
        for (position, (score, reasons, row)) in alike.iter().take(SHOWN).enumerate() {
            body.push_str(if position > 0 { ",{" } else { "{" });
            write_likeness(*score, reasons, &mut body);
            body.push_str(",\"contact\":");
            write_contact(row, &mut body);
            body.push('}');
        }
        body.push_str("]}");
        Ok(Response::bytes(200, "application/json", body).with_header("cache-control", "no-store"))
    })
}

fn candidates(id: &Value, alike: &str, access: &Access, columns: &[&str]) -> Statement {
    let columns: Vec<String> = columns.iter().map(|column| format!("t.{column}")).collect();
    let mut sql = Sql::new("SELECT ");
    sql.push(&columns.join(", ")).push(" FROM contacts t WHERE t.id <> ").bind(id.clone());
    // The same placeholder again: it is the contact that the others are compared with.
    let subject = "FROM contacts s WHERE s.id = ?1";
    sql.push(" AND t.client_id = (SELECT s.client_id ").push(subject).push(") AND ");
    sql.push(&alike.replace("{subject}", subject)).push(" AND ").access("t", Contact::DEFINITION, access);
    sql.push(&format!(" LIMIT {EACH}"));
    sql.finish()
}
