use entity::types::{
    Amount, Bounded, CurrencyCode, EmailAddress, Instant, LanguageTag, Line, PhoneNumber, Prose, Ref, RowId,
    WebAddress, ZoneName,
};
use entity::{Entity, choice};
use serde_json::Value as Json;

use super::Company;
use crate::identity::entities::{Client, Location, User};
use crate::types::{Latitude, Longitude, Token};

choice! {
    /// What a person is to the client.
    pub enum ContactType {
        Prospect = "PROSPECT",
        Lead = "LEAD",
        Customer = "CUSTOMER",
        Partner = "PARTNER",
        Vendor = "VENDOR",
        Influencer = "INFLUENCER",
        Press = "PRESS",
        Investor = "INVESTOR",
        Other = "OTHER",
    }
}

choice! {
    /// Where a contact stands.
    pub enum ContactStatus {
        Unqualified = "UNQUALIFIED",
        Prospect = "PROSPECT",
        Lead = "LEAD",
        Qualified = "QUALIFIED",
        Customer = "CUSTOMER",
        Lost = "LOST",
        Active = "ACTIVE",
        Inactive = "INACTIVE",
        Unsubscribed = "UNSUBSCRIBED",
        Bounced = "BOUNCED",
        DoNotContact = "DO_NOT_CONTACT",
        Archived = "ARCHIVED",
    }
}

choice! {
    /// How a person came to the client.
    pub enum LeadSource {
        Website = "WEBSITE",
        Facebook = "FACEBOOK",
        Instagram = "INSTAGRAM",
        LinkedIn = "LINKEDIN",
        Referral = "REFERRAL",
        Direct = "DIRECT",
        EmailCampaign = "EMAIL_CAMPAIGN",
        SocialMedia = "SOCIAL_MEDIA",
        ColdCall = "COLD_CALL",
        TradeShow = "TRADE_SHOW",
        Webinar = "WEBINAR",
        Advertisement = "ADVERTISEMENT",
        Partner = "PARTNER",
        Event = "EVENT",
        PaidSearch = "PAID_SEARCH",
        OrganicSearch = "ORGANIC_SEARCH",
        DirectMail = "DIRECT_MAIL",
        Telemarketing = "TELEMARKETING",
        Other = "OTHER",
    }
}

choice! {
    /// How far an enquiry has come.
    pub enum LeadStatus {
        New = "NEW",
        Contacted = "CONTACTED",
        Interested = "INTERESTED",
        NotInterested = "NOT_INTERESTED",
        Qualified = "QUALIFIED",
        Nurturing = "NURTURING",
        ProposalSent = "PROPOSAL_SENT",
        Negotiation = "NEGOTIATION",
        Won = "WON",
        Lost = "LOST",
        Converted = "CONVERTED",
        Dead = "DEAD",
        Archived = "ARCHIVED",
    }
}

