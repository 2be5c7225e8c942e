//! Messages to users on their way out. Their text is sealed: it can hold a link that lets its reader in.

use api::seal::{self, Place};
use api::{Context, Problem, Transaction};
use domain::identity::entities::OutboxMessage;
use entity::{Entity, Value};

/// A mail.
pub struct Message<'a> {
    /// The client that the recipient belongs to, if any.
    pub client: Option<&'a str>,
    /// The address.
    pub recipient: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// The text.
    pub body: &'a str,
}

/// Adds a message to a transaction.
pub fn add(context: &Context<'_>, message: &Message<'_>, transaction: &mut Transaction) -> Result<(), Problem> {
    let id = context.new_id(OutboxMessage::DEFINITION);
    let place = Place { table: OutboxMessage::DEFINITION.table, column: "body", id: &id };
    let writer: Value = context.caller().ok().map(|caller| caller.id.clone()).into();
    let cells = [
        ("body", seal::seal(context.host(), place, message.body)?.into()),
        ("id", id.as_str().into()),
        ("client_id", message.client.into()),
        ("channel", "EMAIL".into()),
        ("recipient", message.recipient.into()),
        ("subject", message.subject.into()),
        ("status", "PENDING".into()),
        ("attempts", 0_i64.into()),
        ("next_attempt_at", context.now_ms.into()),
        ("created_at", context.now_ms.into()),
        ("updated_at", context.now_ms.into()),
        ("created_by", writer.clone()),
        ("updated_by", writer),
        ("version", 1_i64.into()),
    ];
    transaction.step(store::sql::insert(OutboxMessage::NAME.table, &cells, &[]));
    Ok(())
}
