//! Threads for work that waits on the disk, so that the threads that serve requests need not.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A piece of work. It is called again, after whatever else is waiting, for as long as it answers `true`.
pub(super) type Work = Box<dyn FnMut() -> bool + Send>;

/// How long a thread waits for work before it ends.
const IDLE: Duration = Duration::from_secs(30);

/// Up to so many threads, started when needed.
pub(super) struct Workers {
    name: &'static str,
    limit: usize,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Work>,
    threads: usize,
    idle: usize,
}

impl Workers {
    pub fn new(name: &'static str, limit: usize) -> Arc<Self> {
        Arc::new(Workers { name, limit, state: Mutex::default(), wake: Condvar::new() })
    }

    /// Hands work over. If not one thread can be started it is dropped undone, which whoever waits for it notices.
    pub fn submit(self: &Arc<Self>, work: Work) {
        let mut state = self.lock();
        state.queue.push_back(work);
        if state.queue.len() <= state.idle {
            self.wake.notify_one();
        } else if state.threads < self.limit {
            let workers = self.clone();
            let thread = std::thread::Builder::new().name(self.name.to_owned()).spawn(move || workers.work());
            match thread {
                Ok(_) => state.threads += 1,
                Err(_) if state.threads == 0 => state.queue.clear(),
                Err(_) => {}
            }
        }
    }

    /// How much is waiting for a thread.
    pub fn waiting(&self) -> usize {
        self.lock().queue.len()
    }

    fn work(&self) {
        while let Some(mut work) = self.next() {
            // A panic costs the work in hand, not the thread.
            let again = catch_unwind(AssertUnwindSafe(&mut work)).unwrap_or(false);
            if again {
                self.lock().queue.push_back(work);
            }
        }
    }

    fn next(&self) -> Option<Work> {
        let mut state = self.lock();
        loop {
            if let Some(work) = state.queue.pop_front() {
                return Some(work);
            }
            state.idle += 1;
            let (woken, timeout) = self.wake.wait_timeout(state, IDLE).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            state.idle -= 1;
            if timeout.timed_out() && state.queue.is_empty() {
                state.threads -= 1;
                return None;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
