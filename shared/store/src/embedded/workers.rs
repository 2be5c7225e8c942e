//! Threads for work that waits on the disk, so that the threads that serve requests need not.
//!
//! Databases take turns: what one of them has waiting does not stand before the work of another, and none has all
//! threads.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::DatabaseName;

/// A piece of work. It is called again, after whatever else is waiting, for as long as it answers `true`.
pub(super) type Work = Box<dyn FnMut() -> bool + Send>;

/// How long a thread waits for work before it ends.
const IDLE: Duration = Duration::from_secs(30);

/// Up to so many threads, started when needed.
pub(super) struct Workers {
    name: &'static str,
    limit: usize,
    /// How many of the threads one database may have.
    share: usize,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    /// Databases with work that waits or is being done, in the order of their turns.
    turns: VecDeque<Turn>,
    threads: usize,
    idle: usize,
}

struct Turn {
    database: DatabaseName,
    waiting: VecDeque<Work>,
    /// How many threads are at its work.
    running: usize,
}

impl Workers {
    pub fn new(name: &'static str, limit: usize, share: usize) -> Arc<Self> {
        Arc::new(Workers { name, limit, share, state: Mutex::default(), wake: Condvar::new() })
    }

    /// Hands over work on a database. If not one thread can be started it is dropped undone, which whoever waits for it
    /// notices.
    pub fn submit(self: &Arc<Self>, database: &DatabaseName, work: Work) {
        let mut state = self.lock();
        state.wait(database, work);
        if state.ready(self.share) <= state.idle {
            self.wake.notify_one();
        } else if state.threads < self.limit {
            let workers = self.clone();
            let thread = std::thread::Builder::new().name(self.name.to_owned()).spawn(move || workers.work());
            match thread {
                Ok(_) => state.threads += 1,
                Err(_) if state.threads == 0 => state.turns.clear(),
                Err(_) => {}
            }
        }
    }

    /// How much work on a database is waiting for a thread.
    pub fn waiting(&self, database: &DatabaseName) -> usize {
        self.lock().turns.iter().find(|turn| turn.database == *database).map_or(0, |turn| turn.waiting.len())
    }

    fn work(&self) {
        while let Some((database, mut work)) = self.next() {
            // A panic costs the work in hand, not the thread.
            let again = catch_unwind(AssertUnwindSafe(&mut work)).unwrap_or(false);
            let mut state = self.lock();
            if again {
                state.wait(&database, work);
            }
            state.done(&database);
        }
    }

    fn next(&self) -> Option<(DatabaseName, Work)> {
        let mut state = self.lock();
        loop {
            if let Some(next) = state.take(self.share) {
                return Some(next);
            }
            state.idle += 1;
            let (woken, timeout) = self.wake.wait_timeout(state, IDLE).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            state.idle -= 1;
            if timeout.timed_out() && state.ready(self.share) == 0 {
                state.threads -= 1;
                return None;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn wait(&mut self, database: &DatabaseName, work: Work) {
        match self.turns.iter_mut().find(|turn| turn.database == *database) {
            Some(turn) => turn.waiting.push_back(work),
            None => self.turns.push_back(Turn { database: database.clone(), waiting: [work].into(), running: 0 }),
        }
    }

    fn done(&mut self, database: &DatabaseName) {
        for turn in self.turns.iter_mut().filter(|turn| turn.database == *database) {
            turn.running = turn.running.saturating_sub(1);
        }
        self.turns.retain(|turn| turn.running > 0 || !turn.waiting.is_empty());
    }

    /// How much of what is waiting may have a thread now.
    fn ready(&self, share: usize) -> usize {
        self.turns.iter().map(|turn| turn.ready(share)).sum()
    }

    /// The work of the first database that may have a thread. Its next turn comes after all others.
    fn take(&mut self, share: usize) -> Option<(DatabaseName, Work)> {
        let place = self.turns.iter().position(|turn| turn.ready(share) > 0)?;
        let mut turn = self.turns.remove(place)?;
        let work = turn.waiting.pop_front()?;
        turn.running += 1;
        let database = turn.database.clone();
        self.turns.push_back(turn);
        Some((database, work))
    }
}

impl Turn {
    fn ready(&self, share: usize) -> usize {
        self.waiting.len().min(share.saturating_sub(self.running))
    }
}
