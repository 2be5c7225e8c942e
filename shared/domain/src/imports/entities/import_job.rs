use entity::types::{Bounded, Instant, Line, Prose, Ref, RowId};
use entity::{Entity, choice};
use serde_json::Value as Json;

use crate::identity::entities::Client;
use crate::types::Token;

choice! {
    /// Where an import stands.
    pub enum ImportStatus {
        /// The file is here; its columns wait for a mapping.
        Pending = "PENDING",
        Running = "RUNNING",
        Completed = "COMPLETED",
        /// It stopped; `error` says why.
        Failed = "FAILED",
        Cancelled = "CANCELLED",
    }
}

/// A file of records that a user brings in.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 59,
    module = "contacts",
    table = "import_jobs",
    prefix = "imp",
    title = "file_name",
    writes = "commands",
    client = "client_id"
)]
pub struct ImportJob {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    /// The entity whose records these are, such as `Contact`.
    #[field(3, index, access = "create")]
    pub entity_type: Token<60>,
    #[field(4, access = "create")]
    pub file_name: Line<250>,
    #[field(5, index, default = "PENDING", access = "read")]
    pub status: ImportStatus,
    /// Whether it only says what it would do.
    #[field(6, default = false, access = "create")]
    pub is_dry_run: bool,
    /// Delimiter, quote and encoding of the file.
    #[field(7, access = "read")]
    pub dialect: Option<Json>,
    /// The field of each column.
    #[field(8, access = "create")]
    pub mapping: Option<Json>,
    /// How dates and telephone numbers are written in it.
    #[field(9, access = "create")]
    pub options: Option<Json>,
    /// The field by which a row finds the record that it updates; empty to create always.
    #[field(10, access = "create")]
    pub upsert_key: Option<Token<100>>,
    #[field(11, access = "read")]
    pub total_bytes: Option<Bounded<0, 9_007_199_254_740_991>>,
    #[field(12, default = 0, access = "read")]
    pub processed_bytes: Bounded<0, 9_007_199_254_740_991>,
    #[field(13, default = 0, access = "read")]
    pub processed_rows: Bounded<0, 9_007_199_254_740_991>,
    #[field(14, default = 0, access = "read")]
    pub created_rows: Bounded<0, 9_007_199_254_740_991>,
    #[field(15, default = 0, access = "read")]
    pub updated_rows: Bounded<0, 9_007_199_254_740_991>,
    #[field(16, default = 0, access = "read")]
    pub rejected_rows: Bounded<0, 9_007_199_254_740_991>,
    #[field(17, access = "read")]
    pub started_at: Option<Instant>,
    #[field(18, access = "read")]
    pub completed_at: Option<Instant>,
    #[field(19, access = "read")]
    pub error: Option<Prose>,
}
