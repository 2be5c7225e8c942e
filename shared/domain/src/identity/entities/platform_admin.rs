use entity::Entity;
use entity::types::{Bounded, EmailAddress, Instant, Line, RowId};

use crate::types::Token;

/// Someone who runs the platform and belongs to no tenant.
///
/// The console of the platform's operator will write it, which lists and closes tenants over the network. What an operator does
/// on the host itself, by `portico`, takes no such row.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 3,
    module = "identity",
    table = "platform_admins",
    prefix = "pad",
    title = "email",
    home = "platform",
    writes = "commands",
    owners("id"),
    unique("email"),
    bounded
)]
pub struct PlatformAdmin {
    #[field(1)]
    pub id: RowId,
    #[field(2)]
    pub email: EmailAddress,
    #[field(3, access = "hidden", alias("password"))]
    pub password_hash: Option<Token<255>>,
    #[field(4)]
    pub first_name: Option<Line<120>>,
    #[field(5)]
    pub last_name: Option<Line<120>>,
    #[field(6, default = true)]
    pub is_active: bool,
    #[field(7, access = "read")]
    pub last_login_at: Option<Instant>,
    #[field(8, access = "read")]
    pub password_changed_at: Option<Instant>,
    /// Failed sign-ins since the last good one.
    #[field(9, default = 0, access = "hidden")]
    pub failed_sign_ins: Bounded<0, 1_000_000>,
    #[field(10, access = "hidden")]
    pub locked_until: Option<Instant>,
}
