//! `portico restore`

use std::path::Path;

use lexopt::Parser;
use lexopt::prelude::*;
use store::DatabaseName;

use crate::anchors::{self, Forget};
use crate::command::{Command, Failure, say, wait};
use crate::place::{self, Place};

/// The command.
pub const COMMAND: Command = Command {
    name: "restore",
    summary: "puts copies back in the place of databases",
    help: "\
portico restore: puts the copies of `portico backup` back.

Every copy is checked first; a damaged one changes nothing. A database is replaced in one transaction: whoever reads
meanwhile sees the old state or the new one. What the platform remembers of a tenant's audit chain and the copy does not
hold is forgotten, and the platform's change log says so: the chain goes on from the copy.

  portico restore --from DIR [DATABASE…]

  --from DIR  where the copies are
  --replace   also replace databases that are there; without it that is refused before anything is done
  --data DIR  the folder of the databases (or PORTICO_DATA; otherwise ./data)

Without the name of a database all copies in the folder are put back.",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let (mut source, mut names, mut replace) = (None, Vec::new(), false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("from") => source = Some(place::path(parser)?),
            Long("replace") => replace = true,
            Value(name) => names.push(place::database(name)?),
            other => return Err(other.unexpected().into()),
        }
    }
    let source = source.ok_or_else(|| Failure::Usage("say where the copies are: --from DIR".to_owned()))?;
    let files = place.files()?;
    if names.is_empty() {
        names = copies(&source)?;
    }
    let there: Vec<DatabaseName> = files.list()?;
    if let Some(name) = names.iter().find(|name| !replace && there.contains(name)) {
        let sentence = format!("{} is there already; --replace would replace it", name.as_str());
        return Err(Failure::Failed(sentence));
    }
    let count = names.len();
    for (number, name) in (1..).zip(&names) {
        let copy = source.join(format!("{}.db", name.as_str()));
        if !copy.is_file() {
            return Err(Failure::Failed(format!("there is no copy {}", copy.display())));
        }
        let restored = wait(files.restore(name, &copy))?;
        restored.map_err(|error| Failure::from(error).about(copy.display()))?;
        say(&format!("{number}/{count} {}", name.as_str()));
    }
    if place.has_platform() {
        // Whatever was put back, tenants or the platform, may be older than the other.
        let host = place.host()?;
        let tenants = if names.contains(&DatabaseName::platform()) { files.list()? } else { names };
        wait(async {
            for name in &tenants {
                anchors::forget(&host, "restore", name, Forget::Later).await?;
            }
            Ok::<(), Failure>(())
        })??;
    }
    Ok(())
}

/// The databases that a folder holds copies of.
fn copies(folder: &Path) -> Result<Vec<DatabaseName>, Failure> {
    let failed = |error| Failure::Failed(format!("{}: {error}", folder.display()));
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".db").map(str::to_owned));
    let mut names: Vec<DatabaseName> = names.filter_map(|name| DatabaseName::tenant(&name)).collect();
    names.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    if names.is_empty() {
        return Err(Failure::Failed(format!("there are no copies in {}", folder.display())));
    }
    Ok(names)
}
