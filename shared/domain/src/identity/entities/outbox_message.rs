use entity::types::{Bounded, Instant, Line, Prose, Ref, RowId, SealedText};
use entity::{Entity, choice};

use super::Client;
use crate::types::Token;

choice! {
    /// How a message travels.
    pub enum OutboxChannel {
        Email = "EMAIL",
        Sms = "SMS",
    }
}

choice! {
    /// Where a message stands.
    pub enum OutboxStatus {
        Pending = "PENDING",
        Sent = "SENT",
        /// It was tried as often as makes sense.
        Failed = "FAILED",
        Cancelled = "CANCELLED",
    }
}

/// A message of the system to a user or a visitor, on its way out.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 30,
    module = "identity",
    table = "outbox_messages",
    prefix = "obx",
    title = "subject",
    writes = "commands",
    client = "client_id",
    index("status, next_attempt_at")
)]
pub struct OutboxMessage {
    #[field(1)]
    pub id: RowId,
    /// Empty for messages to people of the agency or the tenant.
    #[field(2, access = "create")]
    pub client_id: Option<Ref<Client>>,
    #[field(3, default = "EMAIL", access = "create")]
    pub channel: OutboxChannel,
    #[field(4, index, access = "create")]
    pub recipient: Line<254>,
    #[field(5, access = "create")]
    pub subject: Option<Line<250>>,
    /// The text. Sealed and never shown, because it can hold a link that lets its reader in.
    #[field(6, access = "hidden")]
    pub body: SealedText,
    #[field(7, index, default = "PENDING", access = "read")]
    pub status: OutboxStatus,
    #[field(8, default = 0, access = "read")]
    pub attempts: Bounded<0, 1_000_000>,
    #[field(9, access = "read")]
    pub next_attempt_at: Option<Instant>,
    #[field(10, access = "read")]
    pub sent_at: Option<Instant>,
    /// What the provider calls it.
    #[field(11, access = "read")]
    pub provider_id: Option<Token<255>>,
    #[field(12, access = "read")]
    pub last_error: Option<Prose>,
    /// An iCalendar file that goes with it, its method within. Sealed as the text is: it says who comes when.
    #[field(13, access = "hidden")]
    pub calendar: Option<SealedText>,
}
