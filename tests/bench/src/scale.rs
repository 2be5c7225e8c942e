//! Whether a page and a search cost the same with a thousand contacts as with a million.

use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use api::Host;
use edge::native::Databases;
use entity::{Home, Value};
use store::{EmbeddedOptions, EmbeddedTransport, Statement, schema};
use testkit::CountingTransport;
use tokio::runtime::Runtime;

use crate::rounds::median;
use crate::works::{Call, Work, call};
use crate::{Outcome, Plan, at_once, native, site};

/// Contacts of the small database.
const FEW: u32 = 1_000;

/// Contacts that one statement makes.
const AT_ONCE: u32 = 50_000;

/// What somebody types, letter by letter, who looks for one of many and for one of a kind.
const TYPED: &[&str] = &["a", "an", "ann", "anna", "anna k", "anna ka", "compan", "person", "person7@", "company 499"];

/// Asked for so many times, turn by turn.
const TIMES: usize = 61;

/// The table.
pub fn measure(plan: &Plan) -> Outcome<String> {
    eprintln!("Measuring what grows with the number of contacts");
    let folder = site::folder()?;
    let few = Site::make(&folder.path().join("few"), FEW)?;
    let many = Site::make(&folder.path().join("many"), plan.many)?;
    let page = || call(Work::Page, 0, 0);
    let mut text = format!(
        "\nThe module with {FEW} and with {} contacts of one client.\n\n\
         {:<26}{:>16}{:>16}{:>16}\n",
        plan.many, "request", "rows read, few", "rows read, many", "time, many:few"
    );
    let sorted = Call { query: "sort=last_name".to_owned(), ..page() };
    let filtered = Call { query: "status=ACTIVE&sort=-created_at".to_owned(), ..page() };
    let mut requests = vec![page(), sorted, filtered];
    requests.extend(TYPED.iter().map(|typed| Call { query: format!("q={}", typed.replace(' ', "+")), ..page() }));
    for request in requests {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..TIMES {
            for (site, times) in [&few, &many].into_iter().zip(&mut times) {
                times.push(site.time(&request)?);
            }
        }
        let [few_times, many_times] = times.map(median);
        let (few_rows, many_rows) = (few.rows_read(&request)?, many.rows_read(&request)?);
        let shown = if request.query.is_empty() { "page of 50" } else { &request.query };
        text.push_str(&format!("{shown:<26}{few_rows:>16}{many_rows:>16}{:>16.2}\n", many_times / few_times));
    }
    Ok(text)
}

/// A database and the module on it.
struct Site {
    runtime: Runtime,
    host: Host,
    databases: Rc<CountingTransport<EmbeddedTransport>>,
    token: String,
}

impl Site {
    fn make(folder: &Path, contacts: u32) -> Outcome<Self> {
        let start = Instant::now();
        load(folder, contacts)?;
        eprintln!("  {contacts} contacts made in {:.0} s", start.elapsed().as_secs_f64());
        let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder)).map_err(|error| format!("{error:?}"))?;
        let host = edge::native::host(&Databases::Embedded(transport.clone()), &site::settings(None)?);
        let databases = Rc::new(CountingTransport::new(transport));
        let host = Host { databases: databases.clone(), ..host };
        Ok(Site { runtime: native::runtime()?, token: site::token(&host)?, host, databases })
    }

    fn ask(&self, call: &Call) -> Outcome {
        let call = Call { path: call.path.clone(), query: call.query.clone(), ..crate::works::call(Work::Page, 0, 0) };
        native::respond(&self.runtime, &self.host, call, &self.token).map(|_| ())
    }

    fn time(&self, call: &Call) -> Outcome<f64> {
        let start = Instant::now();
        self.ask(call)?;
        Ok(start.elapsed().as_secs_f64())
    }

    fn rows_read(&self, call: &Call) -> Outcome<u64> {
        self.databases.take_rows_read();
        self.ask(call)?;
        Ok(self.databases.take_rows_read())
    }
}

/// Fills a database the way one loads in bulk: rows first, then indexes and triggers, without waiting for the disk.
fn load(folder: &Path, contacts: u32) -> Outcome {
    std::fs::create_dir_all(folder)?;
    let database = at_once(libsql::Builder::new_local(site::file(folder)).build())??;
    let connection = database.connect()?;
    for pragma in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -262144"] {
        at_once(connection.execute_batch(pragma))??;
    }
    let run = |statement: &Statement| -> Outcome {
        let args = statement.args.iter().map(|value| match value {
            Value::Integer(number) => libsql::Value::Integer(*number),
            other => other.as_text().map_or(libsql::Value::Null, |text| libsql::Value::Text(text.to_owned())),
        });
        at_once(connection.execute(&statement.sql, args.collect::<Vec<_>>()))??;
        Ok(())
    };
    let entities: Vec<_> = domain::entities().collect();
    let later = |sql: &String| sql.starts_with("CREATE INDEX contacts_") || sql.starts_with("CREATE TRIGGER contacts_");
    let (later, now): (Vec<String>, Vec<String>) =
        schema::statements(Home::Tenant, &entities).into_iter().partition(later);
    run(&Statement::new("BEGIN", []))?;
    for sql in now {
        run(&Statement::new(sql, []))?;
    }
    for statement in site::places() {
        run(&statement)?;
    }
    for from in (1..=contacts).step_by(AT_ONCE as usize) {
        run(&site::some_contacts(from, (from + AT_ONCE - 1).min(contacts)))?;
    }
    for sql in later {
        run(&Statement::new(sql, []))?;
    }
    run(&Statement::new("INSERT INTO contacts_search (contacts_search) VALUES ('rebuild')", []))?;
    run(&Statement::new("COMMIT", []))
}
