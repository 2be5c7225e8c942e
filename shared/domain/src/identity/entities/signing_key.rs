use entity::Entity;
use entity::types::{Instant, RowId, SealedText};

use crate::types::Token;

/// A pair of keys that access tokens are signed with. Two live at a time, so that one can follow the other.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 6,
    module = "identity",
    table = "signing_keys",
    prefix = "sgk",
    title = "key_id",
    home = "platform",
    writes = "commands",
    unique("key_id"),
    bounded
)]
pub struct SigningKey {
    #[field(1)]
    pub id: RowId,
    /// The `kid` in the header of a token.
    #[field(2)]
    pub key_id: Token<64>,
    #[field(3, default = "EdDSA")]
    pub algorithm: Token<20>,
    #[field(4)]
    pub public_key: Token<255>,
    #[field(5, access = "hidden")]
    pub private_key: SealedText,
    /// Signs from here on, and verifies before that, so that every function knows it in time.
    #[field(6, index)]
    pub activates_at: Instant,
    /// Signs no longer.
    #[field(7)]
    pub retires_at: Option<Instant>,
    /// Verifies no longer.
    #[field(8)]
    pub expires_at: Option<Instant>,
}
