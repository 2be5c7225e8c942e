use entity::Entity;
use entity::types::{Bounded, Instant, RowId};

use crate::types::Token;

/// A run of entries of the change log, sealed: its hash is over the entries and the hash of the segment before.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 25,
    module = "identity",
    table = "change_segments",
    prefix = "seg",
    title = "hash",
    writes = "commands",
    unique("number"),
    unique("last_change_id")
)]
pub struct ChangeSegment {
    #[field(1)]
    pub id: RowId,
    /// Counts up from 1 without a gap.
    #[field(2, access = "read")]
    pub number: Bounded<1, 9_007_199_254_740_991>,
    #[field(3, access = "read")]
    pub first_change_id: Bounded<1, 9_007_199_254_740_991>,
    #[field(4, access = "read")]
    pub last_change_id: Bounded<1, 9_007_199_254_740_991>,
    #[field(5, access = "read")]
    pub entry_count: Bounded<1, 9_007_199_254_740_991>,
    /// The hash of the segment before; empty in the first.
    #[field(6, access = "read")]
    pub previous_hash: Option<Token<64>>,
    /// SHA-256, in hexadecimal.
    #[field(7, access = "read")]
    pub hash: Token<64>,
    #[field(8, access = "read")]
    pub sealed_at: Instant,
}
