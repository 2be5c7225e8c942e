//! `portico migrate`

use lexopt::Parser;
use lexopt::prelude::*;

use crate::command::{Command, Failure, say, wait};
use crate::place::{self, Place};
use crate::{fleet, migration};

/// The command.
pub const COMMAND: Command = Command {
    name: "migrate",
    summary: "brings every database to the newest schema",
    help: "\
portico migrate: brings the platform's database and those of all tenants to the newest schema.

Each migration of each database is one transaction. It can be stopped at any time, by force too, and run again; it
goes on where it was. A tenant that fails does not keep the others from theirs. `portico serve` does the same when it
starts, for the tenants that the platform knows to be behind; this looks at every one, as is due after a restore.

  portico migrate [--tenant NAME] [--dry-run]

  --tenant NAME  only this one, by its slug or id
  --dry-run      say what would be done, and do nothing
  --data DIR     the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL names a
                 libSQL server and --data is not given, the databases are there",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let (mut tenant, mut dry_run) = (None, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("tenant") => tenant = Some(place::text(parser)?),
            Long("dry-run") => dry_run = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let host = place.host()?;
    wait(async {
        let lacking = migration::platform_lacks(&host).await?;
        if !dry_run {
            migration::platform(&host).await?;
        }
        if !lacking.is_empty() {
            let would = if dry_run { "would get " } else { "" };
            say(&format!("platform: {would}{}", migration::names(&lacking)));
        }
        let tenants = fleet::chosen(&host, tenant.as_deref()).await?;
        let outcome = migration::tenants(&host, &tenants, dry_run).await?;
        let (migrated, current, failed) = (outcome.migrated, outcome.current, outcome.failed.len());
        let would = if dry_run { "would be " } else { "" };
        say(&format!("tenants: {migrated} {would}migrated, {current} had everything, {failed} failed"));
        outcome.check()
    })?
}
