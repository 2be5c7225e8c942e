//! The four works, and what each is over HTTP.

use serde_json::json;

use crate::site::{FIRST_NAMES, LAST_NAMES, contact_id};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// A new contact and its entry in the change log.
    Create,
    /// The newest 50 contacts, every field.
    Page,
    /// Contacts by the beginning of a word, every field.
    Search,
    /// A new job title and its entry in the change log, if nobody else has changed the contact since.
    Update,
}

/// All of them, in the order of the table.
pub const WORKS: [Work; 4] = [Work::Create, Work::Page, Work::Search, Work::Update];

impl Work {
    /// The name in the table and among the options.
    pub fn name(self) -> &'static str {
        match self {
            Work::Create => "create",
            Work::Page => "page",
            Work::Search => "search",
            Work::Update => "update",
        }
    }
}

/// How many connections are measured.
pub const CONNECTIONS: [usize; 2] = [1, 32];

/// A request before it is given to a host.
pub struct Call {
    pub method: &'static str,
    pub path: String,
    pub query: String,
    pub if_match: Option<i64>,
    pub body: Option<String>,
    /// The status of success.
    pub expected: u16,
}

/// The values of a new contact. They differ from one number to the next.
pub fn new_contact(number: usize) -> [(&'static str, String); 6] {
    let (first, last) = (name(FIRST_NAMES, number), name(LAST_NAMES, number / 7));
    [
        ("first_name", first.to_owned()),
        ("last_name", last.to_owned()),
        ("email", format!("{}.{}.{number}@example.com", first.to_lowercase(), last.to_lowercase())),
        ("phone", format!("+1415{:07}", number % 10_000_000)),
        ("company_name", format!("Company {}", number % 500)),
        ("job_title", "Head of purchasing".to_owned()),
    ]
}

/// What is typed into the search field: two to four letters of a first name.
pub fn search_words(number: usize) -> String {
    name(FIRST_NAMES, number).chars().take(2 + number % 3).collect::<String>().to_lowercase()
}

/// The new job title of an update: another one every time, so that every update is a change.
pub fn job_title(version: i64) -> String {
    format!("Head of purchasing {version}")
}

/// The contact that a connection updates: its own, as a person works on one contact and not on everybody's.
pub fn own_contact(connection: usize) -> String {
    contact_id(u32::try_from(connection).unwrap_or_default() + 1)
}

/// The request for a work. `number` counts the works, or is the version that an update expects.
pub fn call(work: Work, connection: usize, number: usize) -> Call {
    let plain = Call {
        method: "GET",
        path: "/api/contacts".to_owned(),
        query: String::new(),
        if_match: None,
        body: None,
        expected: 200,
    };
    match work {
        Work::Page => plain,
        Work::Search => Call { query: format!("q={}", search_words(number)), ..plain },
        Work::Create => {
            let members = new_contact(number).into_iter().map(|(name, value)| (name.to_owned(), json!(value)));
            let body = serde_json::Value::Object(members.collect()).to_string();
            Call { method: "POST", body: Some(body), expected: 201, ..plain }
        }
        Work::Update => {
            let version = i64::try_from(number).unwrap_or_default();
            let path = format!("/api/contacts/{}", own_contact(connection));
            let body = json!({"job_title": job_title(version)}).to_string();
            Call { method: "PATCH", path, if_match: Some(version), body: Some(body), ..plain }
        }
    }
}

fn name(names: &[&'static str], number: usize) -> &'static str {
    names.get(number % names.len()).copied().unwrap_or_default()
}
