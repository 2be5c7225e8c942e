//! The installation that is measured: one tenant, one client, many contacts, and the client's administrator.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use api::{Caller, CallerKind, Settings, token};
use edge::native::Databases;
use entity::{Home, Value};
use serde_json::json;
use store::{Batch, DatabaseName, Mode, Statement, Transport, migrate};

use crate::Outcome;
use crate::works::Call;

/// First names, for contacts and for what is typed into the search field.
pub const FIRST_NAMES: &[&str] = &[
    "Anna", "Amir", "Bea", "Boris", "Chiara", "Chen", "Dario", "Dilek", "Emil", "Eva", "Farid", "Fiona", "Goran",
    "Greta", "Hana", "Hugo", "Ines", "Ivan", "Jana", "Jonas", "Kaan", "Klara", "Lena", "Luca", "Maria", "Milan",
    "Nadia", "Nils", "Olga", "Oscar", "Paula", "Pavel", "Rania", "Robin", "Sofia", "Stefan", "Tara", "Timo", "Vera",
    "Viktor", "Yara", "Zoran",
];

/// Last names.
pub const LAST_NAMES: &[&str] = &[
    "Abbasi",
    "Andersson",
    "Bauer",
    "Bianchi",
    "Costa",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Haas",
    "Ivanov",
    "Jensen",
    "Kaya",
    "Kowalski",
    "Larsen",
    "Meier",
    "Moreau",
    "Nowak",
    "Okafor",
    "Petrov",
    "Rossi",
    "Santos",
    "Schmidt",
    "Tanaka",
    "Urban",
    "Vasquez",
    "Weber",
    "Yilmaz",
    "Zhang",
    "Zimmer",
];

/// The tenant, which is also the name of its database.
pub const TENANT: &str = "ten_0000000000000000000bench01";
const AGENCY: &str = "agc_0000000000000000000bench01";
const CLIENT: &str = "cli_0000000000000000000bench01";
const USER: &str = "usr_0000000000000000000bench01";

/// When everything was made, in milliseconds since 1970.
pub const THEN_MS: i64 = 1_750_000_000_000;

/// Contacts that one statement makes.
const AT_ONCE: u32 = 2_000;

/// The tenant's database.
pub fn database() -> Outcome<DatabaseName> {
    Ok(DatabaseName::tenant(TENANT).ok_or("a name that does not fit")?)
}

/// The file of the tenant's database in a folder of databases.
pub fn file(folder: &Path) -> PathBuf {
    folder.join(format!("{TENANT}.db"))
}

/// The id of a contact that is there from the start, counted from 1.
pub fn contact_id(number: u32) -> String {
    format!("ctc_{number:026}")
}

/// The client's administrator.
pub fn caller() -> Outcome<Caller> {
    let role = domain::identity::roles::SYSTEM_ROLES.iter().find(|role| role.name == "CLIENT_ADMIN");
    Ok(Caller {
        kind: CallerKind::User,
        id: USER.to_owned(),
        name: Some("Ada Example".to_owned()),
        tenant: TENANT.to_owned(),
        database: database()?,
        agency: Some(AGENCY.to_owned()),
        client: Some(CLIENT.to_owned()),
        location: None,
        session: None,
        grants: role.ok_or("there is no role CLIENT_ADMIN")?.grants(),
        // In the year 2100: a run may take longer than a token lasts.
        expires_at_ms: 4_102_444_800_000,
    })
}

/// What a host is told: the keys, and the database server where there is one.
pub fn settings(server: Option<&hosts::Sqld>) -> Outcome<Settings> {
    let (signing, public) = token::new_key("bench", [7; 32]).ok_or("no key pair")?;
    let mut settings = BTreeMap::from([
        (token::SIGNING_KEY.to_owned(), signing),
        (token::PUBLIC_KEYS.to_owned(), json!({"bench": public}).to_string()),
    ]);
    if let Some(server) = server {
        settings.insert("PORTICO_DATABASE_URL".to_owned(), server.base_url.clone());
        settings.insert("PORTICO_DATABASE_ADMIN_URL".to_owned(), server.admin_url.clone());
    }
    Ok(Settings::new(settings))
}

