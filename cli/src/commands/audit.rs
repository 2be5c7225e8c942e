//! `portico audit`

use api::Host;
use lexopt::Parser;
use lexopt::prelude::*;
use store::DatabaseName;
use tenancy::audit::{self, Report, Sealing};

use crate::anchors::{self, Forget};
use crate::command::{Command, Failure, say, wait};
use crate::fleet;
use crate::place::{self, Place};

/// The command.
pub const COMMAND: Command = Command {
    name: "audit",
    summary: "seals change logs, and finds out whether one was tampered with",
    help: "\
portico audit: seals change logs, and finds out whether one was tampered with.

Entries are sealed in a chain of hashes, whose newest link the platform's database keeps too. An entry that was altered
or removed since does not fit any more.

  portico audit verify  recomputes the chains; the exit status is 1 when one does not fit
  portico audit seal    seals what is not sealed yet, as `portico serve` does every minute
  portico audit accept  after the databases' own server went back to an earlier time: goes on from the chain that is there;
                        what the platform remembers otherwise is forgotten, and its change log says so

  --tenant NAME  only this one, by its slug or id; otherwise the platform's and those of all tenants
  --data DIR     the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL names a
                 libSQL server and --data is not given, the databases are there",
    run,
};

enum Action {
    Verify,
    Seal,
    Accept,
}

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let (mut action, mut tenant) = (None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("tenant") => tenant = Some(place::text(parser)?),
            Value(word) if action.is_none() => action = Some(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let action = match action.as_deref() {
        Some("verify") => Action::Verify,
        Some("seal") => Action::Seal,
        Some("accept") if tenant.is_some() => Action::Accept,
        Some("accept") => return Err(Failure::Usage("say whose chain: --tenant NAME".to_owned())),
        _ => return Err(Failure::Usage("say what to do: verify, seal or accept".to_owned())),
    };
    let host = place.host()?;
    wait(async {
        let tenants = fleet::chosen(&host, tenant.as_deref()).await?;
        let mut logs: Vec<(String, DatabaseName)> =
            tenants.into_iter().map(|tenant| (tenant.slug, tenant.database)).collect();
        if tenant.is_none() {
            logs.insert(0, ("platform".to_owned(), DatabaseName::platform()));
        }
        let mut findings = Vec::new();
        for (name, database) in &logs {
            findings.extend(match action {
                Action::Verify => verify(&host, name, database).await?,
                Action::Seal => seal(&host, name, database).await?,
                Action::Accept => {
                    anchors::forget(&host, "audit", database, Forget::Others).await?;
                    verify(&host, name, database).await?
                }
            });
        }
        match findings.first() {
            None => Ok(()),
            Some(first) if findings.len() == 1 => Err(Failure::Failed(first.clone())),
            Some(first) => Err(Failure::Failed(format!("{} change logs do not fit; {first}", findings.len()))),
        }
    })?
}

/// What is wrong with a log, in a sentence.
async fn verify(host: &Host, name: &str, database: &DatabaseName) -> Result<Option<String>, Failure> {
    let report = audit::verify(host, database).await.map_err(|problem| Failure::from(problem).about(name))?;
    let Report { segments, entries, unsealed, finding } = report;
    let finding = finding.map(|finding| format!("{name}: {finding}"));
    match &finding {
        None => say(&format!("{name}: {segments} segments with {entries} entries fit, {unsealed} are not sealed yet")),
        Some(sentence) => say(sentence),
    }
    Ok(finding)
}

/// Seals all there is, and gives what is wrong.
async fn seal(host: &Host, name: &str, database: &DatabaseName) -> Result<Option<String>, Failure> {
    let mut sealed = 0;
    loop {
        let sealing = audit::seal(host, database).await.map_err(|problem| Failure::from(problem).about(name))?;
        let Sealing { segments, more, finding } = sealing;
        sealed += segments;
        if let Some(finding) = finding {
            return Ok(Some(format!("{name}: {finding}; nothing behind it is sealed any more")));
        }
        if !more || segments == 0 {
            break;
        }
    }
    say(&format!("{name}: {sealed} segments sealed"));
    Ok(None)
}
