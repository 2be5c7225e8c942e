//! The native host over HTTP, and the module alone, against the `libsql` crate.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use api::{Body, Host, Settings};
use edge::native::{Databases, Options};
use store::embedded::settings;
use store::{EmbeddedOptions, EmbeddedTransport};
use tokio::runtime::{Builder, Runtime};

use crate::client::Client;
use crate::raw::Raw;
use crate::rounds::{self, Measured, Side, Turn};
use crate::works::{CONNECTIONS, Call, Work, call, own_contact};
use crate::{Outcome, Plan, site};

/// By this argument the program is the server of the benchmark.
pub const SERVE: &str = "serve";

/// The table.
pub fn measure(plan: &Plan) -> Outcome<String> {
    eprintln!("Measuring the native host");
    let folder = site::folder()?;
    let folders = ["http", "alone", "raw"].map(|name| folder.path().join(name));
    for folder in &folders {
        let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder)).map_err(|error| format!("{error:?}"))?;
        runtime()?.block_on(site::make(&transport, plan.contacts))?;
    }
    let [http, alone, raw] = folders;
    let server = Server::start(&http)?;
    let (base_url, headers) = (server.base_url.clone(), site::headers()?);
    let served = Served { name: "native host", process: Some(server.child.id()), base_url, headers };
    let alone = Alone::open(&alone)?;
    let (prepared, fresh) = (Raw::prepared(&raw)?, Raw::fresh(&raw)?);

    let mut text = format!(
        "\nNative host, embedded database, against the libsql crate.\n\
         Both sides: {}\n\
         libsql: one connection a thread, statements kept prepared, writers take turns by a lock of the program\n\
         naive: statements prepared every time, writers wait for SQLite's own lock\n\
         alone: the module called directly, without HTTP, on one thread\n\
         by processor: works for the same processor time, without the client's\n\n\
         {:<8}{:>12}{:>10}{:>10}{:>9}{:>9}{:>15}{:>14}{:>14}{:>14}\n",
        settings::EVERY_CONNECTION.join("; ").replace("PRAGMA ", ""),
        "work",
        "connections",
        "native /s",
        "libsql /s",
        "naive /s",
        "alone /s",
        "native:libsql",
        "by processor",
        "native:naive",
        "alone:libsql",
    );
    for work in plan.works.iter().copied() {
        for connections in CONNECTIONS {
            let mut sides: Vec<&dyn Side> = vec![&served, &prepared, &fresh];
            if connections == 1 {
                sides.push(&alone);
            }
            let measured = rounds::measure(plan, &sides, work, connections)?;
            text.push_str(&row(work, connections, &measured));
        }
    }
    Ok(text)
}

fn row(work: Work, connections: usize, measured: &Measured) -> String {
    let (alone_rate, alone_ratio) = match connections {
        1 => (format!("{:.0}", measured.rate(3)), format!("{:.2}", measured.ratio(3, 1))),
        _ => (String::new(), String::new()),
    };
    format!(
        "{:<8}{connections:>12}{:>10.0}{:>10.0}{:>9.0}{alone_rate:>9}{:>15.2}{:>14.2}{:>14.2}{alone_ratio:>14}\n",
        work.name(),
        measured.rate(0),
        measured.rate(1),
        measured.rate(2),
        measured.ratio(0, 1),
        measured.ratio_by_processor(0, 1),
        measured.ratio(0, 2),
    )
}

/// A host that is spoken to over HTTP.
pub struct Served {
    pub name: &'static str,
    pub process: Option<u32>,
    pub base_url: String,
    pub headers: String,
}

impl Side for Served {
    fn name(&self) -> &'static str {
        self.name
    }

    fn process(&self) -> Option<u32> {
        self.process
    }

    fn connect(&self, work: Work, connection: usize) -> Outcome<Turn<'_>> {
        let mut client = Client::connect(&self.base_url, &self.headers)?;
        let mut number = match work {
            Work::Update => self.version(&mut client, connection)?,
            _ => connection * 1_000_000,
        };
        Ok(Box::new(move || {
            client.call(&call(work, connection, number))?;
            number += 1;
            Ok(())
        }))
    }
}

