//! Taking turns: every side does the work for a while, then the next, round after round.

use std::sync::{Barrier, OnceLock};
use std::time::{Duration, Instant};

use crate::works::Work;
use crate::{Outcome, Plan};

/// Does the work once.
pub type Turn<'a> = Box<dyn FnMut() -> Outcome + 'a>;

/// One way of doing the works.
pub trait Side: Sync {
    /// What it is called in the table.
    fn name(&self) -> &'static str;

    /// The process that does it, where it is one.
    fn process(&self) -> Option<u32>;

    /// What one connection does again and again. Called on the connection's own thread.
    fn connect(&self, work: Work, connection: usize) -> Outcome<Turn<'_>>;
}

/// What one turn came to.
#[derive(Clone, Copy)]
struct Result {
    /// Works a second.
    rate: f64,
    /// Processor time for one work, in ticks of the system's clock. Nothing where the system does not tell.
    cost: f64,
}

/// What the sides came to, turn by turn.
pub struct Measured {
    /// By side, by round.
    results: Vec<Vec<Result>>,
}

impl Measured {
    /// How often a side did the work in a second: the median.
    pub fn rate(&self, side: usize) -> f64 {
        median(self.side(side).iter().map(|result| result.rate).collect())
    }

    /// How a side's rate relates to another's: the median over the rounds, because what disturbs a machine disturbs
    /// both sides of a round alike.
    pub fn ratio(&self, side: usize, to: usize) -> f64 {
        let rounds = self.side(side).iter().zip(self.side(to));
        median(rounds.map(|(side, to)| side.rate / to.rate).collect())
    }

    /// The same of how many works one second of a processor is enough for. What others do on the machine, and how
    /// much of it a side gets hold of by having many threads, is not in it.
    pub fn ratio_by_processor(&self, side: usize, to: usize) -> f64 {
        let rounds = self.side(side).iter().zip(self.side(to));
        median(rounds.map(|(side, to)| to.cost / side.cost).collect())
    }

    fn side(&self, side: usize) -> &[Result] {
        self.results.get(side).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Measures one work on all sides. A first short turn of each is not counted: caches fill.
pub fn measure(plan: &Plan, sides: &[&dyn Side], work: Work, connections: usize) -> Outcome<Measured> {
    let mut results = vec![Vec::new(); sides.len()];
    for round in 0..=plan.rounds {
        for (side, results) in sides.iter().zip(&mut results) {
            let time = if round == 0 { plan.turn / 4 } else { plan.turn };
            let result = turn(*side, work, connections, time).map_err(|error| {
                format!("{} by {} with {connections} connections: {error}", work.name(), side.name())
            })?;
            if round > 0 {
                results.push(result);
            }
        }
    }
    eprintln!("  {} with {connections}: done", work.name());
    Ok(Measured { results })
}

/// One side over one turn, once all its connections are open.
fn turn(side: &dyn Side, work: Work, connections: usize, time: Duration) -> Outcome<Result> {
    let ready = Barrier::new(connections);
    let used_before = OnceLock::new();
    let one = |connection: usize| -> Outcome<(u32, f64)> {
        // The first time is not counted: connections open, statements are prepared.
        let opened = side.connect(work, connection).and_then(|mut turn| turn().map(|()| turn));
        if ready.wait().is_leader() {
            used_before.get_or_init(|| processor_time(side.process()));
        }
        let mut turn = opened?;
        let start = Instant::now();
        let mut count = 0_u32;
        while start.elapsed() < time {
            turn()?;
            count += 1;
        }
        // Each connection by its own time: the last work ends after the turn does.
        Ok((count, f64::from(count) / start.elapsed().as_secs_f64()))
    };
    let done: Vec<(u32, f64)> = std::thread::scope(|scope| {
        let one = &one;
        let threads: Vec<_> = (0..connections).map(|connection| scope.spawn(move || one(connection))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| "a connection panicked")?).collect::<Outcome<_>>()
    })?;
    let used = processor_time(side.process()) - used_before.get().copied().unwrap_or(f64::NAN);
    let count: u32 = done.iter().map(|(count, _)| count).sum();
    Ok(Result { rate: done.iter().map(|(_, rate)| rate).sum(), cost: used / f64::from(count) })
}

/// The processor time that a process has used, in ticks: `utime` and `stime` of Linux's `/proc`.
fn processor_time(process: Option<u32>) -> f64 {
    let path = process.map(|process| format!("/proc/{process}/stat")).unwrap_or_default();
    let text = std::fs::read_to_string(path).unwrap_or_default();
    // The name of the program stands in parentheses, and may hold anything.
    let numbers = text.rsplit(") ").next().unwrap_or_default().split(' ');
    let ticks: Vec<f64> = numbers.skip(11).take(2).filter_map(|number| number.parse().ok()).collect();
    if ticks.len() == 2 { ticks.iter().sum() } else { f64::NAN }
}

/// The middle of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