/// A person whom a client knows.
///
/// Two contacts may have the same e-mail address: duplicates are found and merged, not refused.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 50,
    module = "contacts",
    table = "contacts",
    prefix = "ctc",
    title = "display_name",
    client = "client_id",
    location = "location_id",
    owners("owner_id"),
    search("name", "first_name", "last_name", "email", "phone", "company_name"),
    extensible
)]
pub struct Contact {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    /// The place that looks after the contact.
    #[field(3, on_delete = "set_null")]
    pub location_id: Option<Ref<Location>>,
    /// The whole name, where it is not made of its parts or the parts are not known.
    #[field(4, alias("full name", "contact name"))]
    pub name: Option<Line<250>>,
    /// How the contact is shown: `name`, or else the first and the last name, the company, the e-mail address, the
    /// telephone number.
    #[field(
        64,
        index,
        generated = "coalesce(name, nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), company_name, email, phone)"
    )]
    pub display_name: Option<Line<250>>,
    #[field(5, alias("title of address", "prefix"))]
    pub salutation: Option<Line<40>>,
    #[field(6, alias("given name", "forename"))]
    pub first_name: Option<Line<120>>,
    #[field(7)]
    pub middle_name: Option<Line<120>>,
    #[field(8, index, alias("surname", "family name"))]
    pub last_name: Option<Line<120>>,
    /// What the contact likes to be called.
    #[field(9, alias("nickname", "informal name"))]
    pub preferred_name: Option<Line<120>>,
    #[field(10, index, alias("email address", "e-mail", "work email"))]
    pub email: Option<EmailAddress>,
    #[field(11, default = false)]
    pub email_verified: bool,
    #[field(12, index, alias("phone number", "telephone"))]
    pub phone: Option<PhoneNumber>,
    #[field(13, index, alias("mobile phone", "mobile phone number", "cell phone", "mobile number"))]
    pub mobile: Option<PhoneNumber>,
    #[field(14, alias("business phone", "work phone number"))]
    pub work_phone: Option<PhoneNumber>,
    #[field(15, alias("fax number", "business fax"))]
    pub fax: Option<PhoneNumber>,
    #[field(16, alias("website url", "web page", "web site"))]
    pub website: Option<WebAddress>,
    #[field(17, alias("title", "position"))]
    pub job_title: Option<Line<120>>,
    #[field(18)]
    pub department: Option<Line<120>>,
    /// Whether the contact decides what is bought.
    #[field(19, default = false, alias("decision maker"))]
    pub is_decision_maker: bool,
    #[field(20, on_delete = "set_null")]
    pub company_id: Option<Ref<Company>>,
    /// The company as the contact wrote it, whether or not it is a record.
    #[field(21, index, alias("company", "account name", "associated company", "organization", "account.name"))]
    pub company_name: Option<Line<200>>,
    #[field(22, alias("linkedin url", "linkedin profile", "hs_linkedin_url"))]
    pub linked_in: Option<Line<250>>,
    #[field(23, alias("twitter username", "twitterhandle", "x handle"))]
    pub twitter: Option<Line<120>>,
    #[field(24, alias("instagram handle"))]
    pub instagram: Option<Line<120>>,
    /// Handles on other networks, by network. Profiles that are kept in step are `SocialProfile` records.
    #[field(25)]
    pub social_profiles: Option<Json>,
    #[field(26, alias("photo url"))]
    pub avatar_url: Option<WebAddress>,
    #[field(27, alias("address", "street", "street address", "mailing street", "address 1"))]
    pub address_line1: Option<Line<250>>,
    #[field(28, alias("address2", "street address 2"))]
    pub address_line2: Option<Line<250>>,
    #[field(29, alias("mailing city", "town"))]
    pub city: Option<Line<120>>,
    #[field(30, alias("mailing state", "mailing state/province", "state/region", "region", "province"))]
    pub state: Option<Line<120>>,
    #[field(31, alias("zip_code", "zip", "mailing zip/postal code", "mailing postal code", "postcode"))]
    pub postal_code: Option<Line<20>>,
    #[field(32, alias("mailing country", "country/region"))]
    pub country: Option<Line<120>>,
    #[field(33, alias("mailing latitude"))]
    pub latitude: Option<Latitude>,
    #[field(34, alias("mailing longitude"))]
    pub longitude: Option<Longitude>,
    #[field(35, alias("time zone", "hs_timezone"))]
    pub timezone: Option<ZoneName>,
    #[field(36, alias("preferred language", "hs_language", "locale"))]
    pub language: Option<LanguageTag>,
    #[field(37)]
    pub gender: Option<Line<40>>,
    #[field(38, alias("birthdate", "date of birth", "birth date"))]
    pub birthday: Option<entity::CalendarDate>,
    #[field(39, alias("spouse"))]
    pub spouse_name: Option<Line<250>>,
    #[field(40, default = "[]", alias("children"))]
    pub children_names: Vec<String>,
    #[field(41, index, default = "PROSPECT", alias("lifecycle stage", "type"))]
    pub contact_type: ContactType,
    #[field(42, index, default = "ACTIVE", alias("contact status"))]
    pub status: ContactStatus,
    #[field(43, index, alias("source", "original source", "hs_analytics_source"))]
    pub lead_source: Option<LeadSource>,
    #[field(44, index, alias("hs_lead_status"))]
    pub lead_status: Option<LeadStatus>,
    /// How promising the contact is, from 0 to 100.
    #[field(45, index, default = 0, alias("hubspotscore", "hubspot score"))]
    pub lead_score: Bounded<0, 100>,
    /// How warm the contact feels to whoever speaks with them, from 0 to 100.
    #[field(46, default = 0, alias("rating"))]
    pub lead_heat: Bounded<0, 100>,
    /// How much the contact reacts to what is sent.
    #[field(47, default = 0)]
    pub engagement_score: Bounded<0, 1_000_000>,
    #[field(48)]
    pub last_score_update: Option<Instant>,
    /// What the contact may be worth.
    #[field(49)]
    pub estimated_value: Option<Amount>,
    /// The currency of `estimated_value`.
    #[field(50, alias("currency iso code"))]
    pub currency: Option<CurrencyCode>,
    /// Words of one's own. Tags that a client keeps a list of are `Tag` records.
    #[field(51, default = "[]")]
    pub tags: Vec<String>,
    #[field(52, alias("description", "comments"))]
    pub notes: Option<Prose>,
    /// What the contact likes and asks for.
    #[field(53)]
    pub preferences: Option<Json>,
    /// The user who looks after the contact.
    #[field(54, on_delete = "set_null", alias("assigned_to"))]
    pub owner_id: Option<Ref<User>>,
    #[field(55, default = false)]
    pub marketing_consent: bool,
    #[field(56)]
    pub marketing_consent_date: Option<Instant>,
    #[field(57, default = false)]
    pub data_processing_consent: bool,
    #[field(
        58,
        default = false,
        alias("has opted out of email", "unsubscribed from all email", "hs_email_optout", "opted out of email")
    )]
    pub email_opt_out: bool,
    #[field(59, default = false)]
    pub do_not_call: bool,
    #[field(60, default = true, alias("active"))]
    pub is_active: bool,
    #[field(61, index, alias("last_contact_date", "last contacted", "notes_last_contacted"))]
    pub last_contacted_at: Option<Instant>,
    #[field(62, index, alias("last activity", "notes_last_updated"))]
    pub last_activity_date: Option<Instant>,
    /// What the system that the contact came from calls it: an import finds it again by this.
    #[field(63, index, alias("contact id", "record id", "record id - contact", "hs_object_id", "salesforce id"))]
    pub external_id: Option<Token<120>>,
}
