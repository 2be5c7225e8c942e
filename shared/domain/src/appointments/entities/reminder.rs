use entity::types::{Instant, Ref, RowId};
use entity::{Entity, choice};

use super::Appointment;
use crate::identity::entities::{Client, OutboxMessage};

choice! {
    /// What is told.
    pub enum ReminderType {
        Reminder = "REMINDER",
        /// What an appointment is, whose entry was let out of quarantine.
        Notice = "NOTICE",
    }
}

choice! {
    /// Whether it was told.
    pub enum ReminderStatus {
        Pending = "PENDING",
        Sent = "SENT",
        Cancelled = "CANCELLED",
    }
}

/// Something that a visitor is to be told about an appointment, and when.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 91,
    module = "appointments",
    table = "reminders",
    prefix = "rmd",
    title = "id",
    writes = "commands",
    client = "client_id",
    location = "appointment_id.location_id",
    index("status, due_at")
)]
pub struct Reminder {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "read")]
    pub appointment_id: Ref<Appointment>,
    #[field(4, default = "REMINDER", access = "read")]
    pub reminder_type: ReminderType,
    #[field(5, index, access = "read")]
    pub due_at: Instant,
    #[field(6, default = "PENDING", access = "read")]
    pub status: ReminderStatus,
    #[field(7, access = "read")]
    pub sent_at: Option<Instant>,
    /// The message that carries it.
    #[field(8, on_delete = "set_null", access = "read")]
    pub outbox_message_id: Option<Ref<OutboxMessage>>,
}
