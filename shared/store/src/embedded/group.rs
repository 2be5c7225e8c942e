//! Group commit: several writing batches share one transaction, and so one wait for the disk.

use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::sqlite::{Connection, SqliteError};
use crate::{Batch, DatabaseError, ResultSet};

/// What a batch came to.
pub(super) type Outcome = Result<Vec<ResultSet>, DatabaseError>;

/// A batch that waits for the writer.
pub(super) struct Job {
    pub batch: Batch,
    pub answer: oneshot::Sender<Outcome>,
    /// When it was handed over.
    pub since: Instant,
}

/// Runs the jobs, commits them together, and then answers each.
///
/// Every batch has a savepoint of its own, so one that fails leaves no trace and its neighbours go on. No answer is
/// given before the commit is on the disk.
pub(super) fn run(connection: &mut Connection, jobs: Vec<Job>, limit: Duration) {
    let mut waiting: Vec<&Batch> = jobs.iter().map(|job| &job.batch).collect();
    let mut outcomes: Vec<Option<Outcome>> = jobs.iter().map(|_| None).collect();
    let mut open: Vec<usize> = (0..jobs.len()).collect();
    // Each round either settles everyone or takes out at least the batch that broke the transaction for all.
    while !open.is_empty() {
        let settled = transaction(connection, &waiting, limit);
        let mut left = Vec::new();
        for (place, outcome) in open.into_iter().zip(settled) {
            match (outcome, outcomes.get_mut(place)) {
                (Some(outcome), Some(slot)) => *slot = Some(outcome),
                _ => left.push(place),
            }
        }
        open = left;
        waiting = open.iter().filter_map(|place| jobs.get(*place)).map(|job| &job.batch).collect();
    }
    for (job, outcome) in jobs.into_iter().zip(outcomes) {
        let lost = || Err(DatabaseError::Unavailable("the batch was not run".to_owned()));
        // Whoever asked may have gone away; the write stands all the same.
        let _ = job.answer.send(outcome.unwrap_or_else(lost));
    }
}

/// One transaction over the batches. `None` for those that must be run again, because another one took the whole
/// transaction down with it. Never `None` for all.
fn transaction(connection: &mut Connection, batches: &[&Batch], limit: Duration) -> Vec<Option<Outcome>> {
    let alone = batches.len() == 1;
    connection.set_deadline(None);
    if let Err(error) = connection.control("BEGIN IMMEDIATE") {
        connection.roll_back();
        return all(batches, &error.unavailable());
    }
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(batches.len());
    for batch in batches {
        connection.set_deadline(Some(Instant::now() + limit));
        let outcome = if alone { on_its_own(connection, batch) } else { in_savepoint(connection, batch) };
        connection.set_deadline(None);
        if connection.is_autocommit() {
            // SQLite gave the transaction up (a full disk, an interrupt), and with it what came before.
            let culprit = outcomes.len();
            let gone = DatabaseError::Unavailable("the transaction was given up".to_owned());
            let outcome = Some(outcome.and(Err(gone)));
            return batches.iter().enumerate().map(|(place, _)| outcome.clone().filter(|_| place == culprit)).collect();
        }
        outcomes.push(Some(outcome));
    }
    if outcomes.iter().flatten().all(Result::is_err) {
        connection.roll_back();
        return outcomes;
    }
    let Err(error) = connection.control("COMMIT") else {
        return outcomes;
    };
    connection.roll_back();
    if !error.code.starts_with("SQLITE_CONSTRAINT") {
        return all(batches, &error.unavailable());
    }
    // A deferred foreign key of one of them. Which one shows when each is alone; what failed already stays failed.
    if let [batch] = batches {
        return vec![Some(Err(error.at(batch.statements.len().saturating_sub(1))))];
    }
    let again = |(batch, outcome): (&&Batch, Option<Outcome>)| match outcome {
        Some(Err(failed)) => Some(Err(failed)),
        _ => transaction(connection, &[batch], limit).pop().flatten(),
    };
    batches.iter().zip(outcomes).map(again).collect()
}

fn in_savepoint(connection: &mut Connection, batch: &Batch) -> Outcome {
    connection.control("SAVEPOINT batch").map_err(|error| error.unavailable())?;
    let mut outcome = on_its_own(connection, batch);
    if connection.is_autocommit() {
        return outcome;
    }
    connection.set_deadline(None);
    let undone = if outcome.is_err() { connection.control("ROLLBACK TO batch") } else { Ok(()) };
    if let Err(error) = undone.and_then(|()| connection.control("RELEASE batch")) {
        // What this batch did can no longer be told from the rest: give the whole transaction up.
        connection.roll_back();
        outcome = outcome.and(Err(error.unavailable()));
    }
    outcome
}

fn on_its_own(connection: &mut Connection, batch: &Batch) -> Outcome {
    statements(connection, batch).map_err(|(index, error)| error.at(index))
}

/// Runs the statements of a batch in the transaction that is open. The first that fails ends it, and is named.
pub(super) fn statements(connection: &mut Connection, batch: &Batch) -> Result<Vec<ResultSet>, (usize, SqliteError)> {
    let run = |(index, statement)| connection.run(statement).map_err(|error| (index, error));
    batch.statements.iter().enumerate().map(run).collect()
}

fn all(batches: &[&Batch], error: &DatabaseError) -> Vec<Option<Outcome>> {
    batches.iter().map(|_| Some(Err(error.clone()))).collect()
}
