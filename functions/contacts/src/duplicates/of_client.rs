//! `GET /api/contact-duplicates?client_id=…`.
//!
//! A page goes through 200 contacts in the order of their ids, and finds for each the later ones that are like it. So
//! every pair is found once, and a page reads about as much whether the client has a thousand contacts or a million.

use api::{Context, Problem, Request, Response, command, query};
use domain::contacts::duplicates::{Person, pairs};
use domain::contacts::entities::Contact;
use entity::index::NameIndex;
use entity::{Entity, Invalid, Value, cells, id};
use serde_json::Value as Json;
use store::sql::{Access, Sql};
use store::{Statement, Task};

use super::{person, write_likeness};

/// How many contacts a page goes through.
const PAGE: usize = 200;
/// How many later contacts of a kind are compared with each: more than these share a switchboard, not a person.
const EACH: usize = 20;
/// How many later colleagues whose name may be the same are compared with each, and among how many they are looked for: so that
/// what is read does not grow with the company. One of the same family name is found in a company of any size.
const COLLEAGUES: usize = 50;
const LOOKED_AT: usize = 500;
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
        let mut results = command::read(context, statements).await?.into_iter();
        let page = results.next().map(|set| set.rows).unwrap_or_default();
        let later = results.next().map(|set| set.rows).unwrap_or_default();
        Ok(command::answer(200, told(&columns, page, later)))
    })
}

/// The pairs of the page's contacts with each other and with later ones, likeliest first, so that what is left out is
/// the least likely.
fn told(columns: &[String], page: Vec<Vec<Value>>, later: Vec<Vec<Value>>) -> String {
    let anchors = page.len();
    let next = page.last().filter(|_| anchors == PAGE).map(|row| id_of(row).to_owned());
    // The page's own come first, and so their places are the first.
    let mut index = NameIndex::default();
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(anchors + later.len());
    for row in page.into_iter().chain(later) {
        if index.insert(id_of(&row)).1 {
            rows.push(row);
        }
    }
    let people: Vec<Person> = rows.iter().filter_map(|row| person(columns, row)).collect();

    let mut body = String::from("{\"data\":[");
    let mut told = vec![0; anchors];
    let mut written = 0;
    for pair in pairs(&people) {
        let Some((left, right)) = index.get(&pair.left).zip(index.get(&pair.right)) else { continue };
        let (Some(of_this), Some(one), Some(other)) = (told.get_mut(left), rows.get(left), rows.get(right)) else {
            continue;
        };
        *of_this += 1;
        if *of_this > TOLD {
            continue;
        }
        body.push_str(if written > 0 { ",{" } else { "{" });
        body.push_str(&format!("\"contact_id\":\"{}\",\"duplicate_id\":\"{}\",", pair.left, pair.right));
        write_likeness(pair.score, &pair.reasons, &mut body);
        body.push_str(",\"contacts\":[");
        write_contact(columns, one, &mut body);
        body.push(',');
        write_contact(columns, other, &mut body);
        body.push_str("]}");
        written += 1;
    }
    body.push_str("],\"next_cursor\":");
    match next {
        Some(next) => entity::json::write_string(&next, &mut body),
        None => body.push_str("null"),
    }
    body.push('}');
    body
}

fn id_of(row: &[Value]) -> &str {
    row.first().and_then(Value::as_text).unwrap_or_default()
}

/// The columns that contacts are compared by and shown with, the id first.
fn compared() -> Vec<String> {
    let more = ["name", "first_name", "last_name", "work_phone"];
    SHOWN.iter().copied().chain(more).map(str::to_owned).collect()
}

fn write_contact(columns: &[String], row: &[Value], out: &mut String) {
    let shown = columns.iter().map(String::as_str).zip(row).filter(|(column, _)| SHOWN.contains(column));
    out.push_str(&Json::Object(cells::row(shown)).to_string());
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
    for alike in ALIKE {
        like_each(&mut sql, client, alike, access, EACH);
        sql.push(" UNION ");
    }
    sql.push("SELECT c.rowid FROM a CROSS JOIN contacts c ON c.rowid IN (SELECT y.rowid FROM (SELECT x.rowid, ");
    sql.push("x.first_name, x.last_name FROM contacts x WHERE ");
    later_than(&mut sql, client, "x.company_name = a.company_name", access, LOOKED_AT);
    sql.push(&format!(") y WHERE {} LIMIT {COLLEAGUES}))", initials_fit()));
    sql.finish()
}

/// The rows behind each contact of the page that have this in common with it.
fn like_each(sql: &mut Sql, client: &str, alike: &str, access: &Access, most: usize) {
    sql.push("SELECT c.rowid FROM a CROSS JOIN contacts c ON c.rowid IN (SELECT x.rowid FROM contacts x WHERE ");
    later_than(sql, client, alike, access, most);
    sql.push(")");
}

fn later_than(sql: &mut Sql, client: &str, alike: &str, access: &Access, most: usize) {
    sql.push("x.client_id = ").bind(client).push(" AND ").push(alike).push(" AND x.id > a.id AND ");
    sql.access("x", Contact::DEFINITION, access).push(&format!(" ORDER BY x.id LIMIT {most}"));
}

/// Whether the names of a colleague `y` may be those of `a`, by their first letters, the right way round or the wrong one:
/// the rule compares nobody else. A Latin letter with a mark may stand for any, and so may a name that is not in its parts.
fn initials_fit() -> String {
    let same = |one: &str, other: &str| {
        let (one, other) = (format!("substr(y.{one}, 1, 1)"), format!("substr(a.{other}, 1, 1)"));
        let any = |letter: &str| format!("{letter} IS NULL OR unicode({letter}) BETWEEN 128 AND 591");
        format!("({one} COLLATE NOCASE = {other} OR {} OR {})", any(&one), any(&other))
    };
    let straight = [same("first_name", "first_name"), same("last_name", "last_name")].join(" AND ");
    let swapped = [same("first_name", "last_name"), same("last_name", "first_name")].join(" AND ");
    format!("({straight} OR {swapped})")
}
