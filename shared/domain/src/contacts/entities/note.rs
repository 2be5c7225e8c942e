use entity::types::{Line, Prose, Ref, RowId};
use entity::{Entity, choice};

use super::{Company, Contact};
use crate::identity::entities::Client;
use crate::types::RecordId;

choice! {
    /// What a note was written about.
    pub enum NoteType {
        General = "GENERAL",
        MeetingNotes = "MEETING_NOTES",
        CallNotes = "CALL_NOTES",
        ResearchNotes = "RESEARCH_NOTES",
        TaskNotes = "TASK_NOTES",
        Other = "OTHER",
    }
}

/// Text on a record.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 56,
    module = "contacts",
    table = "notes",
    prefix = "not",
    title = "title",
    client = "client_id",
    location = "contact_id.location_id",
    private_when = "is_private",
    search("title", "content"),
    index("contact_id, created_at")
)]
pub struct Note {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade")]
    pub contact_id: Option<Ref<Contact>>,
    #[field(4, on_delete = "cascade")]
    pub company_id: Option<Ref<Company>>,
    #[field(5, index)]
    pub deal_id: Option<RecordId>,
    #[field(6, index)]
    pub title: Option<Line<250>>,
    #[field(7)]
    pub content: Prose,
    #[field(8, index, default = "GENERAL", alias("type"))]
    pub note_type: NoteType,
    /// Whether it stands above the others.
    #[field(9, index, default = false)]
    pub is_pinned: bool,
    /// Whether it is there for its author alone.
    #[field(10, default = false)]
    pub is_private: bool,
}
