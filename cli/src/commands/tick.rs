//! `portico tick`

use lexopt::Parser;
use lexopt::prelude::*;

use crate::command::{Command, Failure, say, wait};
use crate::place::{self, Place};
use crate::ticking::{self, Ticked};

/// The command.
pub const COMMAND: Command = Command {
    name: "tick",
    summary: "seals change logs, sends reminders and takes away what has expired",
    help: "\
portico tick: visits every tenant once, seals its change log, sends reminders that are due, reads calendars from outside and
takes away what has expired.

`portico serve` does it every minute. Where nothing but functions runs, a schedule calls this, or
POST /api/tick and POST /api/appointments/tick.

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
    let Ticked { tenants, segments, reminders, failed } = ticked;
    say(&format!("{tenants} tenants, {segments} segments sealed, {reminders} reminders sent, {failed} failed"));
    match failed {
        0 => Ok(()),
        _ => Err(Failure::Failed("not everything was done; the log above says for whom".to_owned())),
    }
}
