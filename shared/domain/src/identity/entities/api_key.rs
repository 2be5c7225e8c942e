use entity::Entity;
use entity::types::{Instant, Line, Ref, RowId};
use serde_json::Value as Json;

use super::{Agency, Client, User};
use crate::types::Token;

/// A key with which a program speaks to the API. It is shown once and kept as a hash.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 23,
    module = "identity",
    table = "api_keys",
    prefix = "key",
    title = "name",
    writes = "commands",
    agency = "agency_id",
    client = "client_id",
    owners("user_id"),
    unique("token_hash")
)]
pub struct ApiKey {
    #[field(1)]
    pub id: RowId,
    /// The agency whose clients' rows it reaches; empty for the whole tenant.
    #[field(2, access = "create")]
    pub agency_id: Option<Ref<Agency>>,
    #[field(3, access = "create")]
    pub client_id: Option<Ref<Client>>,
    /// Whose key it is. It can never do more than they can.
    #[field(4, on_delete = "cascade", access = "create")]
    pub user_id: Ref<User>,
    #[field(5, index)]
    pub name: Line<120>,
    /// The first characters of its secret part, by which people tell keys apart.
    #[field(6, access = "read")]
    pub token_prefix: Token<20>,
    /// SHA-256 of the key, which itself is nowhere.
    #[field(7, access = "hidden")]
    pub token_hash: Token<64>,
    /// What it may do: `[{"resource": "contacts", "actions": ["read"], "scope": "CLIENT"}, …]`.
    #[field(8, access = "create", alias("scopes"))]
    pub permissions: Json,
    #[field(9, index, access = "create")]
    pub expires_at: Option<Instant>,
    #[field(10, access = "read")]
    pub last_used_at: Option<Instant>,
    #[field(11, access = "read")]
    pub revoked_at: Option<Instant>,
}
