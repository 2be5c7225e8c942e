//! What the hosts cost: the same work with and without them, measured turn by turn in one run.
//!
//! `cargo xtask bench` builds this with optimisation and runs it. Only ratios are worth keeping: the two sides of each
//! share a machine, a disk and a moment. Nothing here fails because a number is small.

mod booking;
mod client;
mod native;
mod raw;
mod recorded;
mod rounds;
mod scale;
mod server;
mod site;
mod slots;
mod works;

use std::io::Write;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use works::{WORKS, Work};

/// What may go wrong: a sentence for the person at the terminal.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How much is measured.
#[derive(Clone)]
pub struct Plan {
    /// How often the sides take turns.
    pub rounds: usize,
    /// How long a turn lasts.
    pub turn: Duration,
    /// Contacts in the databases that are written to.
    pub contacts: u32,
    /// Contacts in the large database that is only read.
    pub many: u32,
    /// Which works.
    pub works: Vec<Work>,
}

impl Plan {
    fn full() -> Self {
        let turn = Duration::from_millis(500);
        Plan { rounds: 7, turn, contacts: 10_000, many: 1_000_000, works: WORKS.to_vec() }
    }

    fn quick() -> Self {
        Plan { rounds: 1, turn: Duration::from_millis(150), contacts: 1_000, many: 20_000, ..Plan::full() }
    }
}

/// The parts of the benchmark.
const PARTS: [&str; 5] = ["native", "server", "scale", "slots", "booking"];

const USAGE: &str =
    "cargo xtask bench [--quick] [native] [server] [scale] [slots] [booking] [create] [page] [search] [update]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        [native::SERVE, folder] => native::serve(folder),
        options => measure(options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the benchmark stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &[&str]) -> Outcome {
    let mut plan = if options.contains(&"--quick") { Plan::quick() } else { Plan::full() };
    let named: Vec<Work> = WORKS.into_iter().filter(|work| options.contains(&work.name())).collect();
    let known = |option: &&str| {
        *option == "--quick" || PARTS.contains(option) || named.iter().any(|work| work.name() == *option)
    };
    if let Some(unknown) = options.iter().find(|option| !known(option)) {
        return Err(format!("`{unknown}` is not an option of it; {USAGE}").into());
    }
    if !named.is_empty() {
        plan.works = named;
    }
    let every_part = !PARTS.iter().any(|part| options.contains(part));
    let wanted = |part: &str| every_part || options.contains(&part);
    if wanted("native") {
        say(&native::measure(&plan)?)?;
    }
    if wanted("server") {
        say(&server::measure(&plan)?)?;
    }
    if wanted("scale") {
        say(&scale::measure(&plan)?)?;
    }
    if wanted("slots") {
        say(&slots::measure()?)?;
    }
    if wanted("booking") {
        say(&booking::measure(&plan)?)?;
    }
    Ok(())
}

/// What the `libsql` crate calls a future is done when it is first asked: with a local file nothing waits elsewhere.
pub fn at_once<F: Future>(future: F) -> Outcome<F::Output> {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => Err("the libsql crate waits for something".into()),
    }
}

fn say(text: &str) -> Outcome {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}
