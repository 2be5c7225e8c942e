use entity::Entity;
use entity::types::{
    AddressText, CurrencyCode, EmailAddress, LanguageTag, Line, PhoneNumber, Ref, RowId, WebAddress, ZoneName,
};
use serde_json::Value as Json;

use super::Agency;

/// A business whose contacts, bookings and money these are. Every business row belongs to one.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 11,
    module = "identity",
    table = "clients",
    prefix = "cli",
    title = "name",
    agency = "agency_id",
    client = "id",
    search("name", "legal_name"),
    extensible
)]
pub struct Client {
    #[field(1)]
    pub id: RowId,
    /// The agency that works for it. It stays: moving a client would move what its people may see.
    #[field(2, access = "create")]
    pub agency_id: Ref<Agency>,
    #[field(3, index)]
    pub name: Line<200>,
    #[field(4)]
    pub legal_name: Option<Line<200>>,
    #[field(5)]
    pub email: Option<EmailAddress>,
    #[field(6)]
    pub phone: Option<PhoneNumber>,
    #[field(7)]
    pub website: Option<WebAddress>,
    #[field(8)]
    pub address: Option<AddressText>,
    #[field(9, index)]
    pub industry: Option<Line<120>>,
    #[field(10, default = "UTC")]
    pub timezone: ZoneName,
    #[field(11, default = "en")]
    pub locale: LanguageTag,
    #[field(12, default = "EUR")]
    pub currency: CurrencyCode,
    #[field(13)]
    pub logo_url: Option<WebAddress>,
    #[field(14, index, default = true)]
    pub is_active: bool,
    #[field(15)]
    pub settings: Option<Json>,
}
