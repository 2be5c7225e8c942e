//! A tenant to look at and try things on: an agency, two clients, people of every kind, and records that look alive.
//!
//! What it is made of is told in `demo.json` in the data folder, which appears once the server answers, and by which
//! the same demo is found again on later starts.

mod business;
mod content;
mod salon;
pub mod site;
mod words;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use api::{Host, seal};
use entity::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::DatabaseName;
use tenancy::tenants::{CreatedTenant, NewTenant, close_tenant, create_tenant};

use crate::command::{Failure, say};
use crate::fleet;
use crate::inside::{Client, text};
use crate::keys::write_privately;

/// Everybody's password: the demo is served to this machine only.
const PASSWORD: &str = "look around freely";

/// Who runs the tenant.
const ADMIN: &str = "admin@demo.example";

/// What is in `demo.json`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Demo {
    /// Where it is served.
    pub base_url: String,
    /// The tenant.
    pub tenant_id: String,
    /// Its agency.
    pub agency_id: String,
    /// The agency's clients.
    pub clients: Vec<Place>,
    /// Who can sign in.
    pub users: Vec<Person>,
    /// The client whose widget can be tried: a salon.
    #[serde(default)]
    pub salon_client_id: String,
    /// The key of its widget.
    #[serde(default)]
    pub widget_key: String,
    /// The salon's website.
    #[serde(default)]
    pub demo_site: String,
}

/// A client of the demo.
#[derive(Clone, Serialize, Deserialize)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// Somebody who can sign in.
#[derive(Clone, Serialize, Deserialize)]
pub struct Person {
    /// The name of the role.
    pub role: String,
    /// The address to sign in with.
    pub email: String,
    /// The password.
    pub password: String,
    /// The client they belong to, if it is one.
    #[serde(default)]
    pub client_id: Option<String>,
}

/// Who there is besides the administrator: role, address, name, and the client, if they belong to one.
const PEOPLE: &[(&str, &str, &str, Option<usize>)] = &[
    ("AGENCY_ADMIN", "agency@demo.example", "Mara Lindqvist", None),
    ("CLIENT_ADMIN", "harbour@demo.example", "Jonas Keller", Some(0)),
    ("CLIENT_ADMIN", "movers@demo.example", "Priya Nair", Some(1)),
    ("READ_ONLY", "reader@demo.example", "Tom Okafor", Some(0)),
    ("SALES", "sales@demo.example", "Lucía Ferrer", Some(0)),
];

/// The file that tells of the demo.
fn file(folder: &Path) -> PathBuf {
    folder.join("demo.json")
}

/// The demo of a folder, made if it is not there.
pub async fn ensure(host: &Host, folder: &Path) -> Result<Demo, Failure> {
    if let Some(demo) = find(host, folder).await? {
        say("the demo is there already");
        return with_salon(host, demo).await.map_err(|failure| failure.about("the demo"));
    }
    // One that was begun and not finished has no file that tells of it. Its administrator's address says which it is.
    if let Some(tenant) = unfinished(host).await? {
        close_tenant(host, &tenant).await?;
    }
    say("making a demo: an agency, its clients with their records, a salon that can be booked, and six people");
    let made = make(host).await.map_err(|failure| failure.about("the demo"))?;
    with_salon(host, made).await.map_err(|failure| failure.about("the demo"))
}

/// The demo with its salon, made if it is not there.
async fn with_salon(host: &Host, mut demo: Demo) -> Result<Demo, Failure> {
    if demo.widget_key.is_empty() {
        let admin = Client::signed_in(host, ADMIN, PASSWORD).await?;
        let salon = salon::make(&admin, &demo.agency_id).await?;
        (demo.salon_client_id, demo.widget_key) = (salon.client, salon.key);
    }
    Ok(demo)
}

/// Tells of the demo, now that it is served.
pub fn publish(demo: &Demo, folder: &Path) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(demo).map_err(Failure::because)?;
    write_privately(&file(folder), &format!("{text}\n"))
}

/// What a person at the terminal can do with it.
pub fn invitation(demo: &Demo, folder: &Path) -> String {
    let (base, site) = (&demo.base_url, &demo.demo_site);
    let people = demo.users.iter().map(|person| format!("  {:<22} {}\n", person.email, person.role));
    let people: String = people.collect();
    let body = json!({"email": "agency@demo.example", "password": PASSWORD});
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("portico"));
    let (program, tenant, folder) = (program.display(), &demo.tenant_id, folder.display());
    format!(
        "\nA salon's website with the widget: {site}\n\
         The API and its description: {base}/api/docs\n\n\
         Sign in as any of these, with the password \"{PASSWORD}\":\n{people}\n\
         For example, in another terminal:\n\n  \
         TOKEN=$(curl -s {base}/api/auth/sign-in -H 'content-type: application/json' \\\n    \
         -d '{body}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n  \
         curl -s \"{base}/api/contacts?q=an&limit=5&fields=display_name,email,status\" -H \"authorization: Bearer $TOKEN\"\n\n\
         What would be sent by mail, with its invitations, as files in ./mails:\n\n  \
         \"{program}\" outbox --tenant {tenant} --data \"{folder}\" --to mails\n\n\
         Ctrl-C stops the server. The demo stays as you leave it.\n"
    )
}

