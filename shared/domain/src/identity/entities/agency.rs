use entity::Entity;
use entity::types::{
    AddressText, CurrencyCode, EmailAddress, LanguageTag, Line, PhoneNumber, RowId, WebAddress, ZoneName,
};
use serde_json::Value as Json;

/// A company that works for clients inside a tenant.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 10,
    module = "identity",
    table = "agencies",
    prefix = "agc",
    title = "name",
    agency = "id",
    search("name"),
    extensible
)]
pub struct Agency {
    #[field(1)]
    pub id: RowId,
    #[field(2, index)]
    pub name: Line<200>,
    #[field(3)]
    pub email: Option<EmailAddress>,
    #[field(4)]
    pub phone: Option<PhoneNumber>,
    #[field(5)]
    pub website: Option<WebAddress>,
    #[field(6)]
    pub address: Option<AddressText>,
    #[field(7, default = "UTC")]
    pub timezone: ZoneName,
    #[field(8, default = "en")]
    pub locale: LanguageTag,
    /// What new clients count in.
    #[field(9, default = "EUR")]
    pub currency: CurrencyCode,
    #[field(10)]
    pub logo_url: Option<WebAddress>,
    #[field(11, index, default = true)]
    pub is_active: bool,
    #[field(12)]
    pub settings: Option<Json>,
}
