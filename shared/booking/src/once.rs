//! A request that is carried out once however often it is sent: the answer under its `Idempotency-Key` is looked for
//! before anything is chosen, and kept with what is written.

use api::resource::idempotency::{self, Claim, Kept};
use api::{Context, Problem, Refused, Request, Transaction};
use domain::appointments::entities::Appointment;
use entity::{Entity, Value};
use store::{DatabaseName, ResultSet, Statement};

use crate::{Alongside, Visit};

/// The claim of one request, as an [`Alongside`] by itself or as a part of another.
pub struct Once<'a> {
    context: &'a Context<'a>,
    request: &'a Request,
    actor: String,
    hash: String,
    claim: Option<Claim>,
    replay: Option<Vec<Value>>,
}

impl<'a> Once<'a> {
    /// A request of whoever keys belong to, with a hash over what makes two requests the same.
    pub fn new(context: &'a Context<'a>, request: &'a Request, actor: String, hash: String) -> Self {
        Once { context, request, actor, hash, claim: None, replay: None }
    }

    /// Claims the key, if the request names one, as the next steps of the transaction.
    ///
    /// # Errors
    ///
    /// When the key is none.
    pub fn claim(&mut self, transaction: &mut Transaction) -> Result<(), Problem> {
        let (actor, hash) = (self.actor.clone(), self.hash.clone());
        self.claim = Claim::under(self.context, self.request, actor, hash, transaction)?;
        Ok(())
    }

    /// Keeps this text as the answer, for [`Once::replayed`] to give it as a row of one cell. Without it, the row of the
    /// appointment is kept.
    pub fn keep_text(&self, transaction: &mut Transaction, answer: &str) {
        if let Some(claim) = &self.claim {
            claim.keep_text(transaction, answer);
        }
    }

    /// The row of the appointment as it was answered before under the same key, once a request has ended with a problem:
    /// then the problem is no answer, and this is.
    ///
    /// # Errors
    ///
    /// When the key was used for another request, or the database is away.
    pub async fn replayed(
        &mut self,
        database: &DatabaseName,
        refused: &Refused,
    ) -> Result<Option<Vec<Value>>, Problem> {
        if let Some(row) = self.replay.take() {
            return Ok(Some(row));
        }
        match self.claim.take().filter(|claim| claim.was_claimed(refused)) {
            Some(claim) => Ok(row_of(&claim.kept_in(self.context, database).await?)),
            None => Ok(None),
        }
    }
}

fn row_of(kept: &Kept) -> Option<Vec<Value>> {
    let text = kept.text().map(|text| vec![text.into()]);
    text.or_else(|| kept.rows(Appointment::DEFINITION).into_iter().next())
}

impl Alongside for Once<'_> {
    fn reads(&self) -> Vec<Statement> {
        let key = self.request.header("idempotency-key");
        key.map(|key| idempotency::lookup(&self.actor, key)).into_iter().collect()
    }

    fn look(&mut self, results: &[ResultSet]) -> Result<(), Problem> {
        let Some(set) = results.first().filter(|_| self.request.header("idempotency-key").is_some()) else {
            return Ok(());
        };
        self.replay = idempotency::found(set, &self.hash)?.as_ref().and_then(row_of);
        // Ends the request; `replayed` has the answer.
        if self.replay.is_some() { Err(Problem::internal()) } else { Ok(()) }
    }

    fn begin(&mut self, transaction: &mut Transaction) -> Result<(), Problem> {
        self.claim(transaction)
    }

    fn finish(&mut self, transaction: &mut Transaction, visit: &Visit) -> Result<(), Problem> {
        if let Some(claim) = &self.claim {
            claim.keep(transaction, Appointment::DEFINITION, &visit.id.as_str().into());
        }
        Ok(())
    }
}
