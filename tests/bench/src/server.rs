//! The Workers runtime with a libSQL server, against posting the same pipelines straight to the server.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use api::Settings;
use edge::native::Databases;
use hosts::{Sqld, Workers};

use crate::client::Client;
use crate::native::Served;
use crate::recorded::Recorder;
use crate::rounds::{self, Side, Turn};
use crate::works::{CONNECTIONS, Work};
use crate::{Outcome, Plan, native, site};

/// Pipelines that are made before a turn begins, for all connections together. More are made when they run out.
const RECORDED: usize = 1_500;

/// How long to wait before a server that is too busy is asked again: the middle of what a function waits at first.
const PAUSE: Duration = Duration::from_millis(15);

/// How long a server may be too busy before it counts as stalled.
const PATIENCE: Duration = Duration::from_secs(20);

/// The table.
pub fn measure(plan: &Plan) -> Outcome<String> {
    eprintln!("Measuring the functions in workerd, with sqld");
    let mut server = Sqld::start()?;
    let settings = site::settings(Some(&server))?;
    let host = edge::native::host(&Databases::Server(edge::database_options(&settings, 1)), &settings);
    native::runtime()?.block_on(site::make(host.databases.as_ref(), plan.contacts))?;
    // What a deployed function is given: neither the signing key nor the address that makes databases.
    let names = [api::token::PUBLIC_KEYS, "PORTICO_DATABASE_URL"];
    let given = names.into_iter().filter_map(|name| Some((name.to_owned(), settings.get(name)?.to_owned()))).collect();
    let workers = Workers::start(&given)?;
    let served =
        Served { name: "workerd", process: None, base_url: workers.base_url.clone(), headers: site::headers()? };
    let straight = Straight { base_url: server.base_url.clone(), settings, making: Mutex::default() };

    let mut text = format!(
        "\nThe gateway and the function in workerd, with sqld, against the same pipelines posted straight to sqld.\n\
         Both sides: the same server and database; sqld itself sets journal_mode = WAL and synchronous = NORMAL\n\n\
         {:<8}{:>12}{:>14}{:>12}{:>14}\n",
        "work", "connections", "workerd /s", "sqld /s", "workerd:sqld"
    );
    for work in plan.works.iter().copied() {
        for connections in CONNECTIONS {
            let sides: [&dyn Side; 2] = [&served, &straight];
            // Under many writers sqld can stall for good, whoever they are: then it is started again.
            let measured = rounds::measure(plan, &sides, work, connections).or_else(|error| {
                eprintln!("  {error}; starting sqld again");
                server.kill();
                server.start_again()?;
                rounds::measure(plan, &sides, work, connections)
            });
            let name = work.name();
            text.push_str(&match measured {
                Ok(measured) => format!(
                    "{name:<8}{connections:>12}{:>14.0}{:>12.0}{:>14.2}\n",
                    measured.rate(0),
                    measured.rate(1),
                    measured.ratio(0, 1),
                ),
                Err(error) => {
                    server.kill();
                    server.start_again()?;
                    format!("{name:<8}{connections:>12}  sqld stalled twice: {error}\n")
                }
            });
        }
    }
    Ok(text)
}

/// The pipelines without the function.
struct Straight {
    base_url: String,
    settings: Settings,
    making: Mutex<()>,
}

impl Side for Straight {
    fn name(&self) -> &'static str {
        "sqld"
    }

    fn process(&self) -> Option<u32> {
        None
    }

    fn connect(&self, work: Work, connection: usize) -> Outcome<Turn<'_>> {
        // One after the other: all at once would be a measurement of their own.
        let making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let recorder = Recorder::new(&self.settings)?;
        let mut number = match work {
            Work::Update => recorder.version(connection)?,
            _ => connection * 1_000_000,
        };
        drop(making);
        let headers = recorder.pipeline(work, connection, number)?.1;
        let mut record = move || {
            number += 1;
            recorder.pipeline(work, connection, number - 1).map(|(body, _)| body)
        };
        let mut recorded = VecDeque::new();
        for _ in 0..RECORDED / CONNECTIONS.iter().max().unwrap_or(&1) {
            recorded.push_back(record()?);
        }
        let mut client = Client::connect(&self.base_url, &headers)?;
        Ok(Box::new(move || {
            let body = recorded.pop_front().map_or_else(&mut record, Ok)?;
            // The server says so when it is too busy, as it does to a function, which tries again too.
            let start = Instant::now();
            loop {
                let answer = client.post("/v3/pipeline", &body)?;
                let text = answer.text();
                match answer.status {
                    200 if !text.contains("\"type\":\"error\"") && !text.contains("\"error\":") => return Ok(()),
                    429 | 503 if start.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                    status => return Err(format!("answered with {status}: {text}").into()),
                }
            }
        }))
    }
}
