use entity::Entity;
use entity::types::{Bounded, Instant, Prose, Ref, RowId};
use serde_json::Value as Json;

use super::Tenant;
use crate::types::{RecordId, Token};

/// What is due in a tenant, and when, so that a tick of the clock opens only the databases that have something to do.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 8,
    module = "identity",
    table = "due_items",
    prefix = "due",
    title = "topic",
    home = "platform",
    writes = "commands",
    unique("tenant_id, topic, record_id"),
    index("due_at, tenant_id")
)]
pub struct DueItem {
    #[field(1)]
    pub id: RowId,
    #[field(2, on_delete = "cascade")]
    pub tenant_id: Ref<Tenant>,
    /// What to do, such as `identity.seal-changes`.
    #[field(3)]
    pub topic: Token<80>,
    /// What to do it with: a record of the tenant, or `ten_…` itself for work on the whole tenant.
    #[field(4)]
    pub record_id: RecordId,
    #[field(5, index)]
    pub due_at: Instant,
    #[field(6)]
    pub payload: Option<Json>,
    #[field(7, default = 0)]
    pub attempts: Bounded<0, 1_000_000>,
    /// Who works on it, and until when nobody else may.
    #[field(8)]
    pub locked_by: Option<Token<64>>,
    #[field(9)]
    pub locked_until: Option<Instant>,
    #[field(10)]
    pub last_error: Option<Prose>,
}
