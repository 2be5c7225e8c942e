//! Taking turns: every side does the work for a while, then the next, round after round.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use crate::works::Work;
use crate::{Outcome, Plan};

/// Does the work once.
pub type Turn<'a> = Box<dyn FnMut() -> Outcome + 'a>;

/// One way of doing the works.
pub trait Side: Sync {
    /// What it is called in the table.
    fn name(&self) -> &'static str;

    /// What one connection does again and again. Called on the connection's own thread.
    fn connect(&self, work: Work, connection: usize) -> Outcome<Turn<'_>>;
}

/// The median rates of the sides in works a second, and each one's median ratio to every other.
pub struct Measured {
    /// By side, by round.
    rates: Vec<Vec<f64>>,
}

impl Measured {
    /// How often a side did the work in a second.
    pub fn rate(&self, side: usize) -> f64 {
        median(self.rates.get(side).cloned().unwrap_or_default())
    }

    /// How a side's rate relates to another's: the median over the rounds, because what disturbs a machine disturbs
    /// both sides of a round alike.
    pub fn ratio(&self, side: usize, to: usize) -> f64 {
        let (Some(side), Some(to)) = (self.rates.get(side), self.rates.get(to)) else { return f64::NAN };
        median(side.iter().zip(to).map(|(side, to)| side / to).collect())
    }
}

/// Measures one work on all sides. A first short turn of each is not counted: caches fill.
pub fn measure(plan: &Plan, sides: &[&dyn Side], work: Work, connections: usize) -> Outcome<Measured> {
    let mut rates = vec![Vec::new(); sides.len()];
    for round in 0..=plan.rounds {
        for (side, rates) in sides.iter().zip(&mut rates) {
            let time = if round == 0 { plan.turn / 4 } else { plan.turn };
            let rate = turn(*side, work, connections, time).map_err(|error| {
                format!("{} by {} with {connections} connections: {error}", work.name(), side.name())
            })?;
            if round > 0 {
                rates.push(rate);
            }
        }
    }
    eprintln!("  {} with {connections}: done", work.name());
    Ok(Measured { rates })
}

/// The rate of one side over one turn, once all its connections are open.
fn turn(side: &dyn Side, work: Work, connections: usize, time: Duration) -> Outcome<f64> {
    let ready = Barrier::new(connections);
    let one = |connection: usize| -> Outcome<f64> {
        // The first time is not counted: connections open, statements are prepared.
        let opened = side.connect(work, connection).and_then(|mut turn| turn().map(|()| turn));
        ready.wait();
        let mut turn = opened?;
        let start = Instant::now();
        let mut count = 0_u32;
        while start.elapsed() < time {
            turn()?;
            count += 1;
        }
        // Each connection by its own time: the last work ends after the turn does.
        Ok(f64::from(count) / start.elapsed().as_secs_f64())
    };
    std::thread::scope(|scope| {
        let one = &one;
        let threads: Vec<_> = (0..connections).map(|connection| scope.spawn(move || one(connection))).collect();
        threads.into_iter().map(|thread| thread.join().map_err(|_| "a connection panicked")?).sum()
    })
}

/// The middle of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
