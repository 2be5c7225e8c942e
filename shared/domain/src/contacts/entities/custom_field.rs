use entity::types::{Bounded, Line, Ref, RowId};
use entity::{Entity, choice};
use serde_json::Value as Json;

use crate::identity::entities::Client;
use crate::types::Handle;

choice! {
    /// What a custom field holds.
    pub enum CustomFieldType {
        Text = "TEXT",
        Textarea = "TEXTAREA",
        Number = "NUMBER",
        Decimal = "DECIMAL",
        Date = "DATE",
        DateTime = "DATETIME",
        Boolean = "BOOLEAN",
        Dropdown = "DROPDOWN",
        MultiSelect = "MULTI_SELECT",
        Radio = "RADIO",
        Checkbox = "CHECKBOX",
        Url = "URL",
        Email = "EMAIL",
        Phone = "PHONE",
        Currency = "CURRENCY",
    }
}

choice! {
    /// An entity that custom fields can be added to.
    pub enum CustomFieldEntity {
        Contact = "CONTACT",
        Company = "COMPANY",
        Deal = "DEAL",
        Lead = "LEAD",
        Task = "TASK",
        Content = "CONTENT",
        Communication = "COMMUNICATION",
        Agency = "AGENCY",
        Client = "CLIENT",
        Location = "LOCATION",
        Room = "ROOM",
        User = "USER",
        Appointment = "APPOINTMENT",
        Service = "SERVICE",
        Staff = "STAFF",
        Product = "PRODUCT",
        Quote = "QUOTE",
        Invoice = "INVOICE",
        Project = "PROJECT",
        Journey = "JOURNEY",
        Equipment = "EQUIPMENT",
        InventoryItem = "INVENTORY_ITEM",
        StorageUnit = "STORAGE_UNIT",
        Asset = "ASSET",
        Campaign = "CAMPAIGN",
    }
}

/// A field that a tenant adds to an entity. Its values are in `custom_fields` of the records.
///
/// Name, type and entity stay: values that were checked against them are in the records.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 58,
    module = "contacts",
    table = "custom_fields",
    prefix = "cuf",
    title = "label",
    client = "client_id",
    unique("entity_type, name"),
    check = "entity::custom::check_definition",
    bounded,
    shared_when_unset
)]
pub struct CustomField {
    #[field(1, alias("custom_field_id"))]
    pub id: RowId,
    /// The client whose records have the field; empty for those of all clients.
    #[field(2, access = "create")]
    pub client_id: Option<Ref<Client>>,
    #[field(3, index, access = "create")]
    pub entity_type: CustomFieldEntity,
    /// What programs call it: its member in `custom_fields`.
    #[field(4, index, access = "create")]
    pub name: Handle,
    /// What people call it.
    #[field(5, index)]
    pub label: Line<120>,
    #[field(6)]
    pub description: Option<Line<500>>,
    #[field(7, index, access = "create", alias("type"))]
    pub field_type: CustomFieldType,
    #[field(8, default = false)]
    pub is_required: bool,
    /// The value of a record created without one, written as in a cell of a CSV file.
    #[field(9)]
    pub default_value: Option<Line<1000>>,
    /// What can be chosen, for DROPDOWN, MULTI_SELECT, RADIO and CHECKBOX.
    #[field(10, default = "[]")]
    pub options: Vec<String>,
    /// Bounds: `min` and `max` of numbers and dates, `min_length` and `max_length` of text and lists.
    #[field(11)]
    pub validation: Option<Json>,
    #[field(12, index, default = true)]
    pub is_active: bool,
    #[field(13, index, default = 0)]
    pub sort_order: Bounded<0, 1_000_000>,
    /// Whether it has an index of its own, so that lists over many records sort by it quickly.
    #[field(14, default = false, access = "read")]
    pub is_indexed: bool,
}
