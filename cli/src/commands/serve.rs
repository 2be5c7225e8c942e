//! `portico serve`

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use api::Settings;
use edge::native::{self, Databases, Folder, Options, Running};
use lexopt::Parser;
use lexopt::prelude::*;

use crate::command::{Command, Failure, say, wait};
use crate::demo::{self, Demo};
use crate::keys::{self, Missing};
use crate::place::{self, Place};
use crate::{fleet, migration, ticking};

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
  --tick SECONDS  how often change logs are sealed and what expired is taken away (60); 0 leaves that to `portico tick`
                  or to whoever calls POST /api/tick
  --widget DIR    the folder of the widget (target/edge/widget), to be served as /widget/
  --demo          make a tenant to try things on, if it is not there, and tell of it in DIR/demo.json;
                  a website with its widget is served on another port

Every variable in the environment that begins with PORTICO_ is a setting for the modules; PORTICO_SIGN_UP=closed leaves
the making of tenants to `portico tenants create`.",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let mut address = SocketAddr::from(([127, 0, 0, 1], 8080));
    let mut tick_seconds: u64 = 60;
    let (mut threads, mut widget) = (None, None);
    let (mut behind_proxy, mut quiet, mut with_demo) = (false, false, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("port") => address.set_port(parser.value()?.parse()?),
            Long("address") => address.set_ip(parser.value()?.parse::<IpAddr>()?),
            Long("threads") => threads = Some(parser.value()?.parse()?),
            Long("behind-proxy") => behind_proxy = true,
            Long("quiet") => quiet = true,
            Long("tick") => tick_seconds = parser.value()?.parse()?,
            Long("widget") => widget = Some(place::path(parser)?),
            Long("demo") => with_demo = true,
            other => return Err(other.unexpected().into()),
        }
    }
    if with_demo && !address.ip().is_loopback() {
        let sentence =
            "everybody knows the passwords of the demo: it is served to this machine only, without --address";
        return Err(Failure::Usage(sentence.to_owned()));
    }
    native::report_panics();
    // Before anything is made: whoever took the port may be this installation's own server.
    native::try_address(address).map_err(no_address)?;
    let databases = place.databases()?;
    let mut settings = prepare(&place, &databases)?;
    // The website is served for as long as this is kept.
    let (demo, _site) = match with_demo {
        true => {
            prepare_demo(&place, &databases, &mut settings, address).map(|(demo, site)| (Some(demo), Some(site)))?
        }
        false => (None, None),
    };
    if let Some(pause) = Some(Duration::from_secs(tick_seconds)).filter(|pause| !pause.is_zero()) {
        ticking::in_background(databases.clone(), settings.clone(), pause)?;
    }
    let mut options = Options::new(address, databases, settings);
    options.threads = threads.unwrap_or(options.threads);
    options.behind_proxy = behind_proxy;
    options.access_log = !quiet;
    options.folders.extend(widget.map(|path| Folder { prefix: "/widget/".to_owned(), path, is_shared: true }));
    let running = native::start(options, modules::MODULES).map_err(no_address)?;
    let base_url = format!("http://{}", running.address());
    let ready = || {
        say(&format!("portico serves on {base_url}"));
        if let Some(demo) = demo {
            let demo = Demo { base_url: base_url.clone(), ..demo };
            let told = demo::site::configure(&demo, &place.folder());
            match told.and_then(|()| demo::publish(&demo, &place.folder())) {
                Ok(()) => say(&demo::invitation(&demo, &place.folder())),
                Err(Failure::Failed(why) | Failure::Usage(why)) => {
                    say(&format!("the demo could not be told of: {why}"))
                }
            }
        }
    };
    running.until_told_to_stop(ready).map_err(Failure::because)
}

fn no_address(error: native::StartError) -> Failure {
    Failure::Failed(format!("{error}; name another port with --port (0 takes any that is free)"))
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
    keys::add_to(&mut settings, &place.folder(), &host, Missing::Make)?;
    Ok(settings)
}

/// Makes the demo if it is not there, and serves its website, which is an address of this machine and counts all the same.
fn prepare_demo(
    place: &Place,
    databases: &Databases,
    settings: &mut Settings,
    address: SocketAddr,
) -> Result<(Demo, Running), Failure> {
    settings.set("PORTICO_LOOPBACK_DOMAINS".to_owned(), "allowed".to_owned());
    let (host, folder) = (native::host(databases, settings), place.folder());
    let demo = wait(demo::ensure(&host, &folder))??;
    let site = demo::site::serve(&folder, address, databases)?;
    wait(demo::site::verify(&host, &demo, &folder, site.address()))??;
    Ok((Demo { demo_site: format!("http://{}", site.address()), ..demo }, site))
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
