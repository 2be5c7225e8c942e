//! `portico tick`

use lexopt::Parser;
use lexopt::prelude::*;

use crate::command::{Command, Failure, say, wait};
use crate::place::{self, Place};
use crate::ticking;

/// The command.
pub const COMMAND: Command = Command {
    name: "tick",
    summary: "seals change logs and takes away what has expired",
    help: "\
portico tick: visits every tenant once, seals its change log and takes away what has expired.

`portico serve` does it every minute. Where nothing but functions runs, a schedule calls this or POST /api/tick.

  --data DIR  the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL names a libSQL
              server and --data is not given, the databases are there",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            other => return Err(other.unexpected().into()),
        }
    }
    let host = place.host()?;
    let ticked = wait(ticking::once(&host))??;
    say(&format!("{} tenants, {} segments sealed, {} failed", ticked.tenants, ticked.segments, ticked.failed));
    match ticked.failed {
        0 => Ok(()),
        _ => Err(Failure::Failed("not everything was done; the log above says for whom".to_owned())),
    }
}
