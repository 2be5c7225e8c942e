use entity::types::{Amount, Bounded, CurrencyCode, Line, Prose, Ref, RowId};
use entity::{Entity, choice};

use crate::identity::entities::{Client, Location};
use crate::questions::Questions;
use crate::types::{ReminderMinutes, Token};

choice! {
    /// Who of the staff serves, where nobody is asked for by name.
    pub enum AssignmentRule {
        /// Who was given an appointment the longest time ago.
        AnyLeastRecent = "ANY_LEAST_RECENT",
        /// The lowest priority number of those who are free.
        AnyPriority = "ANY_PRIORITY",
        /// All of them together.
        Collective = "COLLECTIVE",
    }
}

/// What can be booked: how long it takes, by whose rules, and what it costs.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 80,
    module = "appointments",
    table = "services",
    prefix = "svc",
    title = "name",
    client = "client_id",
    search("name", "description"),
    extensible
)]
pub struct Service {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    /// Where it takes place, if it is always the same place.
    #[field(3, on_delete = "set_null")]
    pub location_id: Option<Ref<Location>>,
    #[field(4, index)]
    pub name: Line<200>,
    #[field(5)]
    pub description: Option<Prose>,
    /// How long it takes, in minutes.
    #[field(6, alias("duration"))]
    pub duration_minutes: Bounded<1, 720>,
    #[field(7)]
    pub price: Option<Amount>,
    /// The currency of `price`.
    #[field(8)]
    pub currency: Option<CurrencyCode>,
    /// Whether visitors see the price.
    #[field(9, default = true)]
    pub shows_price: bool,
    /// Minutes before it that nothing else may fill.
    #[field(10, default = 0)]
    pub buffer_before_minutes: Bounded<0, 240>,
    /// Minutes after it that nothing else may fill.
    #[field(11, default = 0)]
    pub buffer_after_minutes: Bounded<0, 240>,
    /// How long before its start it must be booked at the latest, in minutes.
    #[field(12, default = 0)]
    pub minimum_notice_minutes: Bounded<0, 525_600>,
    /// How many days ahead it can be booked.
    #[field(13, default = 60)]
    pub horizon_days: Bounded<1, 365>,
    /// Minutes from one start to the next; the duration when empty.
    #[field(14)]
    pub slot_step_minutes: Option<Bounded<5, 720>>,
    /// How many seats a session has: 1 where it is for one.
    #[field(15, default = 1)]
    pub capacity: Bounded<1, 1000>,
    #[field(16, default = "ANY_LEAST_RECENT")]
    pub assignment: AssignmentRule,
    /// Whether visitors may ask for somebody by name.
    #[field(17, default = true)]
    pub staff_choice: bool,
    /// Whether an appointment waits for somebody to confirm it.
    #[field(18, default = false)]
    pub requires_approval: bool,
    /// How long before the start a visitor may still cancel, in minutes.
    #[field(19, default = 0)]
    pub cancel_notice_minutes: Bounded<0, 525_600>,
    /// How long before the start a visitor may still move it, in minutes.
    #[field(20, default = 0)]
    pub reschedule_notice_minutes: Bounded<0, 525_600>,
    /// Whether one of the rooms of the service must be free too.
    #[field(21, default = false)]
    pub room_required: bool,
    /// What visitors are asked: `[{id, label, kind, choices, required}]`.
    #[field(22, default = "[]")]
    pub questions: Questions,
    /// How long before the start reminders go out, in minutes: a list of whole numbers, five at most.
    #[field(23, default = "[1440]")]
    pub reminder_minutes: ReminderMinutes,
    /// As `#rrggbb`, for calendars.
    #[field(24)]
    pub colour: Option<Token<7>>,
    /// What visitors are told of the place, such as an address or where a call comes from.
    #[field(25)]
    pub location_note: Option<Line<250>>,
    #[field(26, index, default = 0)]
    pub position: Bounded<0, 1_000_000>,
    #[field(27, index, default = true)]
    pub is_active: bool,
}
