//! The Workers runtime with a libSQL server, against posting the same pipelines straight to the server.

use std::collections::VecDeque;

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

/// The table.
pub fn measure(plan: &Plan) -> Outcome<String> {
    eprintln!("Measuring the functions in workerd, with sqld");
    let server = Sqld::start()?;
    let settings = site::settings(Some(&server))?;
    let host = edge::native::host(&Databases::Server(edge::database_options(&settings, 1)), &settings);
    native::runtime()?.block_on(site::make(host.databases.as_ref(), plan.contacts))?;
    // What a deployed function is given: neither the signing key nor the address that makes databases.
    let mut given = settings.0.clone();
    given.retain(|name, _| name == api::token::PUBLIC_KEYS || name == "PORTICO_DATABASE_URL");
    let workers = Workers::start(&given)?;
    let served = Served { name: "workerd", base_url: workers.base_url.clone(), headers: site::headers()? };
    let straight = Straight { base_url: server.base_url.clone(), settings };

    let mut text = format!(
        "\nThe gateway and the function in workerd, with sqld, against the same pipelines posted straight to sqld.\n\
         Both sides: the same server and database (sqld's own durability: WAL, synchronous = NORMAL)\n\n\
         {:<8}{:>12}{:>14}{:>12}{:>14}\n",
        "work", "connections", "workerd /s", "sqld /s", "workerd:sqld"
    );
    for work in plan.works.iter().copied() {
        for connections in CONNECTIONS {
            let measured = rounds::measure(plan, &[&served, &straight], work, connections)?;
            text.push_str(&format!(
                "{:<8}{connections:>12}{:>14.0}{:>12.0}{:>14.2}\n",
                work.name(),
                measured.rate(0),
                measured.rate(1),
                measured.ratio(0, 1),
            ));
        }
    }
    Ok(text)
}

/// The pipelines without the function.
struct Straight {
    base_url: String,
    settings: Settings,
}

impl Side for Straight {
    fn name(&self) -> &'static str {
        "sqld"
    }

    fn connect(&self, work: Work, connection: usize) -> Outcome<Turn<'_>> {
        let recorder = Recorder::new(&self.settings)?;
        let mut number = match work {
            Work::Update => recorder.version(connection)?,
            _ => connection * 1_000_000,
        };
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
            let answer = client.post("/v3/pipeline", &body)?;
            let text = answer.text();
            let done = answer.status == 200 && !text.contains("\"type\":\"error\"") && !text.contains("\"error\":");
            if done { Ok(()) } else { Err(format!("answered with {}: {text}", answer.status).into()) }
        }))
    }
}
