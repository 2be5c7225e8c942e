use entity::types::{Instant, LanguageTag, Line, RowId, SlugText, ZoneName};
use entity::{Entity, choice};

choice! {
    /// Where a tenant stands.
    pub enum TenantStatus {
        /// Its database is being made.
        Provisioning = "PROVISIONING",
        Active = "ACTIVE",
        /// Nobody signs in; nothing is lost.
        Suspended = "SUSPENDED",
        /// Its database is gone or will go.
        Closed = "CLOSED",
    }
}

/// One paying account of the platform. It owns one database.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 1,
    module = "identity",
    table = "tenants",
    prefix = "ten",
    title = "name",
    home = "platform",
    writes = "commands",
    unique("slug"),
    unique("domain")
)]
pub struct Tenant {
    #[field(1)]
    pub id: RowId,
    #[field(2, index)]
    pub name: Line<200>,
    /// The name in addresses and on the command line.
    #[field(3)]
    pub slug: SlugText,
    /// Its own web domain, if it has one.
    #[field(4)]
    pub domain: Option<Line<253>>,
    #[field(5, index, default = "PROVISIONING", access = "read")]
    pub status: TenantStatus,
    /// Why it is suspended or closed.
    #[field(6, access = "read")]
    pub status_reason: Option<Line<500>>,
    #[field(7, default = "UTC")]
    pub timezone: ZoneName,
    #[field(8, default = "en")]
    pub locale: LanguageTag,
    #[field(9, access = "read")]
    pub suspended_at: Option<Instant>,
    #[field(10, access = "read")]
    pub closed_at: Option<Instant>,
}