impl Served {
    /// The version of the contact that a connection updates.
    fn version(&self, client: &mut Client, connection: usize) -> Outcome<usize> {
        let path = format!("/api/contacts/{}", own_contact(connection));
        let answer = client.call(&Call { path, ..call(Work::Page, connection, 0) })?;
        let tag = answer.header("etag").ok_or("a contact without an entity tag")?;
        Ok(tag.trim_matches(['"', 'v']).parse()?)
    }
}

/// The module without a server.
struct Alone {
    transport: EmbeddedTransport,
    settings: Settings,
}

impl Alone {
    fn open(folder: &Path) -> Outcome<Self> {
        let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder)).map_err(|error| format!("{error:?}"))?;
        Ok(Alone { transport, settings: site::settings(None)? })
    }
}

impl Side for Alone {
    fn name(&self) -> &'static str {
        "the module alone"
    }

    fn process(&self) -> Option<u32> {
        Some(std::process::id())
    }

    fn connect(&self, work: Work, connection: usize) -> Outcome<Turn<'_>> {
        let host = edge::native::host(&Databases::Embedded(self.transport.clone()), &self.settings);
        let (runtime, token) = (runtime()?, site::token(&host)?);
        let mut number = match work {
            Work::Update => version(&runtime, &host, &own_contact(connection), &token)?,
            _ => 0,
        };
        Ok(Box::new(move || {
            respond(&runtime, &host, call(work, connection, number), &token)?;
            number += 1;
            Ok(())
        }))
    }
}

/// The version of a contact, as the module says it.
pub fn version(runtime: &Runtime, host: &Host, contact: &str, token: &str) -> Outcome<usize> {
    let path = format!("/api/contacts/{contact}");
    let response = respond(runtime, host, Call { path, ..call(Work::Page, 0, 0) }, token)?;
    let tag = response.headers.iter().find(|(name, _)| name == "etag").ok_or("a contact without an entity tag")?;
    Ok(tag.1.trim_matches(['"', 'v']).parse()?)
}

/// Lets the module answer a call, which must succeed.
pub fn respond(runtime: &Runtime, host: &Host, call: Call, token: &str) -> Outcome<api::Response> {
    let expected = call.expected;
    let response = runtime.block_on(contacts::MODULE.respond(host, site::request(call, token)));
    match &response.body {
        Body::Bytes(body) if response.status != expected => {
            Err(format!("answered with {}: {}", response.status, String::from_utf8_lossy(body)).into())
        }
        _ => Ok(response),
    }
}

/// An executor for one thread.
pub fn runtime() -> Outcome<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

/// The server: this program in another process, with its log in a file, as in production.
struct Server {
    base_url: String,
    child: Child,
}

impl Server {
    fn start(folder: &Path) -> Outcome<Self> {
        let log = std::fs::File::create(folder.with_extension("log"))?;
        let mut command = Command::new(std::env::current_exe()?);
        let command = command.arg(SERVE).arg(folder).stdout(Stdio::piped()).stdin(Stdio::piped()).stderr(log);
        let mut child = command.spawn()?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        Ok(Server { base_url: line.trim().to_owned(), child })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its standard input ends, and so it does.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Serves the databases in a folder with everything on, until the standard input ends.
pub fn serve(folder: &str) -> Outcome {
    let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder)).map_err(|error| format!("{error:?}"))?;
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let options = Options::new(address, Databases::Embedded(transport), site::settings(None)?);
    let running = edge::native::start(options, &[&contacts::MODULE])?;
    writeln!(std::io::stdout(), "http://{}", running.address())?;
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    running.stop();
    Ok(())
}
