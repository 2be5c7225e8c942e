use entity::types::{
    Amount, Bounded, CurrencyCode, EmailAddress, Instant, LanguageTag, Line, PhoneNumber, Prose, Ref, RowId,
    WebAddress, ZoneName,
};
use entity::{CalendarDate, Entity, choice};
use serde_json::Value as Json;

use crate::contacts::entities::{Company, Contact, LeadSource, LeadStatus};
use crate::identity::entities::{Client, Location, User};
use crate::types::RecordId;

choice! {
    /// How soon somebody is to look after it.
    pub enum LeadPriority {
        Low = "LOW",
        Medium = "MEDIUM",
        High = "HIGH",
        Urgent = "URGENT",
    }
}

/// An enquiry that is not qualified yet. It may have a contact or not.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 110,
    module = "leads",
    table = "leads",
    prefix = "led",
    title = "display_name",
    client = "client_id",
    location = "location_id",
    owners("assigned_to_id"),
    search("name", "first_name", "last_name", "email", "phone", "company"),
    index("assigned_to_id, created_at"),
    extensible
)]
pub struct Lead {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "set_null")]
    pub location_id: Option<Ref<Location>>,
    /// Who asks, where they are a contact.
    #[field(4, on_delete = "set_null", alias("customer_id"))]
    pub contact_id: Option<Ref<Contact>>,
    /// The whole name, where it is not made of its parts or the parts are not known.
    #[field(5)]
    pub name: Option<Line<250>>,
    /// How the lead is shown: `name`, or else the first and the last name, the company, the e-mail address, the telephone
    /// number.
    #[field(
        6,
        index,
        generated = "coalesce(name, nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), company, email, phone)"
    )]
    pub display_name: Option<Line<250>>,
    #[field(7)]
    pub first_name: Option<Line<120>>,
    #[field(8, index)]
    pub last_name: Option<Line<120>>,
    #[field(9, index)]
    pub email: Option<EmailAddress>,
    #[field(10, index)]
    pub phone: Option<PhoneNumber>,
    /// The company as they wrote it.
    #[field(11, index)]
    pub company: Option<Line<200>>,
    #[field(12)]
    pub job_title: Option<Line<120>>,
    #[field(13)]
    pub website: Option<WebAddress>,
    #[field(14)]
    pub address: Option<Line<250>>,
    #[field(15)]
    pub city: Option<Line<120>>,
    #[field(16)]
    pub state: Option<Line<120>>,
    #[field(17)]
    pub zip_code: Option<Line<20>>,
    #[field(18)]
    pub country: Option<Line<120>>,
    #[field(19)]
    pub language: Option<LanguageTag>,
    #[field(20)]
    pub time_zone: Option<ZoneName>,
    #[field(21, index)]
    pub source: Option<LeadSource>,
    /// The campaign, the event or the page.
    #[field(22)]
    pub source_details: Option<Line<500>>,
    #[field(23, index, default = "NEW")]
    pub status: LeadStatus,
    #[field(24, index, default = "MEDIUM")]
    pub priority: LeadPriority,
    /// How promising it is, from 0 to 100.
    #[field(25, index, default = 0, alias("score"))]
    pub lead_score: Bounded<0, 100>,
    /// What was asked before it counts as qualified, and what the answers were.
    #[field(26)]
    pub qualification_criteria: Option<Json>,
    /// What the visitor wrote.
    #[field(27)]
    pub message: Option<Prose>,
    /// What the visitor answered, by the ids of the widget's questions.
    #[field(28)]
    pub answers: Option<Json>,
    #[field(29)]
    pub estimated_value: Option<Amount>,
    /// The currency of `estimated_value`.
    #[field(30)]
    pub currency: Option<CurrencyCode>,
    /// When they want it: the event, the move, the delivery.
    #[field(31, index, alias("estimated_move_date"))]
    pub wanted_date: Option<CalendarDate>,
    #[field(32, index)]
    pub follow_up_date: Option<CalendarDate>,
    #[field(33)]
    pub last_contact: Option<Instant>,
    #[field(34, index)]
    pub last_activity_date: Option<Instant>,
    /// Attempts to reach them, with what came of each. What is recorded here is in `Activity` records.
    #[field(35)]
    pub contact_history: Option<Json>,
    #[field(36, index, on_delete = "set_null")]
    pub assigned_to_id: Option<Ref<User>>,
    #[field(37)]
    pub notes: Option<Prose>,
    #[field(38, default = "[]")]
    pub tags: Vec<String>,
    #[field(39, index, default = false)]
    pub is_converted: bool,
    #[field(40, on_delete = "set_null")]
    pub converted_to_contact_id: Option<Ref<Contact>>,
    #[field(41, on_delete = "set_null")]
    pub converted_to_company_id: Option<Ref<Company>>,
    #[field(42)]
    pub converted_at: Option<Instant>,
    /// The widget that it came through.
    #[field(43, index, access = "read")]
    pub widget_id: Option<RecordId>,
    /// The form submission with where its visitor came from.
    #[field(44, access = "read")]
    pub form_submission_id: Option<RecordId>,
}
