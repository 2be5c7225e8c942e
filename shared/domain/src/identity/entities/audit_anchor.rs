use entity::Entity;
use entity::types::{Bounded, Instant, Ref, RowId};

use super::Tenant;
use crate::types::Token;

/// A copy of the newest hash of a tenant's change log, kept away from the tenant's database.
///
/// Whoever rewrites a tenant's whole chain cannot rewrite this.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 7,
    module = "identity",
    table = "audit_anchors",
    prefix = "anc",
    title = "hash",
    home = "platform",
    writes = "commands",
    unique("tenant_id, segment")
)]
pub struct AuditAnchor {
    #[field(1)]
    pub id: RowId,
    #[field(2, on_delete = "cascade")]
    pub tenant_id: Ref<Tenant>,
    /// The number of the segment in the tenant's chain.
    #[field(3)]
    pub segment: Bounded<1, 9_007_199_254_740_991>,
    /// The number of the last entry in the segment.
    #[field(4)]
    pub last_change_id: Bounded<0, 9_007_199_254_740_991>,
    #[field(5)]
    pub hash: Token<64>,
    #[field(6)]
    pub sealed_at: Instant,
}
