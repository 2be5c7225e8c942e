//! `GET /api/contacts/{id}/duplicates`.

use api::{Context, Problem, Request, Response, command};
use domain::contacts::duplicates::compare;
use domain::contacts::entities::Contact;
use entity::index::NameIndex;
use entity::{Entity, Value, order};
use store::sql::{Access, Sql, row_by_id};
use store::{ResultSet, Statement, Task};

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
        let id = command::id_in(parameters, Contact::DEFINITION)?;
        let access = context.access(Contact::DEFINITION, "read")?;
        let columns = columns();
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut statements = vec![row_by_id(Contact::DEFINITION, &id, &access, &names)];
        statements.extend(ALIKE.iter().map(|alike| candidates(&id, alike, &access, &names)));
        let results = command::read(context, statements).await?;
        Ok(command::answer(200, likeliest(&columns, &results)?))
    })
}

/// The contacts that are like the first one, likeliest first.
fn likeliest(columns: &[String], results: &[ResultSet]) -> Result<String, Problem> {
    let (subject, others) = results.split_first().ok_or_else(Problem::internal)?;
    let subject = subject.rows.first().ok_or_else(Problem::not_found)?;
    let subject = person(columns, subject).ok_or_else(Problem::internal)?;
    let mut seen = NameIndex::default();
    let mut alike = Vec::new();
    for row in others.iter().flat_map(|set| &set.rows) {
        let Some(other) = person(columns, row).filter(|other| seen.insert(&other.id).1) else { continue };
        if let Some((score, reasons)) = compare(&subject, &other) {
            alike.push((score, other.id, reasons, row));
        }
    }
    order::sort_by(&mut alike, |one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let mut body = String::from("{\"data\":[");
    for (position, (score, _, reasons, row)) in alike.iter().take(SHOWN).enumerate() {
        body.push_str(if position > 0 { ",{" } else { "{" });
        write_likeness(*score, reasons, &mut body);
        body.push_str(",\"contact\":");
        write_contact(row, &mut body);
        body.push('}');
    }
    body.push_str("]}");
    Ok(body)
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
