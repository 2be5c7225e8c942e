use entity::types::{EmailAddress, FileId, Instant, Line, Prose, Ref, RowId, SealedText};
use entity::{Entity, choice};

use super::{Client, User};
use crate::contacts::entities::Contact;

choice! {
    /// What a person asks for (GDPR, articles 15 to 21).
    pub enum DataSubjectRequestType {
        Access = "ACCESS",
        Rectification = "RECTIFICATION",
        Erasure = "ERASURE",
        Restriction = "RESTRICTION",
        Portability = "PORTABILITY",
        Objection = "OBJECTION",
    }
}

choice! {
    /// Where a request stands.
    pub enum DataSubjectRequestStatus {
        Received = "RECEIVED",
        /// Whether the person is who they say is being found out.
        Verifying = "VERIFYING",
        InProgress = "IN_PROGRESS",
        Completed = "COMPLETED",
        Rejected = "REJECTED",
    }
}

/// What a person asks about their data: to see it, to take it along, to have it erased.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 28,
    module = "identity",
    table = "data_subject_requests",
    prefix = "dsr",
    title = "email",
    client = "client_id",
    location = "contact_id.location_id",
    owners("owner_id")
)]
pub struct DataSubjectRequest {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    /// Empty until the person is found, and after they are erased.
    #[field(3, on_delete = "set_null")]
    pub contact_id: Option<Ref<Contact>>,
    #[field(4, index)]
    pub email: EmailAddress,
    #[field(5)]
    pub name: Option<Line<250>>,
    #[field(6, index, access = "create")]
    pub request_type: DataSubjectRequestType,
    #[field(7, index, default = "RECEIVED")]
    pub status: DataSubjectRequestStatus,
    #[field(8, index)]
    pub received_at: Instant,
    /// When the law wants an answer: a month after it came (article 12 (3)).
    #[field(9, index)]
    pub due_at: Option<Instant>,
    #[field(10)]
    pub completed_at: Option<Instant>,
    /// Who answers it.
    #[field(11, on_delete = "set_null", alias("assigned_to"))]
    pub owner_id: Option<Ref<User>>,
    /// How the person showed who they are, such as the number of a passport: sealed, because it is needed once, by
    /// one reader, and hurts whoever it is stolen from.
    #[field(12)]
    pub verification_note: Option<SealedText>,
    #[field(13)]
    pub response: Option<Prose>,
    /// What was handed over.
    #[field(14, access = "read")]
    pub export_file_id: Option<FileId>,
}
