use entity::Entity;
use entity::types::{Bounded, Instant, RowId};

use crate::types::Token;

/// How often somebody tried to sign in without success: with one address of mail, or from one address of the network.
///
/// It is not in the change log, which would otherwise grow with every guess.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 9,
    module = "identity",
    table = "sign_in_throttles",
    prefix = "thr",
    title = "key",
    home = "platform",
    writes = "log",
    unique("key")
)]
pub struct SignInThrottle {
    #[field(1)]
    pub id: RowId,
    /// SHA-256 of what is counted, so that the table names nobody.
    #[field(2, access = "hidden")]
    pub key: Token<64>,
    /// Attempts since the last good one. An attempt counts before its password is looked at, so that many at once
    /// are as many.
    #[field(3, default = 0, access = "hidden")]
    pub failures: Bounded<0, 1_000_000>,
    /// Nothing is tried until then.
    #[field(4, access = "hidden")]
    pub locked_until: Option<Instant>,
    /// From here on it is forgotten.
    #[field(5, index, access = "hidden")]
    pub expires_at: Instant,
}
