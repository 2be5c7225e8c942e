use entity::Entity;
use entity::types::{Bounded, Fixed, Line, Prose, Ref, RowId};

use super::{Client, Location};

/// A room of a location, which an event can be given.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 14,
    module = "identity",
    table = "rooms",
    prefix = "rom",
    title = "name",
    client = "client_id",
    location = "location_id",
    unique("location_id, name"),
    extensible
)]
pub struct Room {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, access = "create")]
    pub location_id: Ref<Location>,
    #[field(4, index, alias("room_assignment"))]
    pub name: Line<200>,
    #[field(5)]
    pub floor: Option<Line<40>>,
    /// How many guests it holds.
    #[field(6, index)]
    pub capacity: Option<Bounded<0, 1_000_000>>,
    /// In square metres.
    #[field(7)]
    pub area: Option<Fixed<2>>,
    /// What there is in it, such as a stage or a projector.
    #[field(8, default = "[]")]
    pub features: Vec<String>,
    #[field(9)]
    pub description: Option<Prose>,
    #[field(10, index, default = true)]
    pub is_active: bool,
}
