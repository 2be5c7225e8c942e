//! What a caller of this room does in the same round trips.

use api::{Problem, Transaction};
use store::{ResultSet, Statement};

use crate::{Offer, Visit};

/// What is read and written together with a question, a booking or a change. What begins again asks all of it again.
pub trait Alongside {
    /// Statements that are read in the first round trip.
    fn reads(&self) -> Vec<Statement> {
        Vec::new()
    }

    /// Looks at what they gave, before anything else is looked at. A problem ends the request.
    ///
    /// # Errors
    ///
    /// Whatever the caller refuses.
    fn look(&mut self, results: &[ResultSet]) -> Result<(), Problem> {
        let _ = results;
        Ok(())
    }

    /// Looks at the offer. A problem ends the request before anything is written.
    ///
    /// # Errors
    ///
    /// Whatever the caller refuses.
    fn accept(&mut self, offer: &Offer) -> Result<(), Problem> {
        let _ = offer;
        Ok(())
    }

    /// Whether somebody must confirm what is booked, whatever the service says: it looks suspicious.
    fn waits(&self) -> bool {
        false
    }

    /// Adds steps to the beginning of the transaction: claims, limits.
    ///
    /// # Errors
    ///
    /// Whatever the caller refuses.
    fn begin(&mut self, transaction: &mut Transaction) -> Result<(), Problem> {
        let _ = transaction;
        Ok(())
    }

    /// Adds steps to the end of the transaction, which knows the appointment by then: submissions, kept answers.
    ///
    /// # Errors
    ///
    /// Whatever the caller refuses.
    fn finish(&mut self, transaction: &mut Transaction, visit: &Visit) -> Result<(), Problem> {
        let _ = (transaction, visit);
        Ok(())
    }
}

/// Nothing alongside.
pub struct Nothing;

impl Alongside for Nothing {}
