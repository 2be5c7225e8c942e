//! `portico import`

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use api::{Caller, Host};
use imports::{Imported, import_file};
use lexopt::Parser;
use lexopt::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::acting;
use crate::command::{Command, Failure, end_progress, progress, say, wait};
use crate::fleet;
use crate::place::{self, Place};

/// The command.
pub const COMMAND: Command = Command {
    name: "import",
    summary: "brings in a CSV file of contacts or companies",
    help: "\
portico import: brings in a CSV file of contacts or companies.

Delimiter and encoding are found out; the columns are matched to fields by their titles unless a mapping is given. It
is the import of the API and leaves a job that shows there.

  portico import FILE --tenant NAME --client ID

  --entity contacts|companies  what the rows are (contacts)
  --mapping FILE   a JSON object: the field of each column by its title, null to leave one out
  --upsert FIELD   update the record with the same value, such as email; without it every row is a new record
  --options FILE   a JSON object as in POST /api/import-jobs: date_order, decimal_comma, calling_code, clear_blanks
  --dry-run        check every row and write none
  --rejected FILE  where the rows go that were not taken, with the reasons in the last column
  --as ADDRESS     whose records they are (the tenant's first administrator)
  --data DIR       the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL names a
                   libSQL server and --data is not given, the databases are there

The exit status is 1 when rows were rejected and --rejected does not say where they go.",
    run,
};

/// What was asked for.
#[derive(Default)]
struct Asked {
    file: Option<PathBuf>,
    tenant: Option<String>,
    acting_as: Option<String>,
    rejected: Option<PathBuf>,
    /// What `POST /api/import-jobs` takes.
    members: Map<String, Json>,
}

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let mut asked = Asked::default();
    asked.members.insert("entity".to_owned(), json!("Contact"));
    while let Some(argument) = parser.next()? {
        let mut set = |member: &str, value: Json| asked.members.insert(member.to_owned(), value);
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("tenant") => asked.tenant = Some(place::text(parser)?),
            Long("as") => asked.acting_as = Some(place::text(parser)?),
            Long("rejected") => asked.rejected = Some(place::path(parser)?),
            Long("client") => drop(set("client_id", place::text(parser)?.into())),
            Long("entity") => drop(set("entity", super::exportable(&place::text(parser)?)?.into())),
            Long("mapping") => drop(set("mapping", document(&place::path(parser)?)?)),
            Long("options") => drop(set("options", document(&place::path(parser)?)?)),
            Long("upsert") => drop(set("upsert_key", place::text(parser)?.into())),
            Long("dry-run") => drop(set("dry_run", true.into())),
            Value(file) if asked.file.is_none() => asked.file = Some(file.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    let missing = |what: &str| Failure::Usage(format!("say {what}; see `portico import --help`"));
    let file = asked.file.take().ok_or_else(|| missing("which FILE"))?;
    let tenant = asked.tenant.take().ok_or_else(|| missing("whose it is: --tenant NAME"))?;
    if !asked.members.contains_key("client_id") {
        return Err(missing("whose it is: --client ID"));
    }
    let host = place.host()?;
    wait(async {
        let tenant = fleet::find(&host, &tenant).await?;
        let caller = acting::administrator(&host, &tenant, asked.acting_as.as_deref(), "import").await?;
        import(&host, caller, asked, &file).await
    })?
}

async fn import(host: &Host, caller: Caller, asked: Asked, path: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::Failed(format!("{}: {error}", path.display()));
    let mut file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let mut members = asked.members;
    let dry_run = members.contains_key("dry_run");
    if let Some(name) = path.file_name() {
        members.insert("file_name".to_owned(), json!(name.to_string_lossy()));
    }
    members.insert("total_bytes".to_owned(), size.into());
    let mut told = |so_far: &Imported| {
        let percent = (so_far.bytes * 100).checked_div(size).unwrap_or(100);
        progress(&format!("{percent} %  {} rows, {} rejected", so_far.processed, so_far.rejected));
    };
    let imported = import_file(host, Rc::new(caller.clone()), members, &mut file, &mut told).await;
    end_progress();
    let imported = imported?;
    let Imported { processed, created, updated, rejected, job_id, .. } = imported;
    let would = if dry_run { " (nothing was written)" } else { "" };
    say(&format!("{processed} rows: {created} created, {updated} updated, {rejected} rejected{would}; job {job_id}"));
    match (rejected, asked.rejected) {
        (0, _) => Ok(()),
        (_, Some(target)) => {
            write_rejected(host, caller, job_id, &target).await?;
            say(&format!("the rejected rows are in {}", target.display()));
            Ok(())
        }
        (_, None) => Err(Failure::Failed("some rows were rejected; --rejected FILE says why".to_owned())),
    }
}

async fn write_rejected(host: &Host, caller: Caller, job_id: String, target: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::Failed(format!("{}: {error}", target.display()));
    let mut file = File::create(target).map_err(failed)?;
    let mut rows = acting::stream(host, caller, &imports::MODULE, "list_rejected_rows", &[job_id]).await?;
    while let Some(piece) = rows.next().await {
        file.write_all(&piece.map_err(Failure::Failed)?).map_err(failed)?;
    }
    Ok(())
}

fn document(path: &Path) -> Result<Json, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Failed(format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&error))
}
