//! What a caller of this room does in the same round trips.

use api::{Problem, Transaction};
use store::{ResultSet, Statement};

use crate::{Booked, Offer};

/// What is read and written together with a question or a booking. A booking that begins again asks all of it again.
pub trait Alongside {
    /// Statements that are read in the same round trip as the offer.
    fn reads(&self) -> Vec<Statement> {
        Vec::new()
    }

    /// Looks at what they gave, and at the offer. A problem ends the request before anything is written.
    ///
    /// # Errors
    ///
    /// Whatever the caller refuses.
    fn accept(&mut self, results: &[ResultSet], offer: &Offer) -> Result<(), Problem> {
        let _ = (results, offer);
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

    /// Adds steps to the end of the transaction, which knows the ids by then: submissions, kept answers.
    ///
    /// # Errors
    ///
    /// Whatever the caller refuses.
    fn finish(&mut self, transaction: &mut Transaction, booked: &Booked) -> Result<(), Problem> {
        let _ = (transaction, booked);
        Ok(())
    }
}

/// Nothing alongside.
pub struct Nothing;

impl Alongside for Nothing {}
