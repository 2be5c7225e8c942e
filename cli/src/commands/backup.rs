//! `portico backup`

use lexopt::Parser;
use lexopt::prelude::*;
use store::DatabaseName;

use crate::command::{Command, Failure, say, wait};
use crate::place::{self, Place};

/// The command.
pub const COMMAND: Command = Command {
    name: "backup",
    summary: "copies databases while they are in use",
    help: "\
portico backup: copies databases while they are in use.

Each copy is one file, consistent in itself, and appears whole or not at all. Databases on a libSQL server are not
copied by this but by the server's own tools. DIR/keys.json is not copied either: keep it apart, so that a copy of the
databases is not a copy of what is sealed in them.

  portico backup --to DIR [DATABASE…]

  --to DIR    where the copies go; a copy that is there already is replaced
  --data DIR  the folder of the databases (or PORTICO_DATA; otherwise ./data)

Without the name of a database all are copied, the platform's first: a tenant that is made meanwhile is then in
neither, and no tenant is listed whose database was not copied.",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let (mut target, mut names) = (None, Vec::new());
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("to") => target = Some(place::path(parser)?),
            Value(name) => names.push(place::database(name)?),
            other => return Err(other.unexpected().into()),
        }
    }
    let target = target.ok_or_else(|| Failure::Usage("say where the copies go: --to DIR".to_owned()))?;
    std::fs::create_dir_all(&target).map_err(|error| Failure::Failed(format!("{}: {error}", target.display())))?;
    let files = place.files()?;
    if names.is_empty() {
        names = files.list()?;
        names.sort_by_key(|name| *name != DatabaseName::platform());
    }
    if names.is_empty() {
        return Err(Failure::Failed("there are no databases to copy; is --data the right folder?".to_owned()));
    }
    let count = names.len();
    for (number, name) in (1..).zip(&names) {
        let copy = target.join(format!("{}.db", name.as_str()));
        wait(files.backup(name, &copy))?.map_err(|error| Failure::from(error).about(name.as_str()))?;
        say(&format!("{number}/{count} {}", copy.display()));
    }
    Ok(())
}
