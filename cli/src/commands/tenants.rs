//! `portico tenants`

use lexopt::Parser;
use lexopt::prelude::*;
use store::Statement;

use crate::command::{Command, Failure, say, wait};
use crate::fleet;
use crate::place::{self, Place};

/// The command.
pub const COMMAND: Command = Command {
    name: "tenants",
    summary: "lists, makes and drops tenants",
    help: "\
portico tenants: lists, makes and drops tenants.

  portico tenants list
  portico tenants drop NAME --yes   removes the tenant, by its slug or id, and its database with all that is in it

  --data DIR  the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL names a libSQL
              server and --data is not given, the databases are there; PORTICO_DATABASE_ADMIN_URL makes and removes
              them",
    run,
};

/// What was asked for.
struct Asked {
    place: Place,
    words: Vec<String>,
    yes: bool,
}

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut asked = Asked { place: Place::from_environment(), words: Vec::new(), yes: false };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => asked.place.data = Some(place::path(parser)?),
            Long("yes") => asked.yes = true,
            Value(word) => asked.words.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let words: Vec<&str> = asked.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["list"] => list(&asked),
        ["drop", name] => drop_tenant(&asked, name),
        _ => Err(Failure::Usage("say what to do; see `portico tenants --help`".to_owned())),
    }
}

fn list(asked: &Asked) -> Result<(), Failure> {
    let host = asked.place.host()?;
    let tenants = wait(fleet::all(&host))??;
    say(&format!("{:<30} {:<24} {:<13} {:>7}  {}", "id", "slug", "status", "version", "name"));
    for tenant in tenants {
        let (id, slug, status, version) = (tenant.id, tenant.slug, tenant.status, tenant.schema_version);
        say(&format!("{id:<30} {slug:<24} {status:<13} {version:>7}  {}", tenant.name));
    }
    Ok(())
}

/// Nobody signs in, then the data goes, then the entry: stopped in between, it can be asked for again.
fn drop_tenant(asked: &Asked, name: &str) -> Result<(), Failure> {
    let host = asked.place.host()?;
    wait(async {
        let tenant = fleet::find(&host, name).await?;
        if !asked.yes {
            let sentence = format!("this removes all data of {} ({}) for good; say --yes", tenant.name, tenant.id);
            return Err(Failure::Failed(sentence));
        }
        let now = host.clock.now_ms();
        let close = "UPDATE tenants SET status = 'CLOSED', closed_at = coalesce(closed_at, ?2), updated_at = ?2, \
                     version = version + 1 WHERE id = ?1";
        let close = Statement::new(close, vec![tenant.id.clone().into(), now.into()]);
        fleet::write(&host, "tenants drop", vec![close]).await?;
        let removed = host.databases.remove(&tenant.database).await;
        removed.map_err(|error| Failure::from(error).about(tenant.database.as_str()))?;
        let forget = Statement::new("DELETE FROM tenants WHERE id = ?1", vec![tenant.id.clone().into()]);
        fleet::write(&host, "tenants drop", vec![forget]).await?;
        say(&format!("{} is gone", tenant.slug));
        Ok(())
    })?
}