async fn find(host: &Host, folder: &Path) -> Result<Option<Demo>, Failure> {
    let file = file(folder);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::Failed(format!("{}: {error}", file.display()))),
    };
    let unreadable = |error| Failure::Failed(format!("{}: {error}; remove it to make a new demo", file.display()));
    let demo: Demo = serde_json::from_str(&text).map_err(unreadable)?;
    let there = fleet::find(host, &demo.tenant_id).await.is_ok_and(|tenant| tenant.is_live());
    Ok(there.then_some(demo))
}

async fn unfinished(host: &Host) -> Result<Option<String>, Failure> {
    let sql = "SELECT tenant_id FROM logins WHERE email = ?1";
    let rows = fleet::read(host, &DatabaseName::platform(), sql, vec![ADMIN.into()]).await;
    let rows = rows.map_err(fleet::of_platform)?;
    Ok(rows.first().and_then(|row| row.first()).and_then(Value::as_text).map(str::to_owned))
}

async fn make(host: &Host) -> Result<Demo, Failure> {
    let tenant = NewTenant {
        organisation: "Demo".to_owned(),
        name: "Ada Demir".to_owned(),
        email: ADMIN.to_owned(),
        password: PASSWORD.to_owned(),
        timezone: Some("Europe/Berlin".to_owned()),
    };
    let tenant = create_tenant(host, &tenant).await?;
    let admin = Client::signed_in(host, ADMIN, PASSWORD).await?;
    let (clients, locations) = business::make(&admin, &tenant.agency_id).await?;
    let mut users = vec![person("ADMIN", ADMIN, None)];
    for (role, email, name, client) in PEOPLE {
        let client = client.and_then(|number| clients.get(number)).map(|client| client.id.clone());
        invite(host, &admin, &tenant, role, email, name, client.as_deref()).await?;
        users.push(person(role, email, client));
    }
    // By those who run the clients, so that the log tells of several people.
    for ((number, client), email) in clients.iter().enumerate().zip(["harbour@demo.example", "movers@demo.example"]) {
        let owner = Client::signed_in(host, email, PASSWORD).await?;
        let location = locations.get(number).map(String::as_str);
        let count = content::fill(&owner, number, location).await?;
        say(&format!("{}: {count} records", client.name));
    }
    let (base_url, tenant_id, agency_id) = (String::new(), tenant.id, tenant.agency_id);
    let (salon_client_id, widget_key, demo_site) = (String::new(), String::new(), String::new());
    Ok(Demo { base_url, tenant_id, agency_id, clients, users, salon_client_id, widget_key, demo_site })
}

fn person(role: &str, email: &str, client_id: Option<String>) -> Person {
    Person { role: role.to_owned(), email: email.to_owned(), password: PASSWORD.to_owned(), client_id }
}

/// Invites somebody and accepts the invitation for them, as they would by the link in their mail.
async fn invite(
    host: &Host,
    admin: &Client<'_>,
    tenant: &CreatedTenant,
    role: &str,
    email: &str,
    name: &str,
    client: Option<&str>,
) -> Result<(), Failure> {
    let roles = admin.get(&format!("/api/roles?name={role}&fields=id")).await?;
    let role = roles.pointer("/data/0").ok_or_else(|| Failure::Failed(format!("there is no role {role}")))?;
    let mut invited =
        json!({"email": email, "name": name, "role_id": text(role, "id")?, "agency_id": tenant.agency_id});
    if let (Some(client), Some(members)) = (client, invited.as_object_mut()) {
        members.insert("client_id".to_owned(), json!(client));
    }
    admin.post("/api/users/invite", invited).await?;
    let token = invitation_of(host, &tenant.database, email).await?;
    let accepted = json!({"token": token, "password": PASSWORD});
    Client::new(host).post("/api/auth/accept-invitation", accepted).await.map(|_: Json| ())
}

/// The token in the newest message to an address.
async fn invitation_of(host: &Host, database: &DatabaseName, email: &str) -> Result<String, Failure> {
    let sql = "SELECT id, body FROM outbox_messages WHERE recipient = ?1 ORDER BY id DESC LIMIT 1";
    let rows = fleet::read(host, database, sql, vec![email.into()]).await?;
    let cell = |index: usize| rows.first().and_then(|row| row.get(index)).and_then(Value::as_text);
    let message = cell(0)
        .zip(cell(1))
        .and_then(|(id, body)| seal::open(host, seal::Place { table: "outbox_messages", column: "body", id }, body));
    let message = message.ok_or_else(|| Failure::Failed(format!("no invitation was sent to {email}")))?;
    let start = message.find("pln_").and_then(|start| message.get(start..)).unwrap_or_default();
    let is_token = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '.');
    Ok(start.chars().take_while(|character| is_token(*character)).collect::<String>().trim_end_matches('.').to_owned())
}
