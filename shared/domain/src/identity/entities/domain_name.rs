use entity::types::{Instant, Line, Ref, RowId};
use entity::{Entity, choice};

use super::Client;
use crate::types::Token;

choice! {
    /// How a client shows that a domain is theirs.
    pub enum DomainVerification {
        /// A TXT record holds the token.
        Dns = "DNS",
        /// A file under `/.well-known/` holds the token.
        File = "FILE",
        /// A `<meta>` element of the home page holds the token.
        MetaTag = "META_TAG",
    }
}

/// A web domain on which a client may embed widgets.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 12,
    module = "identity",
    table = "domains",
    prefix = "dom",
    title = "domain",
    client = "client_id",
    unique("client_id, domain")
)]
pub struct Domain {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    /// The host name, without scheme, port and path.
    #[field(3, index, access = "create")]
    pub domain: Line<253>,
    /// Whether its subdomains count too.
    #[field(4, default = false)]
    pub includes_subdomains: bool,
    #[field(5, default = true)]
    pub is_active: bool,
    /// What the client publishes to show that the domain is theirs.
    #[field(6, access = "read")]
    pub verification_token: Option<Token<64>>,
    #[field(7, access = "read")]
    pub verification_method: Option<DomainVerification>,
    #[field(8, access = "read")]
    pub verified_at: Option<Instant>,
    #[field(9, access = "read")]
    pub last_checked_at: Option<Instant>,
}
