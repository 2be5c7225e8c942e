use entity::types::{Bounded, Instant, LanguageTag, Line, Prose, Ref, RowId, ZoneName};
use entity::{Entity, choice};
use serde_json::Value as Json;

use super::Widget;
use crate::appointments::entities::Appointment;
use crate::contacts::entities::Contact;
use crate::identity::entities::Client;
use crate::leads::entities::Lead;
use crate::types::Token;

choice! {
    /// What became of an entry.
    pub enum SubmissionStatus {
        Accepted = "ACCEPTED",
        /// It looks like spam: kept, and nobody was told.
        Quarantined = "QUARANTINED",
        /// Somebody looked at it and does not want it.
        Rejected = "REJECTED",
    }
}

/// What a visitor sent through a widget, as it came in, with where the visitor came from and what they agreed to.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 102,
    module = "embed",
    table = "form_submissions",
    prefix = "fsb",
    title = "form_name",
    writes = "commands",
    client = "client_id",
    index("contact_id, submitted_at")
)]
pub struct FormSubmission {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, access = "read", on_delete = "set_null", alias("form_id"))]
    pub widget_id: Option<Ref<Widget>>,
    #[field(4, index, access = "read")]
    pub form_name: Line<200>,
    #[field(5, access = "read", on_delete = "set_null")]
    pub contact_id: Option<Ref<Contact>>,
    #[field(6, access = "read", on_delete = "set_null")]
    pub lead_id: Option<Ref<Lead>>,
    #[field(7, access = "read", on_delete = "set_null")]
    pub appointment_id: Option<Ref<Appointment>>,
    /// The entry: contact, message, answers.
    #[field(8, access = "read")]
    pub data: Json,
    #[field(9, index, access = "read")]
    pub submitted_at: Instant,
    #[field(10, index, default = "ACCEPTED", access = "read")]
    pub status: SubmissionStatus,
    /// Why it is in quarantine: words for programs.
    #[field(11, default = "[]", access = "read")]
    pub status_reasons: Vec<String>,
    /// From 0, nothing suspicious, to 100.
    #[field(12, default = 0, access = "read")]
    pub spam_score: Bounded<0, 100>,
    /// The page.
    #[field(13, access = "read")]
    pub source_url: Option<Line<2000>>,
    #[field(14, access = "read")]
    pub referrer: Option<Line<2000>>,
    #[field(15, access = "read")]
    pub utm_source: Option<Line<250>>,
    #[field(16, access = "read")]
    pub utm_medium: Option<Line<250>>,
    #[field(17, access = "read")]
    pub utm_campaign: Option<Line<250>>,
    #[field(18, access = "read")]
    pub utm_term: Option<Line<250>>,
    #[field(19, access = "read")]
    pub utm_content: Option<Line<250>>,
    /// Click ids of advertisers: Google.
    #[field(20, access = "read")]
    pub gclid: Option<Line<500>>,
    /// Of Meta.
    #[field(21, access = "read")]
    pub fbclid: Option<Line<500>>,
    /// Of TikTok.
    #[field(22, access = "read")]
    pub ttclid: Option<Line<500>>,
    /// Of LinkedIn.
    #[field(23, access = "read")]
    pub li_fat_id: Option<Line<500>>,
    #[field(24, access = "read")]
    pub ip_address: Option<Token<45>>,
    #[field(25, access = "read")]
    pub user_agent: Option<Line<512>>,
    #[field(26, access = "read")]
    pub consent_text: Option<Prose>,
    /// When they agreed; empty when they did not.
    #[field(27, access = "read")]
    pub consent_at: Option<Instant>,
    #[field(28, access = "read")]
    pub language: Option<LanguageTag>,
    #[field(29, access = "read")]
    pub time_zone: Option<ZoneName>,
}
