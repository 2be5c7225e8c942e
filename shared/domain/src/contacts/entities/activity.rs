use entity::types::{Amount, CurrencyCode, Instant, Line, Minutes, Prose, Ref, RowId, WebAddress};
use entity::{Entity, choice};
use serde_json::Value as Json;

use super::{Company, Contact};
use crate::identity::entities::{Client, User};
use crate::types::{RecordId, Token};

choice! {
    /// What was done, or is planned.
    pub enum ActivityType {
        EmailSent = "EMAIL_SENT",
        EmailReceived = "EMAIL_RECEIVED",
        EmailOpened = "EMAIL_OPENED",
        EmailClicked = "EMAIL_CLICKED",
        CallOutbound = "CALL_OUTBOUND",
        CallInbound = "CALL_INBOUND",
        Meeting = "MEETING",
        Note = "NOTE",
        TaskCompleted = "TASK_COMPLETED",
        DealCreated = "DEAL_CREATED",
        DealWon = "DEAL_WON",
        DealLost = "DEAL_LOST",
        FormSubmission = "FORM_SUBMISSION",
        WebsiteVisit = "WEBSITE_VISIT",
        DocumentViewed = "DOCUMENT_VIEWED",
        CampaignAdded = "CAMPAIGN_ADDED",
        StatusChanged = "STATUS_CHANGED",
        Created = "CREATED",
        StageChanged = "STAGE_CHANGED",
        AmountChanged = "AMOUNT_CHANGED",
        OwnerChanged = "OWNER_CHANGED",
        ContactAdded = "CONTACT_ADDED",
        ContactRemoved = "CONTACT_REMOVED",
        NoteAdded = "NOTE_ADDED",
        MeetingScheduled = "MEETING_SCHEDULED",
        ProposalSent = "PROPOSAL_SENT",
        Won = "WON",
        Lost = "LOST",
        Reopened = "REOPENED",
        PageView = "PAGE_VIEW",
        EmailOpen = "EMAIL_OPEN",
        EmailClick = "EMAIL_CLICK",
        PhoneCall = "PHONE_CALL",
        SocialEngagement = "SOCIAL_ENGAGEMENT",
        Email = "EMAIL",
        FollowUp = "FOLLOW_UP",
        Demo = "DEMO",
        SiteVisit = "SITE_VISIT",
        Other = "OTHER",
    }
}

/// Something that a person or a visitor did, or plans, with a contact, a company, a lead, a deal or a campaign.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 57,
    module = "contacts",
    table = "activities",
    prefix = "act",
    title = "subject",
    client = "client_id",
    location = "contact_id.location_id",
    owners("performed_by_id"),
    search("subject", "description"),
    index("contact_id, created_at"),
    index("deal_id, created_at")
)]
pub struct Activity {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", alias("customer_id"))]
    pub contact_id: Option<Ref<Contact>>,
    #[field(4, on_delete = "cascade")]
    pub company_id: Option<Ref<Company>>,
    #[field(5, index)]
    pub lead_id: Option<RecordId>,
    #[field(6, index)]
    pub deal_id: Option<RecordId>,
    #[field(7, index)]
    pub campaign_id: Option<RecordId>,
    #[field(8, index, alias("type"))]
    pub activity_type: ActivityType,
    #[field(9, index)]
    pub subject: Option<Line<250>>,
    #[field(10)]
    pub description: Option<Prose>,
    /// What came of it.
    #[field(11)]
    pub outcome: Option<Line<500>>,
    #[field(12)]
    pub next_action: Option<Line<500>>,
    #[field(13, index, alias("scheduled_date"))]
    pub scheduled_at: Option<Instant>,
    #[field(14, index)]
    pub completed_date: Option<Instant>,
    #[field(15)]
    pub duration: Option<Minutes>,
    #[field(16)]
    pub cost: Option<Amount>,
    /// The currency of `cost`.
    #[field(17)]
    pub currency: Option<CurrencyCode>,
    #[field(18)]
    pub notes: Option<Prose>,
    /// The message, as the mail system calls it.
    #[field(19)]
    pub email_id: Option<Token<255>>,
    /// Who did it; empty for visitors.
    #[field(20, on_delete = "set_null", alias("user_id"))]
    pub performed_by_id: Option<Ref<User>>,
    #[field(21)]
    pub old_value: Option<Line<1000>>,
    #[field(22)]
    pub new_value: Option<Line<1000>>,
    #[field(23)]
    pub metadata: Option<Json>,
    /// Where a visitor was.
    #[field(24)]
    pub url: Option<WebAddress>,
    #[field(25)]
    pub ip_address: Option<Token<45>>,
    #[field(26)]
    pub user_agent: Option<Line<512>>,
}
