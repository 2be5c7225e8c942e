use entity::Entity;
use entity::types::{Bounded, Ref, RowId};
use serde_json::Value as Json;

use super::ImportJob;
use crate::identity::entities::Client;

/// A row that an import did not take, and why.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 60,
    module = "contacts",
    table = "import_rejections",
    prefix = "imr",
    title = "row_number",
    writes = "commands",
    client = "client_id",
    unique("import_job_id, row_number")
)]
pub struct ImportRejection {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "read")]
    pub import_job_id: Ref<ImportJob>,
    /// The record in the file, the header being 1.
    #[field(4, index, access = "read")]
    pub row_number: Bounded<1, 9_007_199_254_740_991>,
    /// Its cells as they stood in the file.
    #[field(5, access = "read")]
    pub cells: Json,
    /// What is wrong: column, field, code and a sentence for each.
    #[field(6, access = "read")]
    pub reasons: Json,
}
