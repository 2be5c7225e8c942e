use entity::types::{Instant, Line, Prose, Ref, RowId};
use entity::{Entity, choice};

use super::Client;
use crate::contacts::entities::Contact;
use crate::types::Token;

choice! {
    /// What a person agreed to.
    pub enum ConsentPurpose {
        MarketingEmail = "MARKETING_EMAIL",
        MarketingSms = "MARKETING_SMS",
        MarketingPhone = "MARKETING_PHONE",
        MarketingPost = "MARKETING_POST",
        DataProcessing = "DATA_PROCESSING",
        Profiling = "PROFILING",
        Analytics = "ANALYTICS",
        ThirdPartySharing = "THIRD_PARTY_SHARING",
        Other = "OTHER",
    }
}

choice! {
    /// What the processing rests on (GDPR, article 6 (1)).
    pub enum LegalBasis {
        Consent = "CONSENT",
        Contract = "CONTRACT",
        LegalObligation = "LEGAL_OBLIGATION",
        VitalInterests = "VITAL_INTERESTS",
        PublicTask = "PUBLIC_TASK",
        LegitimateInterests = "LEGITIMATE_INTERESTS",
    }
}

choice! {
    /// What a person said.
    pub enum ConsentStatus {
        Granted = "GRANTED",
        Denied = "DENIED",
        Withdrawn = "WITHDRAWN",
    }
}

/// What a contact agreed to, when, and how that is known.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 27,
    module = "identity",
    table = "consent_records",
    prefix = "cns",
    title = "purpose",
    client = "client_id",
    location = "contact_id.location_id",
    index("contact_id, purpose, given_at")
)]
pub struct ConsentRecord {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "create")]
    pub contact_id: Ref<Contact>,
    #[field(4, index, access = "create")]
    pub purpose: ConsentPurpose,
    #[field(5, default = "CONSENT", access = "create")]
    pub legal_basis: LegalBasis,
    #[field(6, index, default = "GRANTED")]
    pub status: ConsentStatus,
    #[field(7, index, access = "create")]
    pub given_at: Instant,
    #[field(8)]
    pub withdrawn_at: Option<Instant>,
    #[field(9, index)]
    pub expires_at: Option<Instant>,
    /// Where it was given: a form, a call, a contract.
    #[field(10, access = "create")]
    pub source: Option<Line<200>>,
    /// The words that the person saw.
    #[field(11, access = "create")]
    pub wording: Option<Prose>,
    #[field(12, access = "create")]
    pub policy_version: Option<Line<40>>,
    #[field(13, access = "create")]
    pub ip_address: Option<Token<45>>,
    #[field(14, access = "create")]
    pub user_agent: Option<Line<512>>,
}
