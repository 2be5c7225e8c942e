//! `portico serve`

use std::net::{IpAddr, SocketAddr};

use api::{Module, Settings};
use edge::native::{self, Databases, Options};
use lexopt::Parser;
use lexopt::prelude::*;

use crate::command::{Command, Failure, say, wait};
use crate::place::{self, Place};
use crate::{fleet, keys, migration};

/// The command.
pub const COMMAND: Command = Command {
    name: "serve",
    summary: "serves the platform over HTTP",
    help: "\
portico serve: serves the platform over HTTP until it is told to stop (SIGTERM, Ctrl-C).

The first start makes the folder, the platform's database and the keys that tokens are signed with; every start brings
the databases of the platform and of all tenants to the newest schema. Requests in flight are given ten seconds when
it stops. /healthz says whether the process is alive, /readyz whether its
databases are there, /metrics what it has counted. The log goes to standard error, one JSON object a line.

  --data DIR      the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL names a
                  libSQL server and --data is not given, the databases are there
  --port N        the port (8080); 0 takes any that is free
  --address IP    where to listen (127.0.0.1: this machine only)
  --threads N     how many threads serve requests (as many as processors)
  --behind-proxy  take the caller's address from the last entry of X-Forwarded-For
  --quiet         no line in the log for each request

Every variable in the environment that begins with PORTICO_ is a setting for the modules.",
    run,
};

/// Everything that is served.
static MODULES: &[&Module] = &[&identity::MODULE, &contacts::MODULE];

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let mut address = SocketAddr::from(([127, 0, 0, 1], 8080));
    let (mut threads, mut behind_proxy, mut quiet) = (None, false, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("port") => address.set_port(parser.value()?.parse()?),
            Long("address") => address.set_ip(parser.value()?.parse::<IpAddr>()?),
            Long("threads") => threads = Some(parser.value()?.parse()?),
            Long("behind-proxy") => behind_proxy = true,
            Long("quiet") => quiet = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let databases = place.databases()?;
    let settings = prepare(&place, &databases)?;
    let mut options = Options::new(address, databases, settings);
    options.threads = threads.unwrap_or(options.threads);
    options.behind_proxy = behind_proxy;
    options.access_log = !quiet;
    native::report_panics();
    let running = native::start(options, MODULES).map_err(Failure::because)?;
    say(&format!("portico serves on http://{}", running.address()));
    running.until_told_to_stop().map_err(Failure::because)
}

/// Makes or migrates what is served, and gives the settings for it.
fn prepare(place: &Place, databases: &Databases) -> Result<Settings, Failure> {
    let host = native::host(databases, &place.settings);
    if !place.on_server() && !place.has_platform() {
        refuse_orphans(place)?;
    }
    let mut settings = place.settings.clone();
    wait(async {
        if migration::platform(&host).await? {
            say("made the platform's database");
        }
        let tenants = migration::behind(fleet::chosen(&host, None).await?);
        if !tenants.is_empty() {
            say(&format!("migrating {} tenants", tenants.len()));
        }
        // Those that fail are told of and named; the others are served meanwhile.
        migration::tenants(&host, &tenants, false).await
    })??;
    keys::add_to(&mut settings, &place.folder(), &host)?;
    Ok(settings)
}

/// Databases of tenants without the platform's: it was lost, and a new one would hide that.
fn refuse_orphans(place: &Place) -> Result<(), Failure> {
    let Some(orphan) = place.files()?.list()?.into_iter().next() else { return Ok(()) };
    Err(Failure::Failed(format!(
        "{}: there is a database {} here and none of the platform; put it back with `portico restore --from DIR \
         platform`, or name another folder with --data",
        place.folder().display(),
        orphan.as_str()
    )))
}
