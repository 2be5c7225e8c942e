use entity::types::{Instant, Line, Ref, RowId};
use entity::{Entity, choice};

use super::User;
use crate::types::Token;

choice! {
    /// Why a session ended before its time.
    pub enum SessionEnd {
        SignedOut = "SIGNED_OUT",
        /// Its token came a second time: somebody else has it.
        Reused = "REUSED",
        PasswordChanged = "PASSWORD_CHANGED",
        Deactivated = "DEACTIVATED",
        /// It was ended by itself: by its user on another device, or by an administrator.
        Revoked = "REVOKED",
    }
}

/// A refresh token of a user. Each use makes the next one of the same family.
///
/// A token that comes again after it was exchanged revokes its whole family.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 17,
    module = "identity",
    table = "sessions",
    prefix = "ses",
    title = "ip_address",
    writes = "commands",
    agency = "user_id.agency_id",
    client = "user_id.client_id",
    owners("user_id"),
    unique("token_hash"),
    index("family_id")
)]
pub struct Session {
    #[field(1)]
    pub id: RowId,
    #[field(2, on_delete = "cascade", access = "create")]
    pub user_id: Ref<User>,
    /// What all tokens that come from one sign-in share.
    #[field(3, access = "read")]
    pub family_id: Token<40>,
    /// SHA-256 of the token, which itself is nowhere.
    #[field(4, access = "hidden", alias("session_token"))]
    pub token_hash: Token<64>,
    #[field(5, index, access = "read", alias("expires"))]
    pub expires_at: Instant,
    /// When it was exchanged for the next one.
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
