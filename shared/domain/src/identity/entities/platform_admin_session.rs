use entity::Entity;
use entity::types::{Instant, Line, Ref, RowId};

use super::PlatformAdmin;
use super::session::SessionEnd;
use crate::types::Token;

/// A refresh token of a platform administrator.
///
/// Works as [`super::Session`] does. Signing in to the console of the platform's operator will write it.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 4,
    module = "identity",
    table = "platform_admin_sessions",
    prefix = "pas",
    title = "ip_address",
    home = "platform",
    writes = "commands",
    owners("platform_admin_id"),
    unique("token_hash"),
    index("family_id")
)]
pub struct PlatformAdminSession {
    #[field(1)]
    pub id: RowId,
    #[field(2, on_delete = "cascade")]
    pub platform_admin_id: Ref<PlatformAdmin>,
    #[field(3, access = "read")]
    pub family_id: Token<40>,
    #[field(4, access = "hidden")]
    pub token_hash: Token<64>,
    #[field(5, index, access = "read")]
    pub expires_at: Instant,
    #[field(6, access = "read")]
    pub rotated_at: Option<Instant>,
    #[field(7, access = "read")]
    pub revoked_at: Option<Instant>,
    #[field(8, access = "read")]
    pub revoked_reason: Option<SessionEnd>,
    #[field(9, access = "read")]
    pub ip_address: Option<Token<45>>,
    #[field(10, access = "read")]
    pub user_agent: Option<Line<512>>,
}
