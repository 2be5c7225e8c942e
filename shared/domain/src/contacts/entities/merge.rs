use entity::types::{Bounded, Instant, Ref, RowId};
use entity::{Entity, choice};
use serde_json::Value as Json;

use crate::identity::entities::Client;
use crate::types::{Actor, RecordId, Token};

choice! {
    /// Where a merge stands.
    pub enum MergeStatus {
        Merged = "MERGED",
        Undone = "UNDONE",
    }
}

/// Two records that became one, with everything that is needed to make two of them again.
///
/// The loser's row is gone; its history in the change log stays under its own id and is read together with the
/// winner's.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 61,
    module = "contacts",
    table = "merges",
    prefix = "mrg",
    title = "loser_id",
    writes = "commands",
    client = "client_id"
)]
pub struct Merge {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    /// The entity of both, such as `Contact`.
    #[field(3, index, access = "read")]
    pub entity_type: Token<60>,
    /// The record that stayed.
    #[field(4, index, access = "read")]
    pub winner_id: RecordId,
    /// The record that went.
    #[field(5, index, access = "read")]
    pub loser_id: RecordId,
    #[field(6, index, default = "MERGED", access = "read")]
    pub status: MergeStatus,
    /// Which record's value a person chose, by field.
    #[field(7, access = "read")]
    pub choices: Option<Json>,
    /// The whole row that went, column by column.
    #[field(8, access = "read")]
    pub loser_row: Json,
    /// The values that the winner had in the columns that the merge changed.
    #[field(9, access = "read")]
    pub winner_before: Json,
    /// The values that the merge gave them: an undo leaves alone what somebody changed since.
    #[field(10, access = "read")]
    pub winner_after: Json,
    /// The winner's version after the merge.
    #[field(11, access = "read")]
    pub winner_version: Bounded<1, 9_007_199_254_740_991>,
    #[field(12, access = "read")]
    pub undone_at: Option<Instant>,
    #[field(13, access = "read")]
    pub undone_by: Option<Actor>,
}
