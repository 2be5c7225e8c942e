use entity::Entity;
use entity::types::{EmailAddress, Instant, LanguageTag, Line, PhoneNumber, Ref, RowId, WebAddress, ZoneName};

use super::{Agency, Client, Location, Role};
use crate::types::Token;

/// Someone who signs in: of the tenant, of an agency, of a client, or of one of its locations.
///
/// Whoever belongs to a client belongs to the client's agency too, so that both columns are set, and so on down.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 15,
    module = "identity",
    table = "users",
    prefix = "usr",
    title = "email",
    writes = "commands",
    agency = "agency_id",
    client = "client_id",
    location = "location_id",
    owners("id"),
    search("name", "first_name", "last_name", "email"),
    unique("email"),
    unique("username"),
    extensible
)]
pub struct User {
    #[field(1)]
    pub id: RowId,
    /// Empty for people of the tenant itself.
    #[field(2, access = "create")]
    pub agency_id: Option<Ref<Agency>>,
    /// Empty for people of the agency, who see all of its clients.
    #[field(3, access = "create")]
    pub client_id: Option<Ref<Client>>,
    /// The place where someone works, whose rows LOCATION means.
    #[field(4, on_delete = "set_null", access = "create", alias("venue_id"))]
    pub location_id: Option<Ref<Location>>,
    /// Whoever has the mailbox has the account, so that it is not changed like a name.
    #[field(5, index, access = "create")]
    pub email: EmailAddress,
    #[field(6)]
    pub username: Option<Line<120>>,
    /// Nobody signs in with a password until there is one.
    #[field(7, access = "hidden", alias("password"))]
    pub password_hash: Option<Token<255>>,
    /// What others see.
    #[field(8, index)]
    pub name: Option<Line<250>>,
    #[field(9)]
    pub first_name: Option<Line<120>>,
    #[field(10)]
    pub middle_name: Option<Line<120>>,
    #[field(11, index)]
    pub last_name: Option<Line<120>>,
    /// Where their picture is.
    #[field(12, alias("avatar_url"))]
    pub image: Option<WebAddress>,
    /// When they showed that the address is theirs.
    #[field(13, access = "read")]
    pub email_verified: Option<Instant>,
    #[field(14)]
    pub phone: Option<PhoneNumber>,
    #[field(15)]
    pub job_title: Option<Line<120>>,
    #[field(16)]
    pub department: Option<Line<120>>,
    #[field(17, access = "create", alias("role"))]
    pub role_id: Ref<Role>,
    #[field(18, index, default = true, access = "read")]
    pub is_active: bool,
    #[field(19, index, access = "read")]
    pub last_login_at: Option<Instant>,
    /// Times are shown in it; the client's when empty.
    #[field(20)]
    pub timezone: Option<ZoneName>,
    #[field(21)]
    pub locale: Option<LanguageTag>,
    #[field(22, access = "read")]
    pub password_changed_at: Option<Instant>,
    #[field(23, access = "read")]
    pub deactivated_at: Option<Instant>,
}
