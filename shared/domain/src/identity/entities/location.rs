use entity::types::{AddressText, Bounded, EmailAddress, Line, PhoneNumber, Prose, Ref, RowId, ZoneName};
use entity::{Entity, choice};
use serde_json::Value as Json;

use super::Client;
use crate::types::{Latitude, Longitude};

choice! {
    /// What a place is.
    pub enum LocationType {
        Venue = "VENUE",
        Branch = "BRANCH",
        Warehouse = "WAREHOUSE",
        Office = "OFFICE",
        Store = "STORE",
        Other = "OTHER",
    }
}

/// A place of a client: a venue, a branch, a warehouse.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 13,
    module = "identity",
    table = "locations",
    prefix = "loc",
    title = "name",
    client = "client_id",
    location = "id",
    search("name", "code"),
    unique("client_id, name"),
    extensible
)]
pub struct Location {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, index)]
    pub name: Line<200>,
    #[field(4, index, default = "OTHER")]
    pub location_type: LocationType,
    /// What the client calls it in lists and on labels.
    #[field(5)]
    pub code: Option<Line<40>>,
    #[field(6)]
    pub description: Option<Prose>,
    #[field(7)]
    pub address: Option<AddressText>,
    #[field(8)]
    pub latitude: Option<Latitude>,
    #[field(9)]
    pub longitude: Option<Longitude>,
    #[field(10)]
    pub email: Option<EmailAddress>,
    #[field(11)]
    pub phone: Option<PhoneNumber>,
    /// The wall clock of the place; the client's when empty.
    #[field(12)]
    pub timezone: Option<ZoneName>,
    /// How many guests or pallets it holds.
    #[field(13)]
    pub capacity: Option<Bounded<0, 1_000_000>>,
    /// Opening hours by day of the week.
    #[field(14)]
    pub opening_hours: Option<Json>,
    #[field(15, index, default = true)]
    pub is_active: bool,
}
