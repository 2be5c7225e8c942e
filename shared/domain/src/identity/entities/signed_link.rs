use entity::types::{EmailAddress, Instant, Ref, RowId};
use entity::{Entity, choice};

use super::User;
use crate::types::Token;

choice! {
    /// What a link is for.
    pub enum LinkPurpose {
        /// A new user sets a password.
        Invitation = "INVITATION",
        PasswordReset = "PASSWORD_RESET",
        /// A user shows that an address is theirs.
        EmailVerification = "EMAIL_VERIFICATION",
    }
}

/// A link that works once, for a while. It is kept as a hash.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 29,
    module = "identity",
    table = "signed_links",
    prefix = "lnk",
    title = "email",
    writes = "commands",
    agency = "user_id.agency_id",
    client = "user_id.client_id",
    owners("user_id"),
    unique("token_hash")
)]
pub struct SignedLink {
    #[field(1)]
    pub id: RowId,
    #[field(2, index, access = "create")]
    pub purpose: LinkPurpose,
    #[field(3, on_delete = "cascade", access = "create")]
    pub user_id: Ref<User>,
    /// Where it was sent.
    #[field(4, access = "create")]
    pub email: EmailAddress,
    /// SHA-256 of the token in the link, which itself is nowhere.
    #[field(5, access = "hidden")]
    pub token_hash: Token<64>,
    #[field(6, index, access = "read")]
    pub expires_at: Instant,
    #[field(7, access = "read")]
    pub used_at: Option<Instant>,
    #[field(8, access = "read")]
    pub revoked_at: Option<Instant>,
}
