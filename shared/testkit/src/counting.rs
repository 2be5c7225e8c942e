//! A transport that counts, and that fails when a test says so.

use std::cell::{Cell, RefCell};

use store::{Batch, DatabaseError, DatabaseName, ResultSet, Task, Transport};

/// What happens to a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not arrive.
    Lost,
    /// It is carried out, and the answer is lost.
    AnswerLost,
}

/// Counts round trips and rows, keeps the last batches, and injects faults.
pub struct CountingTransport<T> {
    inner: T,
    round_trips: Cell<usize>,
    rows_read: Cell<u64>,
    last: RefCell<Option<Batch>>,
    faults: RefCell<Vec<Option<Fault>>>,
}

impl<T: Transport> CountingTransport<T> {
    /// Counts what goes through to `inner`.
    pub fn new(inner: T) -> Self {
        CountingTransport {
            inner,
            round_trips: Cell::new(0),
            rows_read: Cell::new(0),
            last: RefCell::new(None),
            faults: RefCell::new(Vec::new()),
        }
    }

    /// Round trips since the last call.
    pub fn take_round_trips(&self) -> usize {
        self.round_trips.replace(0)
    }

    /// Rows read since the last call.
    pub fn take_rows_read(&self) -> u64 {
        self.rows_read.replace(0)
    }

    /// The last batch that was sent.
    pub fn last_batch(&self) -> Option<Batch> {
        self.last.borrow().clone()
    }

    /// What happens to the next batches, in order.
    pub fn plan_faults(&self, faults: Vec<Option<Fault>>) {
        *self.faults.borrow_mut() = faults;
    }

    /// What goes through.
    pub fn inner(&self) -> &T {
        &self.inner
    }
}

impl<T: Transport> Transport for CountingTransport<T> {
    fn run<'a>(&'a self, database: &'a DatabaseName, batch: Batch) -> Task<'a, Result<Vec<ResultSet>, DatabaseError>> {
        self.round_trips.set(self.round_trips.get() + 1);
        *self.last.borrow_mut() = Some(batch.clone());
        let mut faults = self.faults.borrow_mut();
        let fault = if faults.is_empty() { None } else { faults.remove(0) };
        Box::pin(async move {
            let away = || DatabaseError::Unavailable("a fault of the test".to_owned());
            if fault == Some(Fault::Lost) {
                return Err(away());
            }
            let results = self.inner.run(database, batch).await;
            let read = results.iter().flatten().map(|set| set.rows_read).sum::<u64>();
            self.rows_read.set(self.rows_read.get() + read);
            if fault == Some(Fault::AnswerLost) { Err(away()) } else { results }
        })
    }

    fn create<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        self.inner.create(database)
    }

    fn remove<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        self.inner.remove(database)
    }
}
