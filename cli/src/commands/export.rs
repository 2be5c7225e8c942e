//! `portico export`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::rc::Rc;

use contacts::export_file;
use lexopt::Parser;
use lexopt::prelude::*;

use crate::acting;
use crate::command::{Command, Failure, end_progress, progress, wait};
use crate::fleet;
use crate::place::{self, Place};

/// The command.
pub const COMMAND: Command = Command {
    name: "export",
    summary: "writes contacts or companies into a file",
    help: "\
portico export: writes the contacts or companies of a tenant into a file, page by page.

  portico export --tenant NAME

  --client ID                  only of this client
  --entity contacts|companies  what to write (contacts)
  --format csv|jsonl           how (csv)
  --query QUERY                the filter, search, sort and fields of a list, as in the API: \"status=ACTIVE&sort=name\"
  --to FILE                    where to (standard output)
  --as ADDRESS                 in whose name (the tenant's first administrator)
  --data DIR                   the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL
                               names a libSQL server and --data is not given, the databases are there",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let (mut tenant, mut target, mut acting_as, mut entity) = (None, None::<PathBuf>, None, "Contact");
    let mut query = vec!["format=csv".to_owned()];
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("tenant") => tenant = Some(place::text(parser)?),
            Long("client") => query.push(format!("client_id={}", place::text(parser)?)),
            Long("entity") => entity = super::exportable(&place::text(parser)?)?,
            Long("format") => {
                if let Some(format) = query.first_mut() {
                    *format = format!("format={}", place::text(parser)?);
                }
            }
            Long("query") => query.push(place::text(parser)?),
            Long("to") => target = Some(place::path(parser)?),
            Long("as") => acting_as = Some(place::text(parser)?),
            other => return Err(other.unexpected().into()),
        }
    }
    let tenant = tenant.ok_or_else(|| Failure::Usage("say whose they are: --tenant NAME".to_owned()))?;
    let host = place.host()?;
    wait(async {
        let tenant = fleet::find(&host, &tenant).await?;
        let caller = acting::administrator(&host, &tenant, acting_as.as_deref(), "export").await?;
        let mut output: Box<dyn Write> = match &target {
            None => Box::new(std::io::stdout().lock()),
            Some(path) => {
                let file =
                    File::create(path).map_err(|error| Failure::Failed(format!("{}: {error}", path.display())))?;
                Box::new(BufWriter::new(file))
            }
        };
        let mut told = |rows| progress(&format!("{rows} rows"));
        let written = export_file(&host, Rc::new(caller), entity, &query.join("&"), &mut output, &mut told).await;
        end_progress();
        let rows = written?;
        output.flush().map_err(Failure::because)?;
        if target.is_some() {
            crate::command::say(&format!("{rows} rows"));
        }
        Ok(())
    })?
}
