use entity::types::{Ref, RowId};
use entity::{Entity, choice};
use serde_json::Value as Json;

use super::Merge;
use crate::identity::entities::Client;
use crate::types::{RecordId, Token};

choice! {
    /// What a merge did to a row that pointed to the loser.
    pub enum MoveType {
        /// It points to the winner now.
        Moved = "MOVED",
        /// It went, because the winner had one like it.
        Removed = "REMOVED",
    }
}

/// A row that a merge moved from the loser to the winner, or removed.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 62,
    module = "contacts",
    table = "merge_moves",
    prefix = "mgm",
    title = "record_id",
    writes = "commands",
    client = "client_id",
    unique("merge_id, record_id, field_name")
)]
pub struct MergeMove {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "read")]
    pub merge_id: Ref<Merge>,
    #[field(4, access = "read")]
    pub move_type: MoveType,
    /// The entity of the row, such as `Note`.
    #[field(5, access = "read")]
    pub entity_type: Token<60>,
    #[field(6, index, access = "read")]
    pub record_id: RecordId,
    /// The column that pointed to the loser.
    #[field(7, access = "read")]
    pub field_name: Token<63>,
    /// The whole row, if it was removed.
    #[field(8, access = "read")]
    pub removed_row: Option<Json>,
}
