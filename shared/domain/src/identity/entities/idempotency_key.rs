use entity::Entity;
use entity::types::{Bounded, Instant, Prose, RowId};

use crate::types::{Actor, Token};

/// The answer to a write that named an `Idempotency-Key`, kept for a while so that a repetition gets the same one.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 31,
    module = "identity",
    table = "idempotency_keys",
    prefix = "idk",
    title = "key",
    writes = "log",
    owners("actor_id"),
    unique("actor_id, key")
)]
pub struct IdempotencyKey {
    #[field(1)]
    pub id: RowId,
    /// Whose request it was: keys of different callers do not meet.
    #[field(2, access = "read")]
    pub actor_id: Actor,
    #[field(3, access = "read")]
    pub key: Token<255>,
    /// SHA-256 over method, path and body: the same key with another request is refused.
    #[field(4, access = "hidden")]
    pub request_hash: Token<64>,
    #[field(5, access = "read")]
    pub status_code: Bounded<100, 599>,
    #[field(6, access = "hidden")]
    pub response_headers: Option<Prose>,
    #[field(7, access = "hidden")]
    pub response_body: Option<Prose>,
    /// From here on it may be forgotten.
    #[field(8, index, access = "read")]
    pub expires_at: Instant,
}
