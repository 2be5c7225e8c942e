use entity::Entity;
use entity::types::{Bounded, Ref, RowId};

use super::ImportJob;
use crate::identity::entities::Client;
use crate::types::Token;

/// A part of an imported file, and what came of it.
///
/// A part that is sent again, because its answer was lost, is answered from here; one that was broken off goes on
/// behind the rows that are done.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 63,
    module = "contacts",
    table = "import_parts",
    prefix = "imt",
    title = "sequence",
    writes = "log",
    client = "client_id",
    unique("import_job_id, sequence")
)]
pub struct ImportPart {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "read")]
    pub import_job_id: Ref<ImportJob>,
    /// Its place in the file, from 0.
    #[field(4, access = "read")]
    pub sequence: Bounded<0, 9_007_199_254_740_991>,
    /// SHA-256 of its bytes: other bytes under the same number are refused.
    #[field(5, access = "hidden")]
    pub content_hash: Token<64>,
    /// The number of its first record in the file, the header being 1.
    #[field(6, access = "read")]
    pub first_row: Bounded<1, 9_007_199_254_740_991>,
    /// How many rows it has.
    #[field(7, access = "read")]
    pub total_rows: Bounded<0, 9_007_199_254_740_991>,
    /// How many of them are done.
    #[field(8, default = 0, access = "read")]
    pub processed_rows: Bounded<0, 9_007_199_254_740_991>,
    #[field(9, default = 0, access = "read")]
    pub created_rows: Bounded<0, 9_007_199_254_740_991>,
    #[field(10, default = 0, access = "read")]
    pub updated_rows: Bounded<0, 9_007_199_254_740_991>,
    #[field(11, default = 0, access = "read")]
    pub rejected_rows: Bounded<0, 9_007_199_254_740_991>,
}