/// The administrator's access token.
pub fn token(host: &api::Host) -> Outcome<String> {
    Ok(token::sign(host, &caller()?).map_err(|problem| problem.detail.clone())?)
}

/// The headers of the administrator's browser.
pub fn headers() -> Outcome<String> {
    let host = edge::native::host(&Databases::Server(edge::database_options(&settings(None)?, 1)), &settings(None)?);
    Ok(format!("authorization: Bearer {}\r\nuser-agent: bench\r\naccept: application/json\r\n", token(&host)?))
}

/// The same call as a host hands it to the module.
pub fn request(call: Call, token: &str) -> api::Request {
    let mut headers = vec![
        ("authorization".to_owned(), format!("Bearer {token}")),
        ("user-agent".to_owned(), "bench".to_owned()),
        ("content-type".to_owned(), "application/json".to_owned()),
    ];
    headers.extend(call.if_match.map(|version| ("if-match".to_owned(), format!("\"v{version}\""))));
    api::Request {
        method: call.method.to_owned(),
        path: call.path,
        query: call.query,
        headers,
        body: call.body.unwrap_or_default().into_bytes(),
        address: Some("127.0.0.1".to_owned()),
    }
}

/// Makes the tenant's database with its contacts.
pub async fn make(transport: &dyn Transport, contacts: u32) -> Outcome {
    let database = database()?;
    let entities: Vec<_> = domain::entities().collect();
    let failed = |error| format!("the database was not made: {error:?}");
    migrate::create(transport, &database, Home::Tenant, &entities, THEN_MS).await.map_err(failed)?;
    let mut statements = places();
    for from in (1..=contacts).step_by(AT_ONCE as usize) {
        statements.push(some_contacts(from, (from + AT_ONCE - 1).min(contacts)));
        let batch = Batch { mode: Mode::Write, statements: std::mem::take(&mut statements) };
        transport.run(&database, batch).await.map_err(failed)?;
    }
    Ok(())
}

/// Makes the agency and the client.
pub fn places() -> Vec<Statement> {
    let stamp = format!("{THEN_MS}, {THEN_MS}, 1");
    let sql = [
        format!(
            "INSERT INTO agencies (id, name, created_at, updated_at, version) VALUES ('{AGENCY}', 'Agency', {stamp})"
        ),
        format!(
            "INSERT INTO clients (id, agency_id, name, created_at, updated_at, version) \
             VALUES ('{CLIENT}', '{AGENCY}', 'Client', {stamp})"
        ),
    ];
    sql.into_iter().map(|sql| Statement::new(sql, [])).collect()
}

/// Makes the contacts with these numbers: a dozen fields have a value, as in an address book that was imported.
pub fn some_contacts(from: u32, to: u32) -> Statement {
    let sql = "INSERT INTO contacts (id, client_id, first_name, last_name, email, phone, company_name, job_title, \
         city, country, tags, lead_source, lead_score, created_at, updated_at, version) \
         WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) \
         SELECT printf('ctc_%026d', i), ?3, \
         json_extract(?4, '$[' || (i % json_array_length(?4)) || ']'), \
         json_extract(?5, '$[' || (i / 7 % json_array_length(?5)) || ']'), \
         'person' || i || '@example.com', printf('+1415%07d', i), 'Company ' || (i % 500), 'Buyer', \
         'Lisbon', 'Portugal', '[\"imported\"]', 'WEBSITE', i % 101, ?6 + i, ?6 + i, 1 FROM n";
    let names = |names: &[&str]| Value::from(json!(names).to_string());
    let numbers = [Value::from(i64::from(from)), i64::from(to).into()];
    let rest = [Value::from(CLIENT), names(FIRST_NAMES), names(LAST_NAMES), THEN_MS.into()];
    Statement::new(sql, numbers.into_iter().chain(rest).collect::<Vec<_>>())
}

/// A folder for databases on the disk that the build is on: `/tmp` may be in memory, where nothing waits for a disk.
pub fn folder() -> Outcome<tempfile::TempDir> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).map_or_else(|| PathBuf::from("."), PathBuf::from);
    Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(target)?)
}
