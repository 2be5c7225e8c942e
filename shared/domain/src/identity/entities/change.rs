use entity::types::{Instant, Line, Prose, SerialId};
use entity::{Entity, choice};
use serde_json::Value as Json;

use crate::types::{Actor, RecordId, Token};

choice! {
    /// What kind of actor wrote.
    pub enum ActorType {
        User = "USER",
        ApiKey = "API_KEY",
        /// The platform itself: a schedule, a migration.
        System = "SYSTEM",
        /// Another system that the tenant connected.
        Integration = "INTEGRATION",
        /// Somebody outside, through a widget or a link.
        Visitor = "VISITOR",
        PlatformAdmin = "PLATFORM_ADMIN",
        /// Nobody said who: a write past the API.
        Unknown = "UNKNOWN",
    }
}

choice! {
    /// What was done to a row. The more telling word wins: an update of a stage is a `STAGE_CHANGE`.
    pub enum ChangeAction {
        Create = "CREATE",
        Update = "UPDATE",
        Delete = "DELETE",
        StatusChange = "STATUS_CHANGE",
        AssignmentChange = "ASSIGNMENT_CHANGE",
        StageChange = "STAGE_CHANGE",
    }
}

/// One write of one row, as the database recorded it: the audit log and the activity feed.
///
/// It points to nothing by foreign key, because it outlives what it tells of. Its numbers are in the order of time,
/// and every index of it is paid for by every write, so it has three besides the client's.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 24,
    module = "identity",
    table = "changes",
    prefix = "chg",
    title = "entity_title",
    writes = "log",
    agency = "agency_id",
    client = "client_id",
    owners("actor_id"),
    index("agency_id"),
    index("entity_id"),
    index("actor_id")
)]
pub struct Change {
    /// Counts up, without a gap: a missing number is a removed entry.
    #[field(1)]
    pub id: SerialId,
    #[field(2, access = "read", alias("occurred_at", "created_at"))]
    pub at: Instant,
    #[field(3, access = "read")]
    pub actor_type: ActorType,
    #[field(4, access = "read", alias("user_id"))]
    pub actor_id: Option<Actor>,
    /// What the actor was called then.
    #[field(5, access = "read")]
    pub actor_name: Option<Line<250>>,
    #[field(6, access = "read")]
    pub ip_address: Option<Token<45>>,
    #[field(7, access = "read")]
    pub user_agent: Option<Line<512>>,
    /// What all writes of one request share.
    #[field(8, access = "read")]
    pub request_id: Option<Token<64>>,
    /// The name of the entity, such as `Contact`.
    #[field(9, access = "read")]
    pub entity_type: Token<60>,
    #[field(10, access = "read")]
    pub entity_id: RecordId,
    /// What the row was called then.
    #[field(11, access = "read")]
    pub entity_title: Option<Line<500>>,
    #[field(12, access = "read")]
    pub action: ChangeAction,
    #[field(13, access = "read")]
    pub agency_id: Option<RecordId>,
    #[field(14, access = "read")]
    pub client_id: Option<RecordId>,
    #[field(15, access = "read")]
    pub project_id: Option<RecordId>,
    /// The old and the new value of every changed field, by its name. Sealed fields show only that they changed.
    #[field(16, access = "read", alias("field_name", "old_value", "new_value"))]
    pub changes: Json,
    #[field(17, access = "read")]
    pub description: Option<Prose>,
    #[field(18, access = "read")]
    pub metadata: Option<Json>,
}
