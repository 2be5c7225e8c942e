//! `GET /api/contact-duplicates?client_id=…`.
//!
//! A page goes through 200 contacts in the order of their ids, and finds for each the later ones that are like it. So
//! every pair is found once, and a page reads about as much whether the client has a thousand contacts or a million.

use std::collections::{HashMap, HashSet};

use api::{Context, Problem, Request, Response, query, sql_fault_of};
use domain::contacts::duplicates::{Person, pairs};
use domain::contacts::entities::Contact;
use entity::{Entity, Invalid, Value, id};
use serde_json::{Map, Value as Json};
use store::sql::{Access, Sql};
use store::{Batch, Mode, Statement, Task};

use super::{person, write_likeness};
use crate::cells;

/// How many contacts a page goes through.
const PAGE: usize = 200;
/// How many later contacts of a kind are compared with each: more than these share a switchboard, not a person.
const EACH: usize = 20;
/// How many pairs of one contact are told: the likeliest.
const TOLD: usize = 5;
/// What is told of a contact, for a person to see at a glance whether it is the same one.
const SHOWN: &[&str] = &["id", "display_name", "email", "phone", "mobile", "company_name"];

/// What later contacts `x` have in common with a contact `a` of the page.
const ALIKE: &[&str] = &[
    "x.email = a.email",
    "x.phone = a.phone",
    "x.mobile = a.mobile",
    "x.phone = a.mobile",
    "x.mobile = a.phone",
    "x.display_name = a.display_name",
    "x.company_name = a.company_name",
    "x.last_name = a.last_name AND substr(x.first_name, 1, 1) COLLATE NOCASE = substr(a.first_name, 1, 1)",
];

/// Pairs of a client's contacts that may be the same person.
pub fn list_duplicate_pairs<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    _parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let (client, behind) = read(context, &request.query)?;
        let access = context.access(Contact::DEFINITION, "read")?;
        let columns = compared();
        let statements = vec![page(&client, &behind, &access, &columns), later(&client, &behind, &access, &columns)];
        let results = context.batch(&context.caller()?.database, Batch { mode: Mode::Read, statements }).await;
        let mut results = results.map_err(|error| sql_fault_of(context, error))?.into_iter();
        let page = results.next().map(|set| set.rows).unwrap_or_default();
        let later = results.next().map(|set| set.rows).unwrap_or_default();

        let id_of = |row: &Vec<Value>| row.first().and_then(Value::as_text).unwrap_or_default().to_owned();
        let anchors: HashSet<String> = page.iter().map(id_of).collect();
        let next = page.last().filter(|_| page.len() == PAGE).map(id_of);
        let rows: HashMap<String, Vec<Value>> = page.into_iter().chain(later).map(|row| (id_of(&row), row)).collect();
        let people: Vec<Person> = rows.values().filter_map(|row| person(&columns, row)).collect();

        let mut body = String::from("{\"data\":[");
        let mut told: HashMap<String, usize> = HashMap::new();
        let mut written = 0;
        // Likeliest first, so that what is left out is the least likely.
        for pair in pairs(&people).into_iter().filter(|pair| anchors.contains(&pair.left)) {
            let Some((left, right)) = rows.get(&pair.left).zip(rows.get(&pair.right)) else { continue };
            let of_this = told.entry(pair.left.clone()).or_default();
            *of_this += 1;
            if *of_this > TOLD {
                continue;
            }
            body.push_str(if written > 0 { ",{" } else { "{" });
            body.push_str(&format!("\"contact_id\":\"{}\",\"duplicate_id\":\"{}\",", pair.left, pair.right));
            write_likeness(pair.score, &pair.reasons, &mut body);
            body.push_str(",\"contacts\":[");
            write_contact(&columns, left, &mut body);
            body.push(',');
            write_contact(&columns, right, &mut body);
            body.push_str("]}");
            written += 1;
        }
        body.push_str("],\"next_cursor\":");
        match next {
            Some(next) => entity::json::write_string(&next, &mut body),
            None => body.push_str("null"),
        }
        body.push('}');
        Ok(Response::bytes(200, "application/json", body).with_header("cache-control", "no-store"))
    })
}

/// The columns that contacts are compared by and shown with, the id first.
fn compared() -> Vec<String> {
    let more = ["name", "first_name", "last_name", "work_phone"];
    SHOWN.iter().copied().chain(more).map(str::to_owned).collect()
}

fn write_contact(columns: &[String], row: &[Value], out: &mut String) {
    let shown = columns.iter().zip(row).filter(|(column, _)| SHOWN.contains(&column.as_str()));
    let members: Map<String, Json> = shown.map(|(column, value)| (column.clone(), cells::json(value))).collect();
    out.push_str(&Json::Object(members).to_string());
}

/// The client, and the contact that the page before ended with.
fn read(context: &Context<'_>, text: &str) -> Result<(String, String), Problem> {
    let mut client = context.caller()?.client.clone();
    let mut behind = String::new();
    for (name, value) in query::pairs(text)? {
        let refused = |code, message: &str| Problem::parameter(&name, Invalid::new(code, message));
        match name.as_str() {
            "client_id" if id::is_valid("cli", &value) => client = Some(value),
            "client_id" => return Err(refused("id", "Must be the id of a client.")),
            "cursor" if id::is_valid(Contact::DEFINITION.prefix, &value) => behind = value,
            "cursor" => return Err(refused("cursor", "Is not a cursor of this list. Begin without one.")),
            _ => return Err(refused("unknown_parameter", "There is no such parameter.")),
        }
    }
    let missing = || Problem::parameter("client_id", Invalid::new("required", "Say which client's contacts."));
    Ok((client.ok_or_else(missing)?, behind))
}

fn page(client: &str, behind: &str, access: &Access, columns: &[String]) -> Statement {
    let shown: Vec<String> = columns.iter().map(|column| format!("t.{column}")).collect();
    let mut sql = Sql::new("SELECT ");
    sql.push(&shown.join(", "));
    page_of(&mut sql, client, behind, access);
    sql.finish()
}

fn page_of(sql: &mut Sql, client: &str, behind: &str, access: &Access) {
    sql.push(" FROM contacts t WHERE t.client_id = ").bind(client).push(" AND t.id > ").bind(behind).push(" AND ");
    sql.access("t", Contact::DEFINITION, access).push(&format!(" ORDER BY t.id LIMIT {PAGE}"));
}

/// The contacts behind each of the page's that are like it.
fn later(client: &str, behind: &str, access: &Access, columns: &[String]) -> Statement {
    let mut sql = Sql::new(
        "WITH a AS MATERIALIZED (SELECT t.id, t.first_name, t.last_name, t.email, t.phone, t.mobile, t.display_name, \
         t.company_name",
    );
    page_of(&mut sql, client, behind, access);
    let shown: Vec<String> = columns.iter().map(|column| format!("f.{column}")).collect();
    sql.push(") SELECT ").push(&shown.join(", ")).push(" FROM contacts f WHERE f.rowid IN (");
    for (position, alike) in ALIKE.iter().enumerate() {
        sql.push(if position > 0 { " UNION " } else { "" });
        sql.push("SELECT c.rowid FROM a CROSS JOIN contacts c ON c.rowid IN (SELECT x.rowid FROM contacts x WHERE ");
        sql.push("x.client_id = ").bind(client).push(" AND ").push(alike).push(" AND x.id > a.id AND ");
        sql.access("x", Contact::DEFINITION, access).push(&format!(" ORDER BY x.id LIMIT {EACH})"));
    }
    sql.push(")");
    sql.finish()
}
