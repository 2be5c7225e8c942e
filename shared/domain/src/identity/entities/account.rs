use entity::Entity;
use entity::types::{Instant, Line, Ref, RowId, SealedText};

use super::User;
use crate::types::Token;

/// An account at a provider, such as Google, with which a user signs in (OAuth 2.0).
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 16,
    module = "identity",
    table = "accounts",
    prefix = "acc",
    title = "provider",
    writes = "commands",
    agency = "user_id.agency_id",
    client = "user_id.client_id",
    owners("user_id"),
    unique("provider, provider_account_id")
)]
pub struct Account {
    #[field(1)]
    pub id: RowId,
    #[field(2, on_delete = "cascade", access = "create")]
    pub user_id: Ref<User>,
    /// How the provider is spoken to: `oauth` or `oidc`.
    #[field(3, default = "oidc", access = "create", alias("type"))]
    pub account_type: Token<20>,
    #[field(4, access = "create")]
    pub provider: Token<40>,
    /// Who the user is at the provider.
    #[field(5, access = "create")]
    pub provider_account_id: Token<255>,
    #[field(6, access = "hidden")]
    pub refresh_token: Option<SealedText>,
    #[field(7, access = "hidden")]
    pub access_token: Option<SealedText>,
    #[field(8, access = "read")]
    pub expires_at: Option<Instant>,
    #[field(9, access = "read")]
    pub token_type: Option<Token<40>>,
    /// What the user allowed, as the provider writes it.
    #[field(10, access = "read")]
    pub scope: Option<Line<2000>>,
    #[field(11, access = "hidden")]
    pub id_token: Option<SealedText>,
    #[field(12, access = "hidden")]
    pub session_state: Option<Token<255>>,
}
