use entity::Entity;
use entity::types::{Bounded, Instant, Ref, RowId};

use crate::identity::entities::Client;
use crate::types::Token;

/// How often something was asked lately: from an address, through a widget, or of the tenant as a whole. In the tenant's
/// own database, so that one round trip counts and answers.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 103,
    module = "embed",
    table = "rate_limits",
    prefix = "rtl",
    title = "id",
    writes = "log",
    client = "client_id",
    unique("key")
)]
pub struct RateLimit {
    #[field(1)]
    pub id: RowId,
    /// Empty for what counts for the tenant as a whole.
    #[field(2, access = "read", on_delete = "cascade")]
    pub client_id: Option<Ref<Client>>,
    /// SHA-256 of what is counted, so that the table names nobody.
    #[field(3, access = "hidden")]
    pub key: Token<64>,
    /// When the running window began.
    #[field(4, access = "hidden")]
    pub window_start: Instant,
    /// How often in this window.
    #[field(5, default = 0, access = "hidden")]
    pub count: Bounded<0, 1_000_000_000>,
    /// From here on it is forgotten.
    #[field(6, index, access = "hidden")]
    pub expires_at: Instant,
}
