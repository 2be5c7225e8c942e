use entity::types::{
    Amount, Bounded, CurrencyCode, EmailAddress, Instant, Line, PhoneNumber, Prose, Ref, RowId, WebAddress, ZoneName,
};
use entity::{Entity, choice};

use crate::identity::entities::{Client, Location, User};
use crate::types::{Latitude, Longitude, Token};

choice! {
    /// How many people work there.
    pub enum CompanySize {
        Micro = "MICRO_1_10",
        Small = "SMALL_11_50",
        Medium = "MEDIUM_51_200",
        Large = "LARGE_201_1000",
        Enterprise = "ENTERPRISE_1000_PLUS",
    }
}

/// A company that a client knows, and its place among others.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 51,
    module = "contacts",
    table = "companies",
    prefix = "cmp",
    title = "name",
    client = "client_id",
    location = "location_id",
    owners("owner_id"),
    search("name", "legal_name", "dba", "website", "email"),
    extensible
)]
pub struct Company {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    /// The place that looks after the company.
    #[field(3, on_delete = "set_null")]
    pub location_id: Option<Ref<Location>>,
    #[field(4, index, alias("account name", "company name", "company", "organization"))]
    pub name: Line<200>,
    #[field(5)]
    pub legal_name: Option<Line<200>>,
    /// The name under which it does business.
    #[field(6, alias("doing business as", "trade style"))]
    pub dba: Option<Line<200>>,
    #[field(7, index, alias("website url", "company domain name", "domain", "web site"))]
    pub website: Option<WebAddress>,
    #[field(8, index, alias("phone number", "telephone", "account phone"))]
    pub phone: Option<PhoneNumber>,
    #[field(9, alias("fax number"))]
    pub fax: Option<PhoneNumber>,
    #[field(10, index, alias("email address", "e-mail"))]
    pub email: Option<EmailAddress>,
    #[field(11, alias("address", "street", "street address", "billing street", "address 1"))]
    pub address_line1: Option<Line<250>>,
    #[field(12, alias("address2", "street address 2"))]
    pub address_line2: Option<Line<250>>,
    #[field(13, index, alias("billing city", "town"))]
    pub city: Option<Line<120>>,
    #[field(14, alias("billing state", "billing state/province", "state/region", "region", "province"))]
    pub state: Option<Line<120>>,
    #[field(15, alias("zip_code", "zip", "billing zip/postal code", "billing postal code", "postcode"))]
    pub postal_code: Option<Line<20>>,
    #[field(16, alias("billing country", "country/region"))]
    pub country: Option<Line<120>>,
    #[field(17, alias("billing latitude"))]
    pub latitude: Option<Latitude>,
    #[field(18, alias("billing longitude"))]
    pub longitude: Option<Longitude>,
    #[field(19, alias("time zone", "hs_timezone"))]
    pub timezone: Option<ZoneName>,
    #[field(20, index)]
    pub industry: Option<Line<120>>,
    #[field(21)]
    pub sector: Option<Line<120>>,
    #[field(22, index, alias("company size"))]
    pub size: Option<CompanySize>,
    /// In a year.
    #[field(23, alias("annual revenue", "annualrevenue"))]
    pub revenue: Option<Amount>,
    /// The currency of `revenue`.
    #[field(24, alias("currency iso code"))]
    pub currency: Option<CurrencyCode>,
    #[field(25, alias("employees", "number of employees", "numberofemployees"))]
    pub employee_count: Option<Bounded<0, 100_000_000>>,
    #[field(26, alias("year founded", "year started"))]
    pub founded_year: Option<Bounded<0, 9999>>,
    #[field(27, alias("ticker"))]
    pub ticker_symbol: Option<Line<20>>,
    /// Whether its shares are traded.
    #[field(28, default = false, alias("public"))]
    pub is_public: bool,
    /// Whom to give the company to, as a scoring model says.
    #[field(29)]
    pub prospect_assignment: Option<Line<120>>,
    /// When to speak to it again, as a scoring model says.
    #[field(30)]
    pub prospect_reengagement: Option<Line<120>>,
    #[field(31, alias("description", "about us"))]
    pub notes: Option<Prose>,
    #[field(32, default = "[]")]
    pub tags: Vec<String>,
    #[field(33, index, alias("last activity", "notes_last_updated"))]
    pub last_activity_date: Option<Instant>,
    #[field(34, on_delete = "set_null", alias("parent company", "parent_id"))]
    pub parent_company_id: Option<Ref<Company>>,
    /// The user who looks after the company.
    #[field(35, on_delete = "set_null", alias("assigned_to"))]
    pub owner_id: Option<Ref<User>>,
    /// What the system that the company came from calls it: an import finds it again by this.
    #[field(36, index, alias("account id", "company id", "record id", "record id - company", "hs_object_id"))]
    pub external_id: Option<Token<120>>,
}
